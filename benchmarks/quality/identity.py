"""Addresses of one article, by the clues and evidence that a crawl goes by, on 31,030 real articles of 14 outlets."""

from collections import defaultdict
from datetime import UTC, date, datetime
from html import escape
from typing import Any
from urllib.parse import unquote

from crawlers.rules.page_facts import is_same_article
from crawlers.rules.same_article import clues_of
from pipelines.records import Capture, SourceRules
from pipelines.urls import canonical_url
from tests.support.real_data import saudi_articles

_PAGE = (
    '<html><head><title>{title}</title><meta property="article:published_time" content="{date}T12:00:00Z">'
    "</head><body><article><h1>{title}</h1>{text}</article></body></html>"
)


def run() -> None:
    """Prints how many articles share a number in their address, and how many of those are taken for one."""
    sharing: dict[tuple[str, str], list[Capture]] = defaultdict(list)
    articles = saudi_articles()
    numbered = 0
    for article in articles:
        capture = _capture(article)
        for clue in clues_of(capture):
            numbered += 1
            sharing[capture.source_id, clue].append(capture)
    pairs = [(held[0], held[1]) for held in sharing.values() if len(held) > 1]
    one = [(first, other) for first, other in pairs if is_same_article(first, other, SourceRules())]
    print(
        f"{len(articles)} articles, {numbered} with a number in their address; {len(pairs)} pairs of addresses share one, "
        f"{len(one)} of them are one article by time and text"
    )
    for a, b in [pair for pair in pairs if pair not in one]:
        print(f"taken for two: {a.day} {unquote(a.url)}\n               {b.day} {unquote(b.url)}")


def _capture(article: dict[str, Any]) -> Capture:
    url = canonical_url(article["url"]) or "https://unknown.example/"
    text = "".join(f"<p>{escape(line)}</p>" for line in article["text"].splitlines())
    page = _PAGE.format(title=escape(article["title"] or ""), date=article["date"], text=text)
    at = datetime(2015, 9, 1, tzinfo=UTC)
    return Capture(
        capture_id=article["id"],
        source_id=article["source"],
        kind="page",
        url=url,
        final_url=url,
        day=date.fromisoformat(article["date"]),
        fetched_at=at,
        status=200,
        content_type="text/html; charset=utf-8",
        body=page.encode(),
    )
