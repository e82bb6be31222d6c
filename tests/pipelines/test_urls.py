import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.urls import canonical_url, is_front_page, same_addresses


@pytest.mark.parametrize(
    ("url", "base", "expected"),
    [
        ("https://News.Example/A/b", None, "https://news.example/A/b"),
        ("HTTP://news.example:80/a", None, "http://news.example/a"),
        ("https://x.example/n.php?id=7&PHPSESSID=0a1b2c&cat=2", None, "https://x.example/n.php?id=7&cat=2"),
        ("https://x.example/a;jsessionid=1A2B3C.node1?id=7", None, "https://x.example/a?id=7"),
        ("https://x.example/a?sid=48211", None, "https://x.example/a?sid=48211"),
        ("https://x.example/a?sid=9f86d081884c7d659a2feaa0c55ad015", None, "https://x.example/a"),
        ("https://x.example/a?s=ab12cd34ef56ab12cd34ef56ab12", None, "https://x.example/a"),
        ("https://x.example/?s=elections", None, "https://x.example/?s=elections"),
        ("https://x.example/a?traffic_source=rss&ref=twitter", None, "https://x.example/a"),
        (
            "https://x.example/a?ref=7&source=reuters&from=2024",
            None,
            "https://x.example/a?ref=7&source=reuters&from=2024",
        ),
        (
            "https://www.google.com/url?rct=j&sa=t&url=http://t.example/2026/a-story&ct=ga&usg=x",
            None,
            "http://t.example/2026/a-story",
        ),
        (
            "https://www.google.com.sa/url?q=https%3A%2F%2Ft.example%2Fa%3Fid%3D1",
            None,
            "https://t.example/a?id=1",
        ),
        ("https://www.google.com/amp/s/t.example/a/amp/", None, "https://t.example/a/amp/"),
        (
            "https://t-example.cdn.ampproject.org/c/s/t.example/a.html?x=1",
            None,
            "https://t.example/a.html?x=1",
        ),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Ft.example%2Fa&h=AT", None, "https://t.example/a"),
        (
            "https://www.google.com/url?url=https://www.google.com/url?url=x",
            None,
            "https://www.google.com/url?url=https://www.google.com/url?url=x",
        ),
        (
            "https://www.google.com/url?url=javascript:alert(1)",
            None,
            "https://www.google.com/url?url=javascript:alert(1)",
        ),
        (
            "https://x.example/url?url=https://t.example/a",
            None,
            "https://x.example/url?url=https://t.example/a",
        ),
        ("https://news.example:443", None, "https://news.example/"),
        ("https://news.example:8443/a", None, "https://news.example:8443/a"),
        ("https://news.example/a#top", None, "https://news.example/a"),
        ("  https://news.example/a\n", None, "https://news.example/a"),
        ("//news.example/a", "http://x.example/feed", "http://news.example/a"),
        ("//news.example/a", None, "https://news.example/a"),
        ("/a/1", "https://x.example/rss/feed", "https://x.example/a/1"),
        ("../1", "https://x.example/rss/feed", "https://x.example/1"),
        ("www.news.example/a", "https://x.example/feed", "https://www.news.example/a"),
        ("x.example/a", "https://x.example/feed", "https://x.example/a"),
        ("?p=12", "https://x.example/feed", "https://x.example/feed?p=12"),
        ("https://x.example/?p=12&utm_source=rss&UTM_Medium=x", None, "https://x.example/?p=12"),
        ("https://x.example/a?fbclid=1&gclid=2", None, "https://x.example/a"),
        ("https://x.example/a?b=2&amp;utm_campaign=y", None, "https://x.example/a?b=2"),
        # what other canonicalisers lose: ids that look like trackers, order, empty and repeated values
        ("https://x.example/a?cid=5&uid=7&eid=9", None, "https://x.example/a?cid=5&uid=7&eid=9"),
        ("https://x.example/news.php?id=1", None, "https://x.example/news.php?id=1"),
        ("https://x.example/a?z=1&a=&a=2&flag", None, "https://x.example/a?z=1&a=&a=2&flag"),
        ("https://x.example/%d8%ae%D8%A8%d8%b1", None, "https://x.example/%D8%AE%D8%A8%D8%B1"),
        ("https://x.example/خبر", None, "https://x.example/%D8%AE%D8%A8%D8%B1"),
        ("https://x.example/%7Euser/%41", None, "https://x.example/~user/A"),
        ("https://x.example/a%2Fb", None, "https://x.example/a%2Fb"),
        ("https://مثال.example/", None, "https://xn--mgbh0fb.example/"),
        ("http://[::1]:8080/a", None, "http://[::1]:8080/a"),
        ("javascript:void(0)", "https://x.example/", None),
        ("mailto:a@x.example", "https://x.example/", None),
        ("ftp://x.example/a", None, None),
        ("file:///etc/passwd", "https://x.example/", None),
        ("http://", None, None),
        ("", None, None),
        ("http://x.example:99999/", None, None),
        ("http://[::1", None, None),
        ("https://x.example/" + "a" * 9000, None, None),
    ],
)
def test_one_form(url, base, expected):
    assert canonical_url(url, base) == expected


@given(st.text())
@example(";\x1b")
@example("/a; ?")
def test_any_text_is_answered_and_a_canonical_url_stays_as_it_is(text):
    once = canonical_url(text, "https://x.example/feed")
    assert once is None or canonical_url(once) == once


@pytest.mark.parametrize("url", ["http://x.example/a", "https://x.example/a", "http://www.x.example/a"])
def test_scheme_and_www_make_no_other_page(url):
    assert same_addresses(url)[0] == url
    assert set(same_addresses(url)) == {
        "http://x.example/a",
        "https://x.example/a",
        "http://www.x.example/a",
        "https://www.x.example/a",
    }


@pytest.mark.parametrize(
    "address",
    [
        "https://n.example",
        "https://n.example/",
        "//n.example///",
        "/",
        "/ar/",
        "/en-gb",
        "/us/index.html",
        "https://n.example/default.aspx",
        "/#top",
    ],
)
def test_an_address_of_a_front_page(address):
    assert is_front_page(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "#top",
        "?p=7",
        "https://n.example/?p=7",
        "/tv/",
        "/politics/",
        "/ar/politics",
        "/2026/",
        "http://[broken",
    ],
)
def test_an_address_of_none(address):
    assert not is_front_page(address)
