import gzip
from datetime import UTC, date, datetime, timedelta

import pytest

from crawlers.lists.kind import ListLink
from crawlers.lists.sitemap import MAX_PARTS, likeliest_parts
from crawlers.rules.targets import Window

DAY = date(2024, 2, 9)
PAST = Window(DAY, DAY, live=False)


def asked(*urls, window=PAST):
    parts = [ListLink(f"https://n.example/{url}") for url in urls]
    return [part.url.removeprefix("https://n.example/") for part in likeliest_parts(parts, window)]


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("sitemap-2024-02.xml", True),
        ("sitemap-202402.xml.gz", True),
        ("2024/02/09.xml", True),
        ("map?month=2024-02", True),
        ("sitemap-20240210.xml", True),  # local dates: a day more on each side
        ("sitemap-20240211.xml", False),
        ("sitemap-2024-01.xml", False),
        ("2024/03/map.xml", False),
        ("2024-02/sitemap-2024-02-01.xml", False),
        ("sitemap-2012.xml", True),  # a part's number as likely as a year
        ("sitemap-7.xml", True),
        ("post-20240101234.xml", True),
    ],
)
def test_only_parts_that_can_hold_the_day_are_asked_for(url, wanted):
    assert asked(url) == ([url] if wanted else [])


def test_a_past_day_asks_what_stopped_changing_soon_after_it_first_and_today_what_changed_last():
    days = [DAY + timedelta(days=n) for n in (-2, 3, 1, 40)]
    parts = [
        ListLink(f"https://n.example/{n}", datetime(day.year, day.month, day.day, tzinfo=UTC))
        for n, day in enumerate(days)
    ]
    assert [one.url[-1] for one in likeliest_parts(parts, PAST)] == ["2", "1", "3"]
    live = Window(DAY, DAY, live=True)
    assert [one.url[-1] for one in likeliest_parts(parts, live)] == ["3", "1", "2"]
    assert len(asked(*map(str, range(500)))) == MAX_PARTS


TEXT = "قالت الوزارة إن الرحلات الجوية ستستأنف يوم الأحد المقبل بعد توقف دام أسبوعين بسبب الأحوال الجوية. "
ARTICLE = (
    '<html><head><title>عنوان</title><meta property="article:published_time" content="{}"></head>'
    f"<body><article><h1>عنوان الخبر {{}}</h1><p>{TEXT * 4}</p></article></body></html>"
)


def test_listing_pages_fill_a_past_day(desk, publisher):
    for number in range(2, 6):
        publisher.answer(f"/p/{number}", f"<html><p>{number}</p></html>")
    # on the pages of both days, and on one that has a day of its own: its own word counts
    publisher.answer("/p/1", ARTICLE.format("2024-02-09T20:00:00Z", 1))
    publisher.answer("/p/3", ARTICLE.format("2024-02-02T20:00:00Z", 3))
    publisher.answer("/feed.xml", "<rss version='2.0'><channel/></rss>")
    publisher.answer(
        "/2024/02/09/1", "<h2><a href=/p/1>خبر 1</a></h2><h2><a href=/p/2>2</a></h2><a href=/about>x</a>"
    )
    publisher.answer("/2024/02/09/2", "<h2><a href=/p/3>3</a></h2>")
    publisher.answer("/2024/02/10/1", "<h2><a href=/p/4>4</a></h2><h2><a href=/p/1>خبر 1</a></h2>")
    desk.source(
        "desk",
        f"{publisher.url}/feed.xml",
        more=f'[[listings]]\nurl = "{publisher.url}/{{year}}/{{month:02}}/{{day:02}}/{{n}}"\nlinks = "h2 a"\nsection = "كل الأخبار"',
    )
    done = desk.crawl("desk", first=DAY, last=DAY + timedelta(days=1)).sources["desk"]
    assert (done.outcome, done.reason, done.captured) == ("ok", None, 4)
    assert (done.expected, done.obtained, done.missing) == (3, 3, {})
    assert {day: (one.expected, one.obtained) for day, one in done.coverage.items()} == {
        "2024-02-09": (2, 2),
        "2024-02-10": (1, 1),
    }
    pages = {one.url[-1]: one for one in desk.captures() if one.kind == "page"}
    assert {number: one.day.day for number, one in pages.items()} == {"1": 9, "2": 9, "3": 2, "4": 10}
    assert (pages["1"].entry.title, pages["1"].entry.section) == ("خبر 1", ("كل الأخبار",))
    assert "/about" not in publisher.paths()
    # today needs no listing pages where there is a feed
    before = len(publisher.requests)
    desk.crawl("desk", first=DAY, live=True)
    assert publisher.paths()[before:] == ["/feed.xml"]


def test_what_a_sitemap_of_a_month_lists_is_expected(desk, publisher):
    publisher.answer("/index.xml", "<sitemapindex><sitemap><loc>/2024-02.xml</loc></sitemap></sitemapindex>")
    urls = "".join(f"<url><loc>/p/{n}</loc><lastmod>2024-02-0{8 + n % 2}</lastmod></url>" for n in range(6))
    publisher.answer("/2024-02.xml", gzip.compress(f"<urlset>{urls}</urlset>".encode()))
    publisher.answer("/p/1", "<p>1</p>")
    publisher.answer("/p/3", status=410)
    desk.source("desk", sitemaps=[f"{publisher.url}/index.xml"])
    done = desk.crawl("desk").sources["desk"]
    assert (done.expected, done.obtained) == (3, 1)
    assert {day: (one.expected, one.obtained) for day, one in done.coverage.items()} == {"2024-02-09": (3, 1)}
    assert done.missing == {"HTTP 410": 1, "HTTP 404": 1}
