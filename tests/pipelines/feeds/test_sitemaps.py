"""Sitemaps, news sitemaps and indexes as sites write them, whole, cut off, too long."""

import gzip
from datetime import UTC, datetime

import pytest

from pipelines.feeds import NotAFeedError, parse_sitemap
from pipelines.feeds.sitemap import MAX_SITEMAP_ENTRIES
from tests.support.pages.feed_documents import URL, item, rss


def test_urls_behind_the_first_50000_of_a_sitemap_are_not_read():
    body = b"<urlset>" + b"<url><loc>/a</loc></url>" * (MAX_SITEMAP_ENTRIES + 1) + b"</urlset>"
    sitemap = parse_sitemap(body, url=URL)
    assert len(sitemap.entries) == MAX_SITEMAP_ENTRIES
    assert sitemap.problem == "50001 entries, read the first 50000"


NEWS_SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url><loc>https://news.example/a?utm_source=x</loc><lastmod>2024-02-11</lastmod>
    <n:news><n:publication><n:name>N</n:name></n:publication><n:publication_date>2024-02-09T23:30+0300</n:publication_date>
    <n:title>خبر &amp; خبر</n:title></n:news><image:image><image:loc>/i.jpg</image:loc><image:title>i</image:title></image:image></url>
  <url><loc> /b </loc><lastmod>2024-02-10</lastmod></url><!-- x --><url><loc>mailto:x@y.example</loc></url></urlset>"""


@pytest.mark.parametrize("body", [NEWS_SITEMAP.encode(), gzip.compress(NEWS_SITEMAP.encode())])
def test_a_news_sitemap(body):
    sitemap = parse_sitemap(body, url=URL)
    news, plain = sitemap.entries
    assert (news.url, news.title) == ("https://news.example/a", "خبر & خبر")
    assert news.published_at == datetime(2024, 2, 9, 20, 30, tzinfo=UTC)
    assert (plain.url, plain.published_at) == ("https://news.example/b", None)
    assert plain.changed_at == datetime(2024, 2, 10, tzinfo=UTC)
    assert sitemap.is_news
    assert sitemap.problem == "1 entries without a usable link"


def test_a_sitemap_index():
    body = b"<sitemapindex><sitemap><loc>/s1.xml.gz</loc><lastmod>2024-02</lastmod></sitemap><sitemap><loc>/s2</loc></sitemap></sitemapindex>"
    sitemap = parse_sitemap(body, url=URL)
    assert [(child.url, child.modified_at) for child in sitemap.children] == [
        ("https://news.example/s1.xml.gz", datetime(2024, 2, 29, tzinfo=UTC)),
        ("https://news.example/s2", None),
    ]
    assert not sitemap.entries


def test_a_sitemap_may_be_a_feed_or_lines_of_text():
    text = b"\xef\xbb\xbfhttps://news.example/a/1\r\nhttps://news.example/a/2\n\nnot an address\n"
    sitemap = parse_sitemap(text, url=URL)
    assert [entry.url for entry in sitemap.entries] == [
        "https://news.example/a/1",
        "https://news.example/a/2",
    ]
    assert sitemap.problem == "1 entries without a usable link"
    dated = rss(item(extra="<pubDate>Fri, 09 Feb 2024 11:00:00 GMT</pubDate>")).encode()
    assert parse_sitemap(dated, url=URL).entries[0].published_at == datetime(2024, 2, 9, 11, tzinfo=UTC)
    for body in (b"", b"<html>x</html>", b"plain words"):
        with pytest.raises(NotAFeedError):
            parse_sitemap(body, url=URL)


def test_a_truncated_gzip_gives_what_it_holds():
    pages = "".join(f"<url><loc>/{n * 7919 % 10007}</loc></url>" for n in range(2000))
    body = gzip.compress(f"<urlset>{pages}</urlset>".encode())
    sitemap = parse_sitemap(body[: len(body) // 2], url=URL)
    assert 100 < len(sitemap.entries) < 2000
    assert "truncated gzip" in (sitemap.problem or "")


def test_a_gzip_bomb_is_read_in_part():
    body = gzip.compress(b"<urlset><url><loc>/a</loc></url>" + b" " * 200_000_000)
    assert len(parse_sitemap(body, url=URL).entries) == 1


@pytest.mark.parametrize(
    "before",
    [
        "",
        "<br />\n<b>Notice</b>: undefined index in /srv/map.php on line 3<br />\n",
        "\ufeff\n\n<!-- cached -->\n",
    ],
)
def test_bare_ampersands_stay_in_links_and_junk_before_the_document_is_skipped(before):
    locs = (
        "https://n.example/a?x=1&y=2",
        "https://n.example/b?x=1&amp;y=2",
        "<![CDATA[https://n.example/c?x=1&y=2]]>",
    )
    body = before + "<urlset>" + "".join(f"<url><loc>{loc}</loc></url>" for loc in locs) + "</urlset>"
    found = parse_sitemap(body.encode(), url="https://n.example/map.xml")
    assert [entry.url for entry in found.entries] == [
        f"https://n.example/{letter}?x=1&y=2" for letter in "abc"
    ]
    assert found.problem is None


def test_a_sitemap_that_was_packed_twice_is_read_and_one_that_is_packed_on_and_on_is_not():
    body = b"<urlset><url><loc>https://n.example/a</loc></url></urlset>"
    twice = gzip.compress(gzip.compress(body))
    assert len(parse_sitemap(twice, url="https://n.example/map.xml.gz").entries) == 1
    with pytest.raises(NotAFeedError, match="gzip within gzip"):
        parse_sitemap(gzip.compress(gzip.compress(twice)), url="https://n.example/map.xml.gz")
