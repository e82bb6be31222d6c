"""Text from publishers as it really comes: damaged, in other encodings, with half characters and controls."""

import json

import pytest

from pipelines.cleaning.article import extract
from pipelines.feeds import parse_feed, parse_listing, parse_sitemap

URL = "https://news.example/feed"
ARABIC = "العراق يعلن موعد استئناف الرحلات الجوية بين المحافظات"


def rss(title):
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>t</title><item><title>{title}</title><link>/a</link></item></channel></rss>'


def title_of(body, content_type=""):
    (entry,) = parse_feed(body, url=URL, content_type=content_type).entries
    return entry.title


def test_one_bad_byte_costs_one_letter_of_a_feed():
    body = rss(f"{ARABIC} غد|").encode().replace(b"|", b"\xd8")
    assert title_of(body) == f"{ARABIC} غد\ufffd"


@pytest.mark.parametrize("charset", ["windows-1256", "iso-8859-6"])
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1251", "windows-1256", "iso-8859-6"])
def test_arabic_feeds_sitemaps_and_listing_pages_are_read_under_any_declaration(charset, declared):
    content_type = f"text/xml; charset={declared}"
    assert title_of(rss(ARABIC).encode(charset), content_type) == ARABIC
    sitemap = (
        f"<urlset><url><loc>https://news.example/a</loc><news><title>{ARABIC}</title></news></url></urlset>"
    )
    (entry,) = parse_sitemap(sitemap.encode(charset), url=URL, content_type=content_type).entries
    assert entry.title == ARABIC
    page = f'<html><body><a href="/a">{ARABIC}</a></body></html>'.encode(charset)
    (link,) = parse_listing(page, url=URL, content_type=content_type, links="a")
    assert link.title == ARABIC


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("خبر &#55357;&#56832;", "خبر \U0001f600"),
        ("خبر &amp;#xD83D;&amp;#xDE00;", "خبر \U0001f600"),
        ("خبر &#55357;", "خبر \ufffd"),
        ("خبر &#99999999999;", "خبر \ufffd"),
        ("خبر &#27;[31mred&#x9b;2J", "خبر red›2J"),
        ("<![CDATA[خبر &#56832;]]>", "خبر \ufffd"),
    ],
)
def test_numbers_that_name_no_character_cost_no_feed(written, read):
    assert title_of(rss(written).encode()) == read


def test_a_half_character_costs_no_json_feed():
    document = r'{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "/a", "title": "x \ud83d", "content_html": "<p>%s \ud83d</p>"}]}'
    (entry,) = parse_feed((document % (ARABIC * 5)).encode(), url=URL).entries
    assert entry.title == "x \ufffd"
    assert entry.content_html is not None
    entry.content_html.encode()


def test_terminal_sequences_are_not_in_titles():
    items = [{"url": "/a", "title": "a\x1b]0;owned\x07\x1b[2J\x1b[31mred"}]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    assert title_of(body) == "ared"


def test_half_characters_in_a_page_are_replaced():
    fields = r'{"@type": "NewsArticle", "headline": "عنوان الخبر الطويل \ud83d", "author": {"name": "كاتب \ud83d\ude00\u001b[2J"}}'
    page = (
        f'<html><head><title>&#55357;</title><script type="application/ld+json">{fields}</script></head>'
        f"<body><h1>عنوان الخبر الطويل</h1><p>{ARABIC} &#55357;&#56832;. {ARABIC}.</p><p>{ARABIC} &#xdfff;.</p></body></html>"
    )
    article = extract(page.encode(), url="https://news.example/a")
    repr(article).encode()
    assert article.author == "كاتب \U0001f600"
    assert "\U0001f600" in article.stories[0].body
