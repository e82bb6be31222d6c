"""One article at several addresses is one article; two articles stay two."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from crawlers.rules.targets import Answer

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEXT = " ".join(f"كلمة{n} في خبر عن استئناف الرحلات الجوية بعد توقف دام أسبوعين" for n in range(12))
OTHER_TEXT = " ".join(f"سطر{n} من تقرير اقتصادي يتناول أسعار القمح في الأسواق العالمية" for n in range(12))


def page(text, title="عنوان الخبر", published=NOON, head=""):
    return (
        f"<html><head><title>{title}</title>{head}"
        f'<meta property="article:published_time" content="{published.isoformat()}"></head>'
        f"<body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    ).encode()


def rss(url, published, guid=None, full_text=None):
    said = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    said += f"<description><![CDATA[<p>{full_text}</p>]]></description>" if full_text else ""
    date = format_datetime(published)
    item = f"<item><title>خبر</title><link>{url}</link><pubDate>{date}</pubDate>{said}</item>"
    return f"<rss version='2.0'><channel>{item}</channel></rss>".encode()


@pytest.fixture
def meet(desk):
    """Lists an address, fetches what is asked for then, and returns the report and how many pages were asked."""
    desk.source("n", "https://n.example/feed.xml", allow_private=False)
    runs = 0

    def meet_once(url, body, *, published=NOON, answered=None, **more):
        nonlocal runs
        runs += 1
        at = NOON + runs * HOUR
        with desk.collecting(at=at, run_id=f"run{runs}") as collector:
            (feed,) = [one for one in collector.start() if one.kind == "feed"]
            listed = Answer(feed.url, 200, (), rss(url, published, **more), at)
            pages = collector.answered(feed, listed).targets
            for target in pages:
                collector.answered(target, Answer(answered or target.url, 200, (), body, at))
            return collector.report("r").sources["n"], len(pages)

    return meet_once


def held(desk):
    return [
        (one.kind, one.url.removeprefix("https://n.example/"))
        for one in desk.captures()
        if one.kind != "feed"
    ]


@pytest.mark.parametrize("url", ["http://n.example/a", "https://www.n.example/a", "http://www.n.example/a#x"])
def test_https_and_www_are_one_article_and_not_fetched_again(desk, meet, url):
    meet("https://n.example/a", page(TEXT))
    report, asked = meet(url, page(TEXT))
    assert (asked, report.known, report.expected, report.obtained) == (0, 1, 1, 1)
    assert held(desk) == [("page", "a")]


def test_the_amp_page_of_a_held_article_is_not_stored(desk, meet):
    meet("https://n.example/a", page(TEXT))
    amp = "https://amp.n.example/a"
    report, asked = meet(amp, page(TEXT, head="<link rel=canonical href='https://n.example/a'>"))
    assert (asked, report.captured, report.known, report.expected) == (1, 0, 1, 1)
    assert meet(amp, b"")[1] == 0
    assert held(desk) == [("page", "a")]


def test_an_address_that_leads_to_a_held_article_is_that_article(desk, meet):
    meet("https://n.example/news/48211/words", page(TEXT))
    report, _ = meet("https://n.example/?p=48211", page(TEXT), answered="https://n.example/news/48211/words")
    assert (report.captured, report.known) == (0, 1)
    # addresses that lead to one text of one title and moment are one article, whatever page it stands on
    meet("https://n.example/news/50001/a", page(OTHER_TEXT), answered="https://n.example/read.html")
    meet("https://n.example/news/50002/b", page(OTHER_TEXT), answered="https://n.example/read.html")
    assert len(held(desk)) == 2


@pytest.mark.parametrize(
    ("old", "new", "guid"),
    [
        ("news/48211/old-words", "news/48211/new-words", None),
        ("old-words", "new-words", "n.example-77"),
    ],
)
def test_a_changed_slug_is_the_same_article_and_its_new_text_a_revision(desk, meet, old, new, guid):
    meet(f"https://n.example/{old}", page(TEXT), guid=guid)
    report, asked = meet(f"https://n.example/{new}", page(TEXT), guid=guid)
    assert (asked, report.captured, report.revised, report.known, report.expected) == (1, 0, 0, 1, 1)
    assert held(desk) == [("page", old)]
    assert meet(f"http://n.example/{new}", b"", guid=guid)[1] == 0
    report, _ = meet(f"https://n.example/{new}-2", page(f"{TEXT} تصحيح", "عنوان آخر"), guid=guid)
    assert (report.captured, report.revised) == (0, 1)
    assert held(desk) == [("page", old), ("page", old)]


@pytest.mark.parametrize(
    ("text", "published"),
    [(OTHER_TEXT, NOON), (TEXT, NOON + timedelta(minutes=1))],
    ids=["another text", "another time"],
)
def test_a_shared_number_alone_makes_no_article_the_same(desk, meet, text, published):
    meet("https://n.example/news/48211/one", page(TEXT), guid="same")
    report, _ = meet(
        "https://n.example/news/48211/two", page(text, published=published), published=published, guid="same"
    )
    assert (report.captured, len(held(desk))) == (1, 2)


def test_a_changed_guid_is_no_other_article_and_one_guid_for_several_hides_none(meet):
    meet("https://n.example/a", page(TEXT), guid="one")
    assert meet("https://n.example/a?utm_source=rss", b"", guid="two")[1] == 0
    for number in range(5):
        words = " ".join(f"{word}{number}" for word in TEXT.split())
        assert meet(f"https://n.example/{number}", page(words), guid="two")[0].captured == 1


def test_a_page_that_cannot_be_cleaned_is_kept(meet, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("pipelines.cleaning.clean", fail)
    for slug in ("one", "two"):
        assert meet(f"https://n.example/news/48211/{slug}", page(f"{TEXT} {slug}"))[0].captured == 1


def test_the_full_text_of_a_moved_entry_is_not_kept_again(desk, meet):
    for slug in ("one", "two"):
        meet(f"https://n.example/news/48211/{slug}", page(TEXT), full_text=TEXT * 2)
    assert sorted(held(desk)) == [("entry", "news/48211/one"), ("page", "news/48211/one")]
