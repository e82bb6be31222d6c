from datetime import UTC, date, datetime

import pytest

from crawlers.twins import twin_urls
from pipelines.records import Capture


def twins(url, head, kind="page"):
    at = datetime(2024, 2, 9, tzinfo=UTC)
    return twin_urls(Capture("i", "n", kind, url, url, date(2024, 2, 9), at, 200, "text/html", head.encode()))


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
        ("https://n.example/a", "<link rel=canonical href=https://n.example/section>", None),
        ("https://m.n.example/a", "<link rel=canonical href=https://other.example/a>", None),
        ("https://n.example/a", "<link rel=alternate hreflang=en href=https://m.n.example/en/a>", None),
        ("https://n.example/champions", "<link rel=canonical href=/camp/a>", None),
        ("https://n.example/a", "<link rel=amphtml>", None),
    ],
)
def test_twins(url, link, expected):
    assert twins(url, f"<head>{link}</head>") == ((expected,) if expected else ())


def test_only_pages_have_twins():
    assert twins("https://m.n.example/a", "<link rel=canonical href=https://n.example/a>", kind="feed") == ()
