"""Lists that would keep a parser busy are refused, and honest ones of any size are read."""

import pytest

from pipelines.feeds import NotAFeedError, limits, parse_feed, parse_listing, parse_sitemap
from pipelines.text.markup import ATTRIBUTES_MAX, has_crowded_tag

URL = "https://news.example/feed"
CROWD = " ".join(f'a{number}="1"' for number in range(20_000))


def feed(body):
    return parse_feed(body.encode(), url=URL)


def sitemap(body):
    return parse_sitemap(body.encode(), url=URL)


def listing(body):
    return parse_listing(body.encode(), url=URL, content_type="text/html", links="a")


@pytest.mark.parametrize(
    ("read", "body"),
    [
        (feed, f"<rss version='2.0'><channel><item {CROWD}><link>/b</link></item></channel></rss>"),
        (feed, f"<feed xmlns='http://www.w3.org/2005/Atom' {CROWD}><entry><link href='/b'/></entry></feed>"),
        (sitemap, f"<urlset><url {CROWD}><loc>/b</loc></url></urlset>"),
        (listing, f"<html><body><a href='/x' {CROWD}>x</a></body></html>"),
    ],
)
def test_a_tag_of_too_many_attributes_is_refused(read, body):
    with pytest.raises(NotAFeedError, match="a tag with more than 500 attributes"):
        read(body)


def test_a_sitemap_of_too_many_tags_is_refused():
    with pytest.raises(NotAFeedError, match="more than 1000000 tags"):
        sitemap("<urlset>" + "<url/>" * limits.MAX_SITEMAP_TAGS)


def test_text_that_looks_like_attributes_is_none():
    words = "x <y " + "word " * (2 * ATTRIBUTES_MAX)
    assert not has_crowded_tag(f"<rss><item><![CDATA[{words}]]></item></rss>", is_xml=True)
    assert has_crowded_tag(f"<![CDATA[ > <p {words}", is_xml=False)
    body = f"<rss version='2.0'><channel><item><title><![CDATA[{words}]]></title><link>/b</link></item></channel></rss>"
    assert len(feed(body).entries) == 1


# It may be raised first while an object is deleted.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_list_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "READING_SECONDS", 0.01)
    entries = "<item><link>/b</link><title>t</title></item>" * 1990
    with pytest.raises(NotAFeedError, match=r"takes more than 0.01 s to read"):
        feed(f"<rss version='2.0'><channel>{entries}</channel></rss>")


@pytest.mark.parametrize(
    "wrong",
    [
        "Fri, 09 Feb 2024 12:00:00 +99999999999999",
        "Fri, 99999999999999999999 Feb 2024 12:00:00 GMT",
        "2024-02-09T12:00:00+99:99",
        "9999-12-31T23:59:59-14:00",
        "99999999999999999999",
    ],
)
def test_a_date_that_cannot_be_costs_itself(wrong):
    urls = "".join(
        f"<url><loc>https://news.example/{number}</loc><lastmod>{said}</lastmod></url>"
        for number, said in enumerate(("2024-02-09", wrong))
    )
    one, other = sitemap(f"<urlset>{urls}</urlset>").entries
    assert one.changed_at is not None
    assert other.changed_at is None
    items = f"<item><link>/1</link><pubDate>{wrong}</pubDate></item><item><link>/2</link><pubDate>Fri, 09 Feb 2024 12:00:00 GMT</pubDate></item>"
    _, other = feed(f"<rss version='2.0'><channel>{items}</channel></rss>").entries
    assert other.published_at is not None
