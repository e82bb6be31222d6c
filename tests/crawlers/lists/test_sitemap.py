"""Which parts of a sitemap index, and which addresses in them, are asked for; and a WordPress site through its sitemaps."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from crawlers.lists.kind import Listing, ListLink, Reached
from crawlers.lists.sitemap import Sitemap
from crawlers.rules.entry_days import days_of
from crawlers.rules.targets import Window
from pipelines.records import FeedEntry
from tests.support.servers.wordpress import WordPressSite

DAY = date(2024, 2, 9)
AT = datetime(2024, 2, 20, tzinfo=UTC)
CHANGED = datetime(2024, 2, 9, tzinfo=UTC)
PAST = Window(DAY, DAY, live=False)
MAP = "https://n.example/sitemap_index.xml"


def taken(path, spec=None, *, published=None, changed=CHANGED, window=PAST, zone="UTC"):
    entry = FeedEntry(f"https://n.example{path}", published_at=published, changed_at=changed)
    spec = spec or Sitemap(url=MAP)
    return spec.wants(entry, days_of(entry, AT, zone), Listing((entry,)), window)


@pytest.mark.parametrize(
    "path",
    ["/", "/ar/", "/about/", "/contact-us", "/tag/%D8%A7%D9%82/", "/category/politics/", "/category/a/b/", "/author/sara/",
     "/%D9%88%D8%B3%D9%85/x/", "/politics/page/7/", "/topics/economy", "/search/x", "/attachment/photo", "/taxonomy/term/12",
     "/user/3"],
)  # fmt: skip
def test_pages_that_are_no_articles_are_left_out(path):
    assert not taken(path)
    assert taken(path, Sitemap(url=MAP, include=(".",)))


@pytest.mark.parametrize(
    "path",
    ["/2024/02/09/slug/", "/category/politics/48211/slug", "/tags/2024/02/09/a-story", "/about-the-floods-in-derna/",
     "/a/b/c", "/page/2024/x", "/topics/articles/c51n2x4", "/?p=77"],
)  # fmt: skip
def test_articles_are_taken_whatever_their_addresses_look_like(path):
    assert taken(path)


def test_a_sitemap_of_nothing_but_sections_is_none_for_a_new_source():
    def found(*paths):
        body = "".join(f"<url><loc>https://n.example{path}</loc></url>" for path in paths)
        listing = Sitemap.recognise(f"<urlset>{body}</urlset>".encode(), url=MAP, content_type="text/xml")
        return listing and len(listing.entries)

    assert found("/", "/category/a", "/tag/b") is None
    assert found("/", "/category/a", "/2024/02/09/slug") == 1


def test_a_source_may_say_itself_which_addresses_count():
    spec = Sitemap(url=MAP, include=(r"/news/", "خبر"), exclude=(r"/news/live",))
    assert [taken(path, spec) for path in ("/news/1", "/%D8%AE%D8%A8%D8%B1/1", "/news/live/1", "/sport/1")] == [
        True, True, False, False,
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="expected a regular expression"):
        Sitemap(url=MAP, include=("(",))


def parts(*names):
    links = tuple(ListLink(f"https://n.example/{name}") for name in names)
    spec = Sitemap(url=MAP)
    (target,) = spec.first_targets("n", PAST, is_needed=False)
    found = spec.next_targets(target, Listing((), links), PAST, Reached(None, True, False))
    return [one.url.removeprefix("https://n.example/") for one in found]


def test_parts_that_list_no_articles_are_not_asked():
    assert parts(
        "page-sitemap.xml", "category-sitemap2.xml", "post_tag-sitemap.xml", "author-sitemap.xml", "local-sitemap.xml",
        "wp-sitemap-taxonomies-post_tag-1.xml", "wp-sitemap-users-1.xml", "wp-sitemap-posts-page-1.xml",
        "sitemap-tax-category.xml", "sitemap-authors.xml", "sitemap-misc.xml", "sitemap_categories.xml",
    ) == []  # fmt: skip
    articles = [
        "post-sitemap.xml", "post-sitemap12.xml", "wp-sitemap-posts-post-1.xml", "sitemap-pt-post-2024-02.xml",
        "sitemap.xml?page=2", "sitemap-page-2.xml", "news-sitemap.xml", "articles.xml.gz", "sitemap-images-of-war.xml.gz",
    ]  # fmt: skip
    assert parts(*articles[:-1]) == articles[:-1]


def test_the_day_in_an_address_counts_before_a_date_of_change():
    edited = datetime(2024, 2, 19, tzinfo=UTC)
    assert taken("/2024/02/09/slug", changed=edited)
    assert not taken("/2024/02/01/slug", changed=CHANGED)
    # a local day begins or ends on another day of UTC
    assert [taken(f"/2024/02/{day}/slug", zone="Asia/Riyadh") for day in ("08", "09", "10", "11")] == [False, True, True, False]  # fmt: skip
    assert [taken(f"/2024/02/{day}/slug", zone="America/Lima") for day in ("07", "08", "09", "10")] == [False, True, True, False]  # fmt: skip


def test_a_date_of_change_alone_says_only_that_the_article_is_no_younger():
    assert [taken("/slug", changed=AT.replace(day=day)) for day in (8, 9, 12, 13)] == [
        False,
        True,
        True,
        False,
    ]
    assert not taken("/slug", changed=None)


NOON = datetime(2024, 2, 25, 12, tzinfo=UTC)


def test_14_days_of_a_wordpress_site_fill_from_its_sitemaps(desk, publisher):
    site = WordPressSite(publisher, NOON, posts_a_day=2)
    # edited long after, which moves nothing
    site.edit(site.posts[-3])
    site.edit(site.posts[20])
    desk.source("wp", sitemaps=[f"{site.url}/sitemap_index.xml"])
    first, last = DAY, DAY + timedelta(days=13)
    wanted = site.of_days(first, last)
    done = desk.crawl("wp", first=first, last=last).sources["wp"]
    assert (done.outcome, done.reason) == ("ok", None)
    pages = {one.url: one.day for one in desk.captures() if one.kind == "page"}
    expected = {f"{site.url}{post.path}": post.at.date() for post in wanted}
    assert {url: day for url, day in pages.items() if first <= day <= last} == expected
    assert not any(path.startswith(("/category", "/tag", "/author", "/about")) for path in publisher.paths())
    assert (done.expected, done.obtained) == (len(wanted), len(wanted))
    # a comment and an edit move nothing, and no page is asked for again
    site.edit(wanted[3])
    site.comments.append(wanted[4])
    before = len(publisher.requests)
    again = desk.crawl("wp", first=first, last=last).sources["wp"]
    assert (again.captured, again.obtained) == (0, len(wanted))
    assert not [path for path in publisher.paths()[before:] if path.startswith("/20")]


def test_an_old_article_that_is_edited_today_goes_to_its_own_day(desk, publisher):
    site = WordPressSite(publisher, NOON, days=40, posts_a_day=1)
    old = site.posts[35]
    site.edit(old)
    desk.source("wp", sitemaps=[f"{site.url}/sitemap_index.xml"])
    desk.crawl("wp", first=NOON.date(), live=True)
    pages = {one.url.removeprefix(site.url): one.day for one in desk.captures() if one.kind == "page"}
    assert set(pages.values()) == {NOON.date()}
    assert old.path not in pages
