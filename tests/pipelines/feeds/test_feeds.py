import gzip
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

import pytest

from pipelines.feeds import NotAFeedError, parse_feed, parse_listing, parse_sitemap
from pipelines.feeds.parsed import MAX_FEED_ENTRIES
from tests.support.pages.feed_documents import ARABIC, URL, item, json_feed, rss


def test_an_entry_with_everything():
    extra = """<guid isPermaLink="false">n-1</guid><pubDate>Fri, 09 Feb 2024 11:00:00 +0300</pubDate>
      <author>desk@news.example (سارة علي)</author><category>سياسة</category><category>العراق</category><category>سياسة</category>
      <description>ملخص</description>"""
    feed = parse_feed(rss(item(f"&lt;b&gt;{ARABIC}&lt;/b&gt; &amp;amp; أخرى", extra=extra)).encode(), url=URL)
    (entry,) = feed.entries
    assert (feed.version, feed.title, feed.encoding, feed.problem) == ("rss20", "أخبار", "utf-8", None)
    assert entry.url == "https://news.example/a/1"
    assert entry.guid == "n-1"
    assert entry.title == f"{ARABIC} & أخرى"
    assert entry.published_at == datetime(2024, 2, 9, 8, tzinfo=UTC)
    assert entry.author == "سارة علي"
    assert entry.section == ("سياسة", "العراق")
    assert entry.content_html is None


def test_a_json_feed():
    text = "\n".join(["نص الخبر الكامل في سطر <واحد> " * 5] * 3)
    whole = {
        "id": 17,
        "url": "/a/1?utm_source=json",
        "title": ARABIC,
        "content_text": text,
        "date_published": "2024-02-09T11:00:00+03:00",
        "authors": [{"name": "سارة"}, {"name": "علي"}, {}, None],
        "tags": ["سياسة", None, "سياسة"],
    }
    old = {"id": "https://news.example/a/2", "author": {"name": "n"}, "content_html": "<p>short</p>"}
    feed = parse_feed(json_feed(whole, old, {"id": "x"}, "no item"), url=URL)
    one, two = feed.entries
    assert (feed.version, feed.title, feed.problem) == ("json", "أخبار", "2 entries without a usable link")
    assert (one.url, one.guid, one.title, one.author) == (
        "https://news.example/a/1",
        "17",
        ARABIC,
        "سارة, علي",
    )
    assert one.published_at == datetime(2024, 2, 9, 8, tzinfo=UTC)
    assert one.section == ("سياسة",)
    assert (one.content_html or "").count("<p>") == 3
    assert "&lt;واحد&gt;" in (one.content_html or "")
    assert (two.url, two.author, two.content_html) == ("https://news.example/a/2", "n", None)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"items": 3}',
        b'{"a": ' + b"[" * 200_000,
        b'{"items": [' + b"9" * 10_000 + b"]} x",
        b'{"error": "x"}',
    ],
)
def test_json_that_is_no_feed_is_refused_in_one_line(body):
    with pytest.raises(NotAFeedError) as refusal:
        parse_feed(body, url=URL)
    assert "\n" not in str(refusal.value)


SY = '<sy:{0} xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">{1}</sy:{0}>'


@pytest.mark.parametrize(
    ("channel", "hint"),
    [
        ("<ttl>30</ttl>", timedelta(minutes=30)),
        (SY.format("updatePeriod", " hourly ") + SY.format("updateFrequency", "4"), timedelta(minutes=15)),
        (SY.format("updatePeriod", "dayly"), timedelta(days=1)),
        (SY.format("updatePeriod", "hourly") + SY.format("updateFrequency", "0"), None),
        (SY.format("updatePeriod", "always") + "<ttl>never</ttl>", None),
        ("<ttl>1e400</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("", None),
    ],
)
def test_how_often_a_feed_says_that_it_changes(channel, hint):
    assert parse_feed(rss(channel + item()).encode(), url=URL).update_hint == hint


def test_entries_behind_the_first_2000_are_not_read():
    many = "".join(item(link=f"/a/{n}") for n in range(MAX_FEED_ENTRIES + 500))
    feed = parse_feed(rss(many).encode(), url=URL)
    assert len(feed.entries) == MAX_FEED_ENTRIES
    assert feed.entries[-1].url == f"https://news.example/a/{MAX_FEED_ENTRIES - 1}"
    assert feed.problem == "2500 entries, read the first 2000"
    feed = parse_feed(json_feed(*({"url": f"/a/{n}"} for n in range(MAX_FEED_ENTRIES + 1))), url=URL)
    assert (len(feed.entries), feed.problem) == (MAX_FEED_ENTRIES, "2001 entries, read the first 2000")


def test_a_listing_page():
    page = f"""<html><h2><a href="/a/1?utm_source=list"> {ARABIC}</a></h2><h2><a href=/a/1>again</a></h2>
      <h2><a href="javascript:void(0)">x</a></h2><h2><a>y</a></h2><nav><a href="/about">n</a></nav>"""
    entries = parse_listing(page.encode("cp1256"), url=URL, content_type="text/html", links="h2 a")
    assert [(entry.url, entry.title) for entry in entries] == [("https://news.example/a/1", ARABIC)]
    assert parse_listing(b"<p>no news</p>", url=URL, content_type="", links="h2 a") == ()
    with pytest.raises(NotAFeedError):
        parse_listing(b" ", url=URL, content_type="", links="h2 a")


LEGACY = '<?xml version="1.0" encoding="{}"?>'


@pytest.mark.parametrize(
    ("prolog", "content_type", "encoded_as", "read_as"),
    [
        (LEGACY.format("windows-1256"), "text/xml; charset=windows-1256", "cp1256", "cp1256"),
        (LEGACY.format("windows-1256"), "text/xml", "cp1256", "cp1256"),
        # header against prolog, in every direction
        (LEGACY.format("windows-1256"), "text/xml; charset=utf-8", "cp1256", "cp1256"),
        (LEGACY.format("windows-1256"), "text/xml; charset=iso-8859-1", "cp1256", "cp1256"),
        (LEGACY.format("utf-8"), "text/xml; charset=windows-1256", "cp1256", "cp1256"),
        (LEGACY.format("windows-1256"), "text/xml; charset=windows-1256", "utf-8", "utf-8"),
        (LEGACY.format("windows-1256"), "text/xml; charset=utf-8", "utf-8", "utf-8"),
        (LEGACY.format("iso-8859-6"), "", "iso8859-6", "iso8859-6"),
        # undeclared, or declared as the Latin default of some server
        ("", "", "cp1256", "cp1256"),
        (LEGACY.format("iso-8859-1"), "text/xml; charset=iso-8859-1", "cp1256", "cp1256"),
        (LEGACY.format("utf-8"), "", "cp1256", "cp1256"),
        (LEGACY.format("no-such-encoding"), "text/xml; charset=bogus", "cp1256", "cp1256"),
        # byte order marks and wide encodings
        (LEGACY.format("windows-1256"), "text/xml; charset=windows-1256", "utf-8-sig", "utf-8"),
        (LEGACY.format("utf-16"), "", "utf-16", "utf-16-le"),
        (LEGACY.format("utf-16"), "", "utf-16-be", "utf-16-be"),
    ],
)
def test_arabic_survives_every_disagreement_about_its_encoding(prolog, content_type, encoded_as, read_as):
    feed = parse_feed(rss(item(), prolog).encode(encoded_as), url=URL, content_type=content_type)
    assert feed.entries[0].title == ARABIC
    assert feed.encoding == read_as


def test_latin_text_is_not_taken_for_arabic():
    body = rss(item("Fränkische Straße: naïve café, œuvre"), "").replace("أخبار", "n").encode("cp1252")
    assert parse_feed(body, url=URL).entries[0].title == "Fränkische Straße: naïve café, œuvre"


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Fri, 09 Feb 2024 11:00:00 GMT", datetime(2024, 2, 9, 11, tzinfo=UTC)),
        ("2024-02-09T23:30:00-03:00", datetime(2024, 2, 10, 2, 30, tzinfo=UTC)),
        ("السبت، 10 فبراير 2024", datetime(2024, 2, 10, tzinfo=UTC)),
        ("السبت، 10 فبراير 2024 - 09:30 م", datetime(2024, 2, 10, 18, 30, tzinfo=UTC)),
        ("الجمعة, 09/02/2024 - 01:30", datetime(2024, 2, 8, 22, 30, tzinfo=UTC)),
        ("٠٩/٠٢/٢٠٢٤ ١٠:٣٠", datetime(2024, 2, 9, 7, 30, tzinfo=UTC)),
        ("Fri, 09 Feb 2024 01:30:00", datetime(2024, 2, 8, 22, 30, tzinfo=UTC)),
        ("2024-02-09 01:30:00", datetime(2024, 2, 8, 22, 30, tzinfo=UTC)),
        ("Fri, 09 Feb 2024 10:30:00 EET", datetime(2024, 2, 9, 8, 30, tzinfo=UTC)),
        ("Fri, 09 Feb 2024 10:30:00 KSA", datetime(2024, 2, 9, 7, 30, tzinfo=UTC)),
        ("Fri, 09 Feb 2024 10:30:00 GST", datetime(2024, 2, 9, 6, 30, tzinfo=UTC)),
        ("Fri, 09 Feb 2024 10:30:00 UTC+3", datetime(2024, 2, 9, 7, 30, tzinfo=UTC)),
        ("Fri, 09 Feb 2024 10:30:00 +03", datetime(2024, 2, 9, 7, 30, tzinfo=UTC)),
        ("Fri, 09 Feb 2024 10:30:00 Africa/Cairo", datetime(2024, 2, 9, 8, 30, tzinfo=UTC)),
        ("Fri, 09 Feb 2024 10:30:00 PM +0300", datetime(2024, 2, 9, 19, 30, tzinfo=UTC)),
        ("Fr, 09 Feb 2024 11:41:36 +0100", datetime(2024, 2, 9, 10, 41, 36, tzinfo=UTC)),
        ("9 Şubat 2024 15:00", datetime(2024, 2, 9, 12, tzinfo=UTC)),
        ("Feb 9, 2024", datetime(2024, 2, 9, tzinfo=UTC)),
        ("2024-02-09", datetime(2024, 2, 9, tzinfo=UTC)),
        ("9999-12-31T23:59:59-23:59", None),
        ("0001-01-01T00:00:00+23:59", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("", None),
    ],
)
def test_dates_are_utc_and_never_invented(date, expected):
    body = rss(item(extra=f"<pubDate>{date}</pubDate>")).encode()
    (entry,) = parse_feed(body, url=URL, timezone="Asia/Riyadh").entries
    assert entry.published_at == expected


def test_full_text_is_told_from_a_summary():
    long, short = "<p>" + "نص الخبر الكامل " * 50 + "</p>", "<p>مقتطف</p>"
    encoded = '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/"><![CDATA[{}]]></content:encoded>'
    items = "".join(
        [
            item(link="/1", extra=f"<description>ملخص</description>{encoded.format(long)}"),
            item(link="/2", extra=encoded.format(short)),
            item(link="/3", extra=f"<description><![CDATA[{long}]]></description>"),
            item(link="/4", extra=f"<description><![CDATA[<img src='{'x' * 900}'>{short}]]></description>"),
        ]
    )
    feed = parse_feed(rss(items).encode(), url=URL)
    assert [bool(entry.content_html) for entry in feed.entries] == [True, False, True, False]
    assert feed.entries[0].content_html == long


def test_atom_with_relative_links_and_only_an_updated_date():
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title>
      <entry><id>tag:x,1</id><title>t</title><link rel="self" href="/api/1"/><link href="../a/1"/>
      <updated>2024-02-09T08:00:00Z</updated></entry></feed>"""
    (entry,) = parse_feed(body.encode(), url=URL).entries
    # a date of change is no date of publication
    assert (entry.url, entry.published_at, entry.changed_at) == (
        "https://news.example/a/1",
        None,
        datetime(2024, 2, 9, 8, tzinfo=UTC),
    )


def test_the_date_of_an_rss_entry_may_be_dc_date():
    date = '<dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">2024-02-09T10:30+03:00</dc:date>'
    (entry,) = parse_feed(rss(item(extra=date)).encode(), url=URL).entries
    assert (entry.published_at, entry.changed_at) == (datetime(2024, 2, 9, 7, 30, tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("head", "url", "following"),
    [
        ('<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="/feed?page=2"/>', URL, "https://news.example/feed?page=2"),
        ("<generator>https://wordpress.org/?v=6.6</generator>", URL, f"{URL}?paged=2"),
        ("<generator>https://wordpress.org/?v=6.6</generator>", f"{URL}?paged=2", f"{URL}?paged=3"),
        ("", URL, None),
    ],
)  # fmt: skip
def test_a_feed_names_its_next_page(head, url, following):
    body = rss(item()).replace("</title>", f"</title>{head}", 1).encode()
    assert parse_feed(body, url=url).next_url == following


def test_a_json_feed_names_its_next_page():
    body = b'{"version": "https://jsonfeed.org/version/1.1", "next_url": "/f?p=2", "items": []}'
    assert parse_feed(body, url=URL).next_url == "https://news.example/f?p=2"


def test_a_feed_of_comments_is_told_from_a_feed_of_articles():
    comments = "".join(item(link=f"/a/{n}#comment-{n}") for n in range(4))
    assert parse_feed(rss(comments).encode(), url=URL).is_of_comments
    as_sitemap = parse_sitemap(rss(comments).encode(), url=URL)
    assert (as_sitemap.entries, as_sitemap.problem) == ((), "a feed of comments: its entries are left out")
    articles = item(link="/a/1#comments") + item(link="/a/2") + item(link="/a/3#comment-9")
    assert not parse_feed(rss(articles).encode(), url=URL).is_of_comments


def test_entries_that_name_parts_of_one_page_keep_their_fragments():
    items = "".join(item(title=f"{ARABIC} {n}", link=f"/live#خبر-{n}") for n in range(3)) + item(
        link="/a#comments"
    )
    feed = parse_feed(rss(items).encode(), url=URL)
    page, single = urljoin(URL, "/live"), urljoin(URL, "/a")
    names = [f"{page}#%D8%AE%D8%A8%D8%B1-{n}" for n in range(3)]
    assert ([entry.url for entry in feed.entries], feed.problem) == ([*names, single], None)


def test_entries_of_one_address_are_said():
    items = "".join(item(title=f"{ARABIC} {n}", link="/live#top") for n in range(3)) + item(link="/a")
    assert "3 entries share an address" in parse_feed(rss(items).encode(), url=URL).problem


def test_a_gzipped_feed_needs_no_header():
    body = gzip.compress(rss(item()).encode())
    assert len(parse_feed(body, url=URL, content_type="application/octet-stream").entries) == 1
    with pytest.raises(NotAFeedError, match="damaged gzip"):
        parse_feed(b"\x1f\x8b" + b"x" * 40, url=URL)


FORMATS = {
    "rss091u": "<rss version='0.91'><channel>{}</channel></rss>",
    "rss092": "<rss version='0.92'><channel>{}</channel></rss>",
    "rss20": "<rss version='2.0'><channel>{}</channel></rss>",
    "rss": "<rss><channel>{}</channel></rss>",
    "rss10": "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
    "<channel rdf:about='/'/>{}</rdf:RDF>",
    "rss090": "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
    "xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel/>{}</rdf:RDF>",
    "atom10": "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>خبر</title><link href='/a'/></entry></feed>",
    "atom03": "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>خبر</title>"
    "<link rel='alternate' href='/a'/></entry></feed>",
}


@pytest.mark.parametrize(("version", "document"), FORMATS.items())
def test_every_format_of_feeds(version, document):
    feed = parse_feed(document.format("<item><title>خبر</title><link>/a</link></item>").encode(), url=URL)
    assert feed.version == version
    assert [(entry.title, entry.url) for entry in feed.entries] == [("خبر", "https://news.example/a")]


def test_a_bad_entry_drops_nothing_but_itself():
    items = item(link="/1") + item(link="javascript:void(0)") + "<item/>" + item(link="/2")
    feed = parse_feed(rss(items).encode(), url=URL)
    assert [entry.url for entry in feed.entries] == ["https://news.example/1", "https://news.example/2"]
    assert feed.problem == "2 entries without a usable link"


def test_broken_xml_is_read_as_far_as_it_goes():
    body = rss(item(link="/1") + item("a & b \x0b", link="/2?x=1&y=2")).removesuffix("</channel></rss>")
    feed = parse_feed(body.encode(), url=URL)
    assert [entry.url for entry in feed.entries] == [
        "https://news.example/1",
        "https://news.example/2?x=1&y=2",
    ]
    assert feed.problem is not None
    assert "\n" not in feed.problem


@pytest.mark.parametrize(
    "body", [b"", b"\x00", b"{}", b"<html><body>404</body></html>", b"\xff\xd8\xff\xe0JFIF", b"<a>" * 5000]
)
def test_what_is_no_feed_is_refused_in_one_line(body):
    for parse in (parse_feed, parse_sitemap):
        with pytest.raises(NotAFeedError) as refusal:
            parse(body, url=URL)
        assert "\n" not in str(refusal.value)


def test_a_string_that_names_a_file_is_never_opened(tmp_path):
    secret = tmp_path / "secret.xml"
    secret.write_text(rss(item()))
    with pytest.raises(NotAFeedError):
        parse_feed(str(secret).encode(), url=URL)


BOMB = '<!DOCTYPE rss [<!ENTITY a "{}"><!ENTITY b "{}"><!ENTITY c "{}">]>'.format(
    "x" * 1000, "&a;" * 1000, "&b;" * 1000
)


def test_entities_are_not_expanded():
    feed = parse_feed((BOMB + rss(item("&c;"), "")).encode(), url=URL)
    assert len(feed.entries[0].title or "") < 100
    urlset = "<urlset><url><loc>/a</loc><title>&c;</title></url></urlset>"
    assert parse_sitemap((BOMB + urlset).encode(), url=URL).entries[0].title is None


HEAD = "<rss version='2.0'><channel>"


@pytest.mark.parametrize(
    "body",
    [
        HEAD + "<item>" + "<b>" * 1_000_000,
        HEAD + "<title>x</title>" * 1_000_000,
        "<" * 10_000_000,
        "<!DOCTYPE " + "[" * 5_000_000 + HEAD,
        HEAD + "<!--" * 3_000_000,
    ],
    ids=["deep", "wide", "angles", "doctype", "comments"],
)
def test_documents_made_to_take_for_ever_are_refused_at_once(body):
    # before parsing, which would take minutes
    with pytest.raises(
        NotAFeedError, match=r"more than 200000 tags|no entry in its first 1000000 characters"
    ):
        parse_feed(body.encode(), url=URL)


def test_markup_in_cdata_is_no_reason_to_refuse():
    html = "<p><b>" * 300
    body = rss(
        "".join(
            item(link=f"/{n}", extra=f"<description><![CDATA[{html}]]></description>") for n in range(400)
        )
    )
    assert len(parse_feed(body.encode(), url=URL).entries) == 400


def test_real_and_odd_feeds_are_parsed_or_refused(shared_data):
    for folder, fewest, fewest_entries in (("rss", 6, 10), ("feeds_odd", 90, 0)):
        answers = [_answer(path) for path in sorted((shared_data / folder).iterdir())]
        feeds = [answer for answer in answers if not isinstance(answer, str)]
        assert len(feeds) >= fewest
        assert all(len(feed.entries) >= fewest_entries for feed in feeds)
        assert not any("\n" in answer for answer in answers if isinstance(answer, str))
    assert len(parse_sitemap((shared_data / "news_sitemap.xml").read_bytes(), url=URL).entries) == 2


def _answer(path):
    try:
        return parse_feed(path.read_bytes(), url=URL)
    except NotAFeedError as refusal:
        return str(refusal)
