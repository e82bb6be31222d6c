"""The pages of docs/ and their blocks; what the outlet that they collect from publishes."""

import re

from pipelines.settings import REPOSITORY

DOCS = REPOSITORY / "docs"
TITLES = ("افتتاح جسر جديد فوق النهر", "الفريق يفوز في مباراته الأولى")
PROSE = (
    "قالت البلدية إن الجسر الجديد فوق النهر في المدينة القديمة سيفتح أمام السيارات والمشاة ابتداء من الأسبوع المقبل.",
    "فاز الفريق في مباراته الأولى بهدفين من دون رد أمام جمهور كبير ملأ المدرجات قبل ساعات من بدايتها.",
)


def blocks(page, language="sh"):
    """The code blocks of a page."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
