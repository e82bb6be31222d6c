"""Entries that name parts of one page: articles each where the page has such parts, else one article."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from crawlers.ask.why import why
from crawlers.rules.page_items import items_on
from crawlers.rules.targets import Answer
from pipelines import steps, warehouse

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = "https://n.example/feed.xml"
TEXTS = {
    "one": "أعلنت هيئة الموانئ وصول أول سفينة محملة بالقمح إلى الرصيف الجديد صباح اليوم بعد رحلة استمرت أسبوعين. ",
    "two": "قال مدير المستشفى إن قسم الطوارئ استقبل ثلاثين مصابا خلال الليل وإن حالاتهم مستقرة جميعا حتى الآن. ",
    "three": "فاز المنتخب الوطني على ضيفه بهدفين نظيفين في المباراة التي أقيمت بينهما أمس على ملعب المدينة الرياضية. ",
}


def rss(*names, place="/live#{}"):
    return "<rss version='2.0'><channel>{}</channel></rss>".format(
        "".join(
            f"<item><title>{TEXTS[name][:40]}</title><link>{place.format(name)}</link>"
            f"<pubDate>{format_datetime(NOON - HOUR)}</pubDate></item>"
            for name in names
        )
    )


def live(*names, item="<div id='{0}'><h2>{1}</h2><p>{2}</p></div>"):
    items = "".join(item.format(name, TEXTS[name][:40], TEXTS[name] * 3) for name in names)
    return f"<html><head><title>تغطية مباشرة</title></head><body><h1>تغطية مباشرة</h1><main id=all>{items}</main></body></html>"


@pytest.fixture
def crawl(desk):
    """A crawl with one answer of the feed and of the page; returns the pages that were asked, and the source's report."""
    desk.source("n", FEED, allow_private=False)
    count = 0

    def crawl_once(listed, page, at):
        nonlocal count
        count += 1
        with desk.collecting(at=at, run_id=f"run{count}") as collector:
            targets = list(collector.start())
            for target in targets:
                body = page if target.kind == "page" else listed
                answered = collector.answered(target, Answer(target.asked, 200, (), body.encode(), at))
                targets += answered.targets
            asked = [target.asked for target in targets if target.kind == "page"]
            return asked, collector.report("r").sources["n"]

    return crawl_once


def test_the_parts_of_a_live_page_are_articles_each_and_the_page_is_asked_once(desk, crawl):
    asked, report = crawl(rss("one", "two"), live("one", "two"), NOON)
    assert (asked, report.captured, report.expected, report.obtained) == (["https://n.example/live"], 2, 2, 2)
    asked, report = crawl(rss("three", "one", "two"), live("three", "one", "two"), NOON + HOUR)
    assert (asked, report.captured, report.notices) == (["https://n.example/live"], 1, [])
    assert crawl(rss("three", "one", "two"), live("three", "one", "two"), NOON + 2 * HOUR)[0] == []
    way = why(desk.settings, "https://n.example/live#two")
    assert (way.url, [step.what for step in way.steps][:2]) == (
        "https://n.example/live#two",
        ["listed", "in the archive"],
    )
    steps.index_archive(desk.settings, [NOON.date()], lambda _: None)
    steps.clean_days(desk.settings, [NOON.date()], {}, lambda _: None)
    with warehouse.session(desk.settings) as connection:
        rows = connection.execute("SELECT url, title, body FROM articles ORDER BY url").fetchall()
    assert [url for url, _, _ in rows] == [
        f"https://n.example/live#{name}" for name in ("one", "three", "two")
    ]
    for url, title, body in rows:
        text = TEXTS[url.partition("#")[2]]
        assert text.startswith(title)
        assert text.strip() in body
        assert sum(other[:30] in body for other in TEXTS.values()) == 1


@pytest.mark.parametrize("place", ["/live#{}", "/live#!/news/{}"])
def test_a_page_without_such_parts_is_one_article_and_that_is_said(crawl, place):
    page = f"<html><head><title>{TEXTS['one'][:40]}</title></head><body><h1>{TEXTS['one'][:40]}</h1><p>{TEXTS['one'] * 4}</p></body></html>"
    _, report = crawl(rss("one", "two", place=place), page, NOON)
    assert (report.captured, report.expected, report.obtained) == (1, 1, 1)
    assert report.notices == ["https://n.example/live: 2 entries name parts that the page does not have"]
    asked, report = crawl(rss("one", "two", place=place), page, NOON + HOUR)
    assert (asked, report.captured, report.known) == ([], 0, 2)


def test_a_part_that_the_page_has_no_more_is_said_and_costs_itself(crawl):
    _, report = crawl(rss("one", "two", "three"), live("one", "three"), NOON)
    assert (report.captured, report.expected, report.obtained) == (2, 3, 2)
    assert report.notices == ["https://n.example/live: 1 entries name parts that the page does not have"]


def test_a_block_page_has_no_parts(crawl):
    wall = "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
    _, report = crawl(rss("one", "two"), wall, NOON)
    assert (report.captured, report.refused, report.missing) == (0, {"blocked": 1}, {"blocked": 2})
    assert crawl(rss("one", "two"), live("one", "two"), NOON + HOUR)[1].captured == 2


@pytest.mark.parametrize(
    ("item", "found"),
    [
        ("<article id='{0}'><p>{2}</p></article>", {"one", "two"}),
        # An anchor stands for what it stands in.
        ("<section><a name='{0}'></a><p>{2}</p></section>", {"one", "two"}),
        ("<p><a name='{0}'></a></p><p>{2}</p>", set()),
        ("<button id='{0}'>share</button><p>{2}</p>", set()),
    ],
)
def test_a_part_has_a_text_of_its_own(item, found):
    assert set(items_on(live("one", "two", item=item).encode(), "", ["one", "two", "all"])) == found


def test_an_element_that_holds_others_is_none():
    assert set(items_on(live("one", "two").encode(), "", ["one", "two", "all", "no"])) == {"one", "two"}
    anchors = "<html><body><p><a name=one></a><a name=two></a>" + TEXTS["one"] * 3 + "</p></body></html>"
    assert items_on(anchors.encode(), "", ["one", "two"]) == {}
