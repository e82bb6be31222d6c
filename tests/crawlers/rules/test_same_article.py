from datetime import UTC, date, datetime

import pytest

from crawlers.rules.same_article import clues_of, other_addresses
from pipelines.records import Capture


def twins(url, head, kind="page"):
    at = datetime(2024, 2, 9, tzinfo=UTC)
    return other_addresses(
        Capture("i", "n", kind, url, url, date(2024, 2, 9), at, 200, "text/html", head.encode())
    )


@pytest.mark.parametrize(
    ("url", "link", "expected"),
    [
        (
            "https://m.n.example/a",
            "<link rel=canonical href=https://www.n.example/a>",
            "https://www.n.example/a",
        ),
        ("https://n.example/a/amp/", "<link href='/a/' rel='canonical'>", "https://n.example/a/"),
        (
            "https://n.example/a",
            '<LINK REL="amphtml" HREF="/a?amp=1&amp;id=2">',
            "https://n.example/a?amp=1&id=2",
        ),
        ("https://n.example/a.amp.html", "<link rel=canonical href=/a.html>", "https://n.example/a.html"),
        (
            "https://www.n.example/a",
            '<link rel="alternate" media="only screen and (max-width: 640px)" href="https://m.n.example/a">',
            "https://m.n.example/a",
        ),
        # what canonical is on too many sites, and what is no twin
        ("https://n.example/a", "<link rel=canonical href=https://n.example/>", None),
        ("https://m.n.example/a", "<link rel=canonical href=https://n.example/>", None),
        ("https://m.n.example/ar/", "<link rel=canonical href=https://n.example/ar/>", None),
        ("https://n.example/a", "<link rel=canonical href=https://n.example/section>", None),
        ("https://m.n.example/a", "<link rel=canonical href=https://other.example/a>", None),
        ("https://n.example/a", "<link rel=alternate hreflang=en href=https://m.n.example/en/a>", None),
        ("https://n.example/champions", "<link rel=canonical href=/camp/a>", None),
        ("https://n.example/a", "<link rel=amphtml>", None),
    ],
)
def test_twins(url, link, expected):
    assert twins(url, f"<head>{link}</head>") == ((expected,) if expected else ())


@pytest.mark.parametrize(
    ("url", "answered", "is_one"),
    [
        ("http://n.example/a", "https://n.example/a/", True),
        ("http://n.example/a?p=1", "https://www.n.example/a/?p=1", True),
        ("https://n.example/news/48211/old-words", "https://n.example/sport/48211/new-words", True),
        (
            "https://n.example/news/a-long-enough-slug",
            "https://n.example/sport/2024/a-long-enough-slug",
            True,
        ),
        # where articles lead that are gone
        ("https://n.example/news/48211/words", "https://n.example/", False),
        ("https://n.example/news/48211/words", "https://n.example/news", False),
        ("https://n.example/news/48211/words", "https://n.example/404.html", False),
        ("https://n.example/section/10001/words", "https://n.example/section/10001/", False),
        ("https://n.example/a/index.html", "https://n.example/b/index.html", False),
        ("https://n.example/2024/02/09/a", "https://n.example/2024/02/09/b", False),
        ("https://n.example/20240209/a", "https://n.example/20240209/b", False),
        ("https://n.example/show?id=48211", "https://n.example/show?id=48212", False),
        ("https://n.example/a-long-enough-slug", "https://consent.example/a-long-enough-slug", False),
    ],
)
def test_a_redirect_that_keeps_slug_or_number_makes_two_addresses_one_article(url, answered, is_one):
    at = datetime(2024, 2, 9, tzinfo=UTC)
    page = Capture("i", "n", "page", url, answered, date(2024, 2, 9), at, 200, "text/html", b"<p>x</p>")
    assert other_addresses(page) == ((answered,) if is_one else ())


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://n.example/news/48211/words", "number 48211"),
        ("https://n.example/2024/02/09/words-48211.html", "number 48211"),
        ("https://n.example/20240209/a-104821", "number 104821"),
        ("https://n.example/?p=48211", "number 48211"),
        ("https://n.example/10001/48211", "number 48211"),
        ("https://n.example/2024/1234/words", None),
        ("https://n.example/202402/words", None),
        ("https://n.example/20240209113000/words", None),
        ("https://n.example/%D9%8412345%D8%A8", "number 12345"),
    ],
)
def test_the_number_that_may_be_the_articles(url, number):
    at = datetime(2024, 2, 9, tzinfo=UTC)
    page = Capture("i", "n", "entry", url, url, date(2024, 2, 9), at, 200, "text/html", b"")
    assert clues_of(page) == ((number,) if number else ())


def test_only_pages_have_twins():
    assert twins("https://m.n.example/a", "<link rel=canonical href=https://n.example/a>", kind="feed") == ()
