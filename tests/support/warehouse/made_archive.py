"""A made archive of any length: seeded Arabic pages in the archive's own format, some of them republished."""

import random
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from pipelines.archive.captures import CaptureWriter, capture_id
from pipelines.records import Capture
from pipelines.settings import REPOSITORY, Settings

SOURCES = tuple(f"outlet-{number}" for number in range(8))
# Share of pages that carry an earlier page's text, a little shortened.
_REPUBLISHED = 0.25
_WORDS_A_PAGE = 150
# How far back, in pages, a republication looks.
_REACH = 200


def days_from(first: date, count: int) -> list[date]:
    """`count` days in a row."""
    return [first + timedelta(days=number) for number in range(count)]


def write_archive(
    settings: Settings,
    days: Sequence[date],
    pages_a_day: int,
    *,
    seed: int = 1,
    run_id: str = "20260101T000000Z-000000",
    sources: Sequence[str] = SOURCES,
) -> None:
    """Writes the captures of the days, one WARC file a day; the same seed gives the same archive."""
    chance = random.Random(seed)
    vocabulary = _vocabulary()
    bodies: list[tuple[str, list[str]]] = []
    with CaptureWriter(settings.archive, run_id) as writer:
        for day in days:
            for number in range(pages_a_day):
                if bodies and chance.random() < _REPUBLISHED:
                    title, paragraphs = chance.choice(bodies[-_REACH:])
                    paragraphs = paragraphs[: chance.randint(4, 5)]
                else:
                    title = " ".join(chance.choices(vocabulary, k=8))
                    words = chance.choices(vocabulary, k=_WORDS_A_PAGE)
                    paragraphs = [
                        " ".join(words[start : start + 30]) + "." for start in range(0, len(words), 30)
                    ]
                    bodies.append((title, paragraphs))
                writer.write(_page(chance.choice(sources), day, number / pages_a_day, title, paragraphs))


def _page(source: str, day: date, hour: float, title: str, paragraphs: Sequence[str]) -> Capture:
    """A page published at `hour` of the day, 0 to 1."""
    published = datetime.combine(day, time(), UTC) + timedelta(days=hour)
    url = f"http://{source}.example/{published:%Y-%m-%d/%H%M%S}"
    lines = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    body = (
        f'<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="article:published_time" content="{published.isoformat()}"></head>'
        f"<body><main><article><h1>{title}</h1>\n{lines}</article></main></body></html>"
    ).encode()
    return Capture(
        capture_id(source, url, "page", body),
        source,
        "page",
        url,
        url,
        day,
        published + timedelta(minutes=5),
        200,
        "text/html; charset=utf-8",
        body,
    )


def _vocabulary() -> list[str]:
    """The Arabic words of the newsroom's pages."""
    site = REPOSITORY / "data" / "samples" / "newsroom" / "site"
    pages = (file.read_bytes().decode("utf-8", "ignore") for file in sorted(site.glob("**/*.html")))
    return sorted({word for page in pages for word in re.findall("[\u0621-\u064a]{3,}", page)})
