"""Pages in the seed's form: an aggregator's page of a main article, its labels, and whole articles appended to it.

Real articles of the shared data, put together by a seeded draw. Everything that an aggregator may write in several
ways is drawn: how the labels and the marker are spelt and ordered, what stands between a headline and its text, the
markup. Articles fall into two halves by a hash of their id, so that rules made on one are measured on the other.
"""

import gzip
import hashlib
import html
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tests.support.pages.readalso_shapes import Article, Half, materials
from tests.support.real_data import real_data_folder

MARKERS = {
    "ar": (
        "إقرأ أيضاً:", "اقرأ أيضا", "اقرأ أيضًا:", "أقرأ أيضا :", "اقـرأ أيضـاً", "إقرأ ايضا..", "شاهد أيضاً", "طالع أيضا:", "اقرأ كذلك:",
        "مواضيع ذات صلة:", "موضوعات متعلقة", "أخبار متعلقة:", "أخبار ذات صلة", "مقالات ذات صلة:", "قد يهمك أيضا:", "قد يعجبك أيضًا",
        "اقرأ المزيد:", "لقراءة المزيد", "#اقرأ_أيضا", "لمتابعة المزيد:", "وللمزيد من التفاصيل اقرأ:", "سبق أن نشرنا:", "للمزيد:",
        "تابع أيضا:", "اقرأوا أيضاً:", "** اقرأ أيضا **", "« إقرأ أيضا »", "🔴 اقرأ أيضا", "ذات صلة", "اقرأ أيضا على موقعنا:",
    ),
    "en": ("Read also:", "READ ALSO", "Also read:", "Related stories", "See also:", "You may also like", "More on this story:", "Read next:"),
    "ru": ("Читайте также:", "ЧИТАЙТЕ ТАКЖЕ", "Читайте также", "По теме:"),
    "pl": ("Czytaj także:", "CZYTAJ TAKŻE", "Zobacz też:", "Przeczytaj również"),
    "el": ("Διαβάστε επίσης:", "ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ", "Διαβάστε ακόμη", "Δείτε επίσης:"),
    "zh": ("延伸閱讀：", "相关阅读", "相關新聞：", "推薦閱讀"),
}  # fmt: skip
_SOURCES = {
    "ar": (
        "المصدر: {}", "المصدر : {}", "مصدر: {}", "المصدر:{}", "المصدر - {}", "مصدر الخبر: {}", "نقلا عن {}", "نقلاً عن: {}", "المصدر {}",
        "المصدر\n{}", "المصدر:\n{}", "المصـدر: {}", "** المصدر: {}", "المصدر | {}", "المصادر: {}",
    ),
    "en": ("Source: {}", "SOURCE: {}", "Source\n{}", "Source : {}", "Via: {}"),
    "ru": ("Источник: {}", "Источник\n{}"), "pl": ("Źródło: {}", "źródło: {}"), "el": ("Πηγή: {}", "ΠΗΓΗ: {}"), "zh": ("来源：{}", "來源：{}"),
}  # fmt: skip
_KEYWORDS = {
    "ar": (
        "كلمات دلالية: {}", "الكلمات الدلالية: {}", "كلمات دلالية : {}", "كلمات مفتاحية: {}", "الكلمات المفتاحية : {}", "وسوم: {}", "الوسوم: {}",
        "تاجز: {}", "كلمات دلالية {}", "كلمات دلالية\n{}", "كلمات دلالية:\n{}", "#", "هاشتاغ: {}", "كلمات البحث: {}", "کلمات دلالیة: {}",
    ),
    "en": ("Tags: {}", "Keywords: {}", "TAGS: {}", "Topics: {}", "Tags\n{}"),
    "ru": ("Теги: {}", "Метки: {}"), "pl": ("Tagi: {}", "Słowa kluczowe: {}"), "el": ("Ετικέτες: {}", "Tags: {}"), "zh": ("关键词：{}", "標籤：{}"),
}  # fmt: skip
_DATES = {
    "ar": (
        "تاريخ النشر: 9th, February 2024 GMT", "تاريخ النشر : 9 فبراير 2024", "تاريخ النشر\n9th, February 2024 GMT", "نشر في: 2024-02-09 10:30", "آخر تحديث: 9 شباط 2024",
        "تاريخ النشر 9th, February 2024 GMT", "9 فبراير 2024", "تم النشر في 09/02/2024", "الجمعة 9 فبراير 2024 - 10:30",
    ),
    "en": ("Published: 9 February 2024", "Posted on 9 February 2024", "9 February 2024", "Last updated: February 9, 2024"),
    "ru": ("Опубликовано: 9 февраля 2024", "9 февраля 2024"), "pl": ("Opublikowano: 9 lutego 2024", "9 lutego 2024"),
    "el": ("9 Φεβρουαρίου 2024",), "zh": ("2024-02-09 10:30", "2024年2月9日"),
}  # fmt: skip
_DATELINES = {
    "ar": ("البلاد (بروكسل)", "الرياض (واس)", "الرياض – واس", "عواصم (وكالات)", "بغداد / المدى برس", "القاهرة - العرب", "لندن (رويترز)", "الدوحة - قنا"),
    "en": ("LONDON (Reuters)", "Paris (AFP)", "The Herald (Brussels)"),
    "ru": ("МОСКВА (Рейтер)",), "pl": ("WARSZAWA (PAP)",), "el": ("ΑΘΗΝΑ (ΑΠΕ)",), "zh": ("北京（新華社）",),
}  # fmt: skip
_FRONTS = {
    "ar": {
        "byline": ("كتب: أحمد علي", "بقلم: سارة محمود", "كتبت - هدى سالم", "أحمد علي", "محمد عبد الله - بغداد"),
        "place": ("بغداد", "القاهرة:", "بغداد / المدى برس"),
        "age": ("منذ 3 ساعات", "قبل ساعتين", "منذ يوم واحد"),
        "views": ("1,204 مشاهدة", "عدد المشاهدات: 350", "المشاهدات: 12", "3 دقائق قراءة", "0 تعليق"),
        "caption": ("صورة أرشيفية", "جانب من الاجتماع", "الصورة من الأرشيف", "تصوير: علي حسن"),
    },
    "en": {"byline": ("By John Smith", "By JANE DOE"), "place": ("London",), "age": ("3 hours ago",), "views": ("1,204 views", "3 min read"), "caption": ("File photo", "Photo: Jane Doe")},
    "ru": {"age": ("3 часа назад",)}, "pl": {"age": ("3 godziny temu",)}, "el": {}, "zh": {"age": ("3小時前",)},
}  # fmt: skip
_OUTLETS = {
    "ar": ("الحرة", "الجزيرة نت", "رويترز", "الدايلي تلغراف", "صحيفة الشرق الأوسط", "وكالات", "سكاي نيوز عربية", "بغداد اليوم", "RT", "العربية + وكالات"),
    "en": ("Reuters", "The Daily Herald", "BBC News"), "ru": ("ТАСС", "РИА Новости"), "pl": ("PAP", "Gazeta"), "el": ("ΑΠΕ-ΜΠΕ",), "zh": ("新華社", "中央社"),
}  # fmt: skip
MARKUPS = ("p", "div", "br", "one div", "table cell", "headings")
FRONTS = (
    "nothing", "dateline", "date", "byline", "place", "age", "views", "caption", "standfirst", "byline and place", "date and dateline",
    "age and views", "byline, age, caption",
)  # fmt: skip
LABELS = ("source, keywords", "keywords, source", "source", "keywords")
_SENTENCE_MIN = 60


@dataclass(frozen=True, slots=True)
class SeedPage:
    """A made page.

    Attributes:
        forms: what was drawn for it, `what: which`.
        text: its lines.
        html: the same as a page.
        stories: titles and paragraphs; the main story first.
        site_lines: lines that are no text, which may be in a body or not.
    """

    forms: tuple[str, ...]
    text: str
    html: str
    stories: tuple[Article, ...]
    site_lines: frozenset[str]


@dataclass(slots=True)
class _Draft:
    draw: random.Random
    language: str
    articles: Sequence[Article]
    lines: list[tuple[str, str]] = field(default_factory=list)  # what it is, and the line
    forms: list[str] = field(default_factory=list)

    def pick(self, of: dict[str, tuple[str, ...]]) -> str:
        return self.draw.choice(of[self.language])

    def add(self, kind: str, text: str) -> None:
        self.lines += [(kind, line) for line in text.split("\n")]

    def form(self, what: str, which: Sequence[str]) -> str:
        drawn = self.draw.choice(which)
        self.forms.append(f"{what}: {drawn}")
        return drawn


def articles(half: Half) -> dict[str, list[Article]]:
    """Real articles of one half, by language."""
    found = {"ar": [one for one in materials(half)["ar"].articles if _is_news(one)]}
    for language, folder, name in (
        ("en", "wcxb", None),
        ("ru", "daniel", "Russian"),
        ("pl", "daniel", "Polish"),
        ("el", "daniel", "Greek"),
        ("zh", "daniel", "Chinese"),
    ):
        with gzip.open(real_data_folder() / folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
            documents = [json.loads(line) for line in lines]
        found[language] = [
            article
            for one in documents
            if (name is None or one["language"] == name)
            and (_digest(one["id"]) % 2 == 0) == (half == "rules")
            if _is_news(article := _article(one))
        ]
    return found


def _digest(identity: str) -> int:
    return hashlib.sha256(identity.encode()).digest()[0]


def _article(document: dict[str, str]) -> Article:
    lines = [" ".join(line.split()) for line in (document.get("main_content") or "").splitlines()]
    title, *rest = [line for line in (document.get("title") or "", *lines) if line] or [""]
    # Only paragraphs: a saved text's own headings and lists are another question.
    stops = (".", "。", "”", '"', "!", "?")
    return Article(title, tuple(line for line in rest if len(line) > 40 and line.endswith(stops))[:10])


def _is_news(article: Article) -> bool:
    return (
        15 <= len(article.title) <= 120
        and article.title[-1] not in ".:"
        and len(article.paragraphs) >= 2
        and sum(map(len, article.paragraphs)) >= 300
        and len(article.paragraphs[0]) >= _SENTENCE_MIN
        # No titles of one hashtag, and no addresses of authors under the text.
        and "#" not in article.title
        and not any("@" in one for one in article.paragraphs)
    )


def seed_pages(half: Half, count: int, seed: int = 1, language: str = "ar") -> Iterator[SeedPage]:
    """So many pages in the seed's form, the same for the same seed."""
    stock = articles(half)[language]
    draw = random.Random(f"{seed} {language}")
    for _ in range(count):
        yield _page(_Draft(draw, language, stock))


def _page(draft: _Draft) -> SeedPage:
    appended = draft.draw.choice((0, 1, 1, 1, 2, 2, 3))
    draft.forms.append(f"appended: {appended}")
    main, *others = draft.draw.sample(draft.articles, appended + 1)
    stories = [_write(draft, main, "date", is_main=True)]
    labels = draft.form("labels", LABELS if draft.draw.random() < 0.85 else ("none",))
    _labels(draft, labels)
    own = draft.form("own labels", ("each", "none", "some"))
    for number, other in enumerate(others):
        if number == 0 or draft.draw.random() < 0.7 or own == "none":
            draft.add("marker", draft.pick(MARKERS))
        front = draft.form("front", FRONTS)
        if draft.lines[-1][0] != "marker":
            # Without a marker only a dateline or date tells that another story begins.
            front = "dateline"
        stories.append(_write(draft, other, front, is_main=False))
        if own == "each" or (own == "some" and draft.draw.random() < 0.5):
            _labels(draft, draft.draw.choice(LABELS))
    if draft.draw.random() < 0.3:
        draft.forms.append("block at the end")
        draft.add("marker", draft.pick(MARKERS))
        for one in draft.draw.sample(draft.articles, draft.draw.randint(2, 4)):
            draft.add("block", one.title)
    text = "\n".join(line for _, line in draft.lines)
    markup = draft.form("markup", MARKUPS)
    linked = draft.draw.random() < 0.3
    draft.forms.append(f"headlines: {'links' if linked else 'plain'}")
    site = frozenset(line for kind, line in draft.lines if kind not in {"text", "title", "main title"})
    return SeedPage(
        tuple(draft.forms), text, _html(draft, main.title, markup, linked=linked), tuple(stories), site
    )


def _write(draft: _Draft, article: Article, front: str, *, is_main: bool) -> Article:
    draft.add("main title" if is_main else "title", article.title)
    paragraphs = list(article.paragraphs)
    for kind in front.replace(" and ", ", ").split(", "):
        if kind == "date":
            draft.add("front", draft.pick(_DATES))
        elif kind == "dateline":
            draft.add("front", draft.pick(_DATELINES))
        elif kind == "standfirst":
            paragraphs.insert(0, _standfirst(article))
        elif kind != "nothing" and (drawn := _FRONTS[draft.language].get(kind)):
            draft.add("front", draft.draw.choice(drawn))
    nested = not is_main and draft.draw.random() < 0.15
    for number, paragraph in enumerate(paragraphs):
        draft.add("text", paragraph)
        if nested and number == 1 and len(paragraphs) > 3 and paragraph.endswith((".", "۔")):
            draft.forms.append("nested block")
            draft.add("marker", draft.pick(MARKERS))
            for one in draft.draw.sample(draft.articles, 3):
                draft.add("block", one.title)
    return Article(article.title, tuple(paragraphs))


def _standfirst(article: Article) -> str:
    """What an article begins with, in fewer words."""
    words = article.paragraphs[0].split()
    if len(words) < 8:
        return article.paragraphs[0][:40:2].rstrip("，。、")
    return " ".join(word for number, word in enumerate(words[:18]) if number % 4 != 2).rstrip(".,،:؛;")


def _labels(draft: _Draft, which: str) -> None:
    for one in which.split(", "):
        if one == "source":
            draft.add("label", draft.pick(_SOURCES).format(draft.pick(_OUTLETS)))
        elif one == "keywords":
            words = [word for word in draft.draw.choice(draft.articles).title.split()[:8] if word.isalpha()]
            pairs = [" ".join(pair) for pair in pairwise(words)][:4] or ["news"]
            wording = draft.pick(_KEYWORDS)
            joined = draft.draw.choice((" ", "، ", " | ", ", ")).join(pairs)
            line = (
                " ".join("#" + pair.replace(" ", "_") for pair in pairs)
                if wording == "#"
                else wording.format(joined)
            )
            draft.add("label", line)


def _html(draft: _Draft, title: str, markup: str, *, linked: bool) -> str:
    main, *lines = draft.lines
    body = _MARKUP[markup](
        [(kind, _inline(kind, line, number, linked=linked)) for number, (kind, line) in enumerate(lines)]
    )
    language, direction = draft.language, "rtl" if draft.language == "ar" else "ltr"
    return (
        f'<!DOCTYPE html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>{html.escape(title)} - Mujammaa</title></head>'
        f'<body><div class="menu"><a href="/">Home</a> <a href="/p">News</a></div><article><h1>{html.escape(main[1])}</h1>{body}</article></body></html>'
    )


def _inline(kind: str, line: str, number: int, *, linked: bool) -> str:
    text = html.escape(line)
    return f'<a href="/news/{number}">{text}</a>' if (kind == "title" and linked) or kind == "block" else text


def _each(tag: str) -> Callable[[list[tuple[str, str]]], str]:
    return lambda lines: "".join(f"<{tag}>{text}</{tag}>" for _, text in lines)


def _headings(lines: list[tuple[str, str]]) -> str:
    tags = {"marker": "h3", "title": "h2", "label": "div"}
    return "".join(f"<{tags.get(kind, 'p')}>{text}</{tags.get(kind, 'p')}>" for kind, text in lines)


_MARKUP: dict[str, Callable[[list[tuple[str, str]]], str]] = {
    "p": _each("p"),
    "div": _each("div"),
    "br": lambda lines: "<p>" + "<br>".join(text for _, text in lines) + "</p>",
    "one div": lambda lines: '<div class="text">' + "<br>\n<br>".join(text for _, text in lines) + "</div>",
    "table cell": lambda lines: "<table><tr><td>" + _each("p")(lines) + "</td></tr></table>",
    "headings": _headings,
}
