"""The WordPress REST API as a list: whole texts of any day, and no page of an article asked for."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.lists.kind import ListTarget, Reached, Site
from crawlers.lists.wordpress import WordPress
from crawlers.rules.targets import Answer, Window
from pipelines.feeds import NotAFeedError
from tests.support.servers.wordpress import WordPressSite

URL = "https://n.example/wp-json/wp/v2/posts"
DAY = date(2024, 2, 9)
PAST = Window(DAY, DAY, live=False)
LIVE = Window(DAY, DAY, live=True)
TEXT = "<p>قالت الوزارة إن الرحلات الجوية ستستأنف يوم الأحد المقبل بعد توقف دام أسبوعين.</p>" * 4


def post(**changes):
    return {
        "id": 12,
        "date": "2024-02-09T02:30:00",
        "date_gmt": "2024-02-08T23:30:00",
        "link": "https://n.example/12",
        "title": {"rendered": "خبر &#8220;مهم&#8221;"},
        "content": {"rendered": TEXT, "protected": False},
    } | changes


def read(*posts):
    return WordPress(url=URL).read(json.dumps(posts).encode(), url=URL, content_type="application/json")


def test_a_post_is_an_entry_with_its_text_and_its_date_in_utc():
    embedded = {
        "author": [{"name": "رنا"}, {"code": "rest_user_invalid_id"}],
        "wp:term": [[{"taxonomy": "category", "name": "سياسة &amp; ناس"}], [{"taxonomy": "post_tag", "name": "x"}]],
    }  # fmt: skip
    (entry,) = read(post(_embedded=embedded)).entries
    assert entry.published_at == datetime(2024, 2, 8, 23, 30, tzinfo=UTC)
    assert (entry.title, entry.author, entry.section, entry.guid) == (
        "خبر “مهم”",
        "رنا",
        ("سياسة & ناس",),
        "12",
    )
    assert entry.content_html == TEXT


@pytest.mark.parametrize("content", [{"rendered": "", "protected": True}, {"rendered": "<p>عاجل</p>"}])
def test_a_post_without_its_text_is_left_to_its_page(content):
    assert read(post(content=content)).entries[0].content_html is None


def test_a_post_without_a_link_is_left_out_and_said():
    listing = read(post(), post(link=None), post(link="mailto:x@n.example"), "x", 7)
    assert (len(listing.entries), listing.problem) == (1, "4 posts without a usable link")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"code": "rest_no_route", "data": {"status": 404}}', "not a list of posts: rest_no_route"),
        (b"<html>login</html>", "not a list of posts: "),
        (b'[{"id": 1, "name": "x"}]', "none has link, title and content"),
        (b"[" * 100_000, "not a list of posts"),
        (b"\xff\xfe", "not a list of posts"),
    ],
)
def test_what_is_no_list_of_posts_is_said_in_a_line(body, said):
    with pytest.raises(NotAFeedError, match=said) as error:
        WordPress(url=URL).read(body, url=URL, content_type="")
    assert "\n" not in str(error.value)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*post(), "_embedded", "author", "wp:term", "rendered", "name"]), inner
        )
    ),
    max_leaves=20,
)


@given(st.lists(_json, max_size=3))
def test_any_json_is_read_or_refused(posts):
    try:
        listing = read(*posts)
    except NotAFeedError:
        return
    assert len(listing.entries) <= len(posts)


def asked(window, *, is_needed=False, url=URL):
    (target,) = WordPress(url=url).first_targets("n", window, is_needed=is_needed)
    return target


def test_a_past_day_is_asked_for_with_room_for_every_zone():
    target = asked(PAST)
    assert "per_page=100" in target.url
    assert "after=2024-02-08T12:00:00Z&before=2024-02-10T14:00:00Z" in target.url
    assert not target.is_scheduled
    assert asked(LIVE).is_scheduled
    assert "after=" not in asked(LIVE).url
    assert asked(PAST, url="https://n.example/?rest_route=/wp/v2/posts").url.startswith(
        "https://n.example/?rest_route=/wp/v2/posts&_fields="
    )


def following(window, *, pages=None, posts=1, caught_up=False, is_repeat=False):
    target = asked(window)
    headers = (("X-WP-TotalPages", pages),) if pages is not None else ()
    answer = Answer(target.url, 200, headers, b"", datetime(2024, 2, 9, tzinfo=UTC))
    found = target.spec.next_targets(
        target, read(*[post()] * posts), window, Reached(answer, caught_up, is_repeat)
    )
    return [one.url.rpartition("&")[2] for one in found]


def test_the_pages_end_where_the_header_says_and_without_it_with_a_page_that_is_not_full():
    assert following(PAST, pages="2") == ["page=2"]
    assert following(PAST, pages="1", posts=100) == []
    assert following(PAST, pages="many", posts=100) == ["page=2"]
    assert following(PAST, posts=99) == []
    assert following(PAST, pages="2", is_repeat=True) == []


def test_a_poll_asks_for_more_only_until_known_posts():
    assert following(LIVE, pages="400", caught_up=True) == []
    assert following(LIVE, pages="400", caught_up=False) == ["page=2"]


def test_a_site_names_its_api():
    page = "<html><head><link rel='https://api.w.org/' href='/wp-json/'></head></html>"
    assert WordPress.addresses_on(Site("https://n.example/", page.encode(), "", "")) == [URL]
    plain = page.replace("/wp-json/", "/?rest_route=/")
    assert WordPress.addresses_on(Site("https://n.example/", plain.encode(), "", "")) == [
        "https://n.example/?rest_route=/wp/v2/posts"
    ]
    assert isinstance(asked(PAST), ListTarget)


NOON = datetime(2024, 2, 25, 12, tzinfo=UTC)


def test_14_days_fill_from_the_api_without_asking_for_one_page(desk, publisher):
    site = WordPressSite(publisher, NOON, posts_a_day=12)
    desk.source("wp", more=f'[[wordpress]]\nurl = "{site.url}/wp-json/wp/v2/posts"')
    first, last = DAY, DAY + timedelta(days=13)
    wanted = site.of_days(first, last)
    done = desk.crawl("wp", first=first, last=last).sources["wp"]
    assert (done.outcome, done.reason) == ("ok", None)
    assert (done.captured, done.expected, done.obtained) == (len(wanted), len(wanted), len(wanted))
    entries = {one.url: one for one in desk.captures() if one.kind == "entry"}
    assert {url: one.day for url, one in entries.items()} == {
        f"{site.url}{post.path}": post.at.date() for post in wanted
    }
    assert entries[f"{site.url}{wanted[0].path}"].entry.author == "سارة علي"
    # 14 days of 12 posts are two pages of 100
    assert [path for path in publisher.paths() if "/robots" not in path] == [
        path for path in publisher.paths() if path.startswith("/wp-json/")
    ]
    assert len(publisher.paths()) == 3
    again = desk.crawl("wp", first=first, last=last).sources["wp"]
    assert (again.captured, again.known, again.obtained) == (0, len(wanted), len(wanted))
    assert not any(path.startswith("/20") for path in publisher.paths())
