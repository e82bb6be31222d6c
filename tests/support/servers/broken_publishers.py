"""Hosts of which each has a mood of its own: answers broken in one way, and what must come of it; see `moody_server`."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brotli
from scrapy.utils._compression import zstd  # where it is, Scrapy knows: it depends on Python's version

RSS = "<rss version='2.0'><channel><title>أخبار</title>{}</channel></rss>"
ITEM = "<item><title>خبر</title><link>{}</link><pubDate>Fri, 09 Feb 2024 12:00:00 GMT</pubDate></item>"
OLD = "<item><link>/old/{}</link><pubDate>Mon, 01 Jan 2024 12:00:00 GMT</pubDate></item>"
FEED = RSS.format(ITEM.format("/a"))
PAGE = "<html><h1>خبر</h1><p>نص</p></html>"
SECRET_FILE = Path(__file__).as_uri()
FILE_ENTITY = f'<!DOCTYPE {{}} [<!ENTITY file SYSTEM "{SECRET_FILE}">]>'
URLSET = "<urlset><url><loc>{}</loc><lastmod>2024-02-09</lastmod></url>{}</urlset>"
BOMB = '<!DOCTYPE rss [<!ENTITY a "{}"><!ENTITY b "{}"><!ENTITY c "{}">]>'.format(
    "x" * 1000, "&a;" * 1000, "&b;" * 1000
)
ENDLESS = object()  # sent again and again until the client has enough
Piece = bytes | float | object
"""What is written, or how many seconds are waited."""

CRAWL = """
import json
from datetime import date
from pathlib import Path
from crawlers.fetch.context import Limits
from crawlers.progress.show import shown
from crawlers.run import collect
from crawlers.rules.targets import Window
from pipelines.settings import Settings
day = date(2024, 2, 9)
with shown(None, None) as view:
    report = collect(
        Settings.from_environment(), (), Window(day, day, live=False), view=view,
        limits=Limits(first_byte_seconds=10.0, whole_seconds=15.0),
    )
# not ru_maxrss: that also counts what the process was forked from
status = Path("/proc/self/status")
peak = int(status.read_text().split("VmHWM:")[1].split()[0]) if status.exists() else None
print(json.dumps({"sources": report.model_dump()["sources"], "peak_kb": peak}))
"""
"""What a process runs that crawls all sources of its settings, with short limits, and prints what came of them."""


def answer(
    body: str | bytes = "", status: str = "200 OK", length: int | None = None, **headers: str
) -> list[Piece]:
    content = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(content) if length is None else length}"]
    lines += [f"{name}: {value}" for name, value in named.items()]
    return ["\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content]


def unsized(*pieces: Piece) -> list[Piece]:
    return [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", *pieces]


def drip(start: str) -> list[Piece]:
    pieces: list[Piece] = unsized(start.encode())
    for _ in range(60):
        pieces += [1.0, b" "]
    return pieces


@dataclass
class Mood:
    """How one host answers, and what a crawl of its source must come to.

    Attributes:
        pages: by path; what is not there is an ordinary feed, page or 404.
        said: what the reason contains, None if there must be none.
        more: fields of the source's report.
    """

    pages: dict[str, list[Piece]]
    outcome: str = "ok"
    captured: int = 1
    said: str | None = None
    more: dict[str, Any] = field(default_factory=dict)
    sitemap: bool = False


def bad_feed(said: str, pieces: list[Piece]) -> Mood:
    return Mood({"/feed.xml": pieces}, "failed", 0, said)


def good_feed(pieces: list[Piece], **more: Any) -> Mood:
    return Mood({"/feed.xml": pieces}, more=more)


def bad_page(said: str, pieces: list[Piece]) -> Mood:
    return Mood({"/a": pieces}, captured=0, said=said, more={"failed": 1})


def robots(pieces: list[Piece], said: str | None = None) -> Mood:
    return Mood({"/robots.txt": pieces}, "failed" if said else "ok", 0 if said else 1, said)


PRIVATE_LINKS = (
    "http://[::1]/a",
    "http://[::ffff:127.0.0.1]/a",
    "http://[::ffff:7f00:1]/a",
    "http://[64:ff9b::a00:1]/a",
    "http://[fe80::1%25eth0]/a",
    "http://0x7f.1/a",
    "http://2130706433/a",
    "http://017700000001/a",
    "http://127.1./a",
    "http://localhost./a",
    "http://user:word@127.0.0.1/a",
    "http://news.example@10.0.0.1:8080/a",
    "http://127.0.0.1#@news.example/a",
    "http://１２７。０。０。１/a",
)
_ZEROS = b"\0" * 200_000_000
MOODS: dict[str, Callable[[], Mood]] = {
    "calm": lambda: Mood({}),
    # feeds that cannot be had
    "feed-404": lambda: bad_feed("HTTP 404", answer(status="404 Not Found")),
    "feed-410": lambda: bad_feed("HTTP 410", answer(status="410 Gone")),
    "feed-401": lambda: bad_feed("HTTP 401", answer(status="401 Unauthorized")),
    "feed-403": lambda: bad_feed("HTTP 403", answer(status="403 Forbidden")),
    "feed-429": lambda: bad_feed("HTTP 429", answer(status="429 Slow Down")),
    "feed-500": lambda: bad_feed("HTTP 500", answer(status="500 Oops")),
    "feed-503": lambda: bad_feed("HTTP 503", answer(status="503 Later", Retry_After="7200")),
    "feed-999": lambda: bad_feed("HTTP 999", answer(status="999 Request denied")),
    "feed-304": lambda: bad_feed(
        "answered 304 to a request without conditions", answer(status="304 Not Modified")
    ),
    "feed-html": lambda: bad_feed("it is an HTML page", answer("<html>we moved</html>")),
    "feed-empty": lambda: bad_feed("the document is empty", answer("")),
    "feed-noise": lambda: bad_feed("not a feed", answer(bytes(range(256)) * 50)),
    "feed-json-error": lambda: bad_feed("JSON without a list of items", answer('{"error": 1}')),
    "feed-deep": lambda: bad_feed("more than 200000 tags", answer(RSS.format("<item>" + "<b>" * 300_000))),
    "feed-gzip-bomb": lambda: bad_feed(
        "larger than allowed", answer(gzip.compress(_ZEROS, 1), Content_Encoding="gzip")
    ),
    "feed-brotli-bomb": lambda: bad_feed(
        "larger than allowed", answer(brotli.compress(_ZEROS, quality=1), Content_Encoding="br")
    ),
    "feed-zstd-bomb": lambda: bad_feed(
        "larger than allowed", answer(zstd.compress(_ZEROS), Content_Encoding="zstd")
    ),
    "feed-not-zstd": lambda: bad_feed("", answer("no zstd", Content_Encoding="zstd")),
    "feed-endless": lambda: bad_feed("larger than allowed", unsized(ENDLESS)),
    "feed-huge-length": lambda: bad_feed("larger than allowed", answer(FEED, length=10**12)),
    "feed-drip": lambda: bad_feed("the answer took too long", drip(FEED)),
    "feed-mute": lambda: bad_feed("no answer came in time", [30.0]),
    "feed-hangs-up": lambda: bad_feed("", []),
    "feed-cut": lambda: bad_feed("", answer(FEED, length=len(FEED.encode()) + 500)),
    "feed-no-http": lambda: bad_feed("", [b"220 ftp.example ready\r\n"]),
    "feed-bad-chunks": lambda: bad_feed(
        "", [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n"]
    ),
    "feed-not-gzip": lambda: bad_feed("", answer("no gzip", Content_Encoding="gzip")),
    "feed-packed-a-thousand-times": lambda: bad_feed(
        "", answer(gzip.compress(FEED.encode()), Content_Encoding=",".join(["gzip"] * 1000))
    ),
    "feed-packed-unknown": lambda: bad_feed(
        "a body packed as compress, which cannot be read", answer("\x1f\x9d", Content_Encoding="compress")
    ),
    "feed-packed-nested-bomb": lambda: bad_feed(
        "not a feed", answer(brotli.compress(gzip.compress(_ZEROS[:20_000_000])), Content_Encoding="br")
    ),
    "feed-huge-status": lambda: bad_feed("HTTP 99999999999", answer(FEED, status="99999999999 OK")),
    "feed-crowded": lambda: bad_feed(
        "a tag with more than 500 attributes",
        answer(
            RSS.format("<item " + " ".join(f'a{n}="1"' for n in range(50_000)) + "><link>/b</link></item>")
        ),
    ),
    "feed-half-characters": lambda: good_feed(
        answer(FEED.replace("خبر", "خبر &#55357;&#56832; &#55357; &#99999999999;"))
    ),
    "feed-terminal": lambda: good_feed(answer(FEED.replace("خبر", "خبر &#27;]0;x&#7;&#27;[31m"))),
    "feed-loop": lambda: bad_feed("more than 10 redirects", answer(status="302 Found", Location="/feed.xml")),
    "feed-to-private": lambda: bad_feed(
        "private address", answer(status="302 Found", Location="http://127.0.0.1/")
    ),
    "feed-to-metadata": lambda: bad_feed(
        "private address", answer(status="301 Moved", Location="http://169.254.169.254/latest/meta-data/")
    ),
    "feed-to-file": lambda: bad_feed("", answer(status="302 Found", Location="file:///etc/passwd")),
    "feed-to-nowhere": lambda: bad_feed(
        "HTTP 502", answer(status="302 Found", Location="http://gone.example/")
    ),
    # feeds that look bad and are not
    "feed-gzip": lambda: good_feed(answer(gzip.compress(FEED.encode()), Content_Encoding="gzip")),
    "feed-brotli": lambda: good_feed(answer(brotli.compress(FEED.encode()), Content_Encoding="br")),
    "feed-zstd": lambda: good_feed(answer(zstd.compress(FEED.encode()), Content_Encoding="zstd")),
    "feed-deflate": lambda: good_feed(answer(zlib.compress(FEED.encode()), Content_Encoding="deflate")),
    "feed-packed-twice": lambda: good_feed(
        answer(brotli.compress(zstd.compress(FEED.encode())), Content_Encoding="zstd, br")
    ),
    "feed-gzip-unsaid": lambda: good_feed(answer(gzip.compress(FEED.encode()))),
    "feed-json": lambda: good_feed(
        answer(
            '{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/a", "date_published": "2024-02-09"}]}'
        )
    ),
    "feed-cp1256": lambda: good_feed(answer(FEED.encode("cp1256"), Content_Type="text/xml; charset=utf-8")),
    "feed-utf16": lambda: good_feed(answer(FEED.encode("utf-16"))),
    "feed-bom": lambda: good_feed(answer(b"\xef\xbb\xbf\n\n<?xml version='1.0'?>" + FEED.encode())),
    "feed-plain": lambda: good_feed(answer(FEED, Content_Type="text/plain")),
    "feed-cut-xml": lambda: good_feed(answer(FEED.removesuffix("</channel></rss>"))),
    "feed-entities": lambda: good_feed(answer(BOMB + RSS.format(ITEM.format("/a").replace("خبر", "&c;")))),
    "feed-entity-of-a-file": lambda: Mood(
        {
            "/feed.xml": answer(
                FILE_ENTITY.format("rss") + RSS.format(ITEM.format("/a").replace("خبر", "&file;"))
            ),
            "/a": answer(PAGE.replace("خبر", "&amp;file;")),
        }
    ),
    "feed-entity-of-an-address": lambda: good_feed(
        answer(FILE_ENTITY.format("rss").replace(SECRET_FILE, "http://inside.example/secret") + FEED)
    ),
    "feed-no-length": lambda: good_feed(unsized(FEED.encode())),
    "feed-long": lambda: good_feed(
        answer(RSS.format(ITEM.format("/a") + "".join(OLD.format(n) for n in range(3000)))), entries=2000
    ),
    "feed-moved": lambda: Mood(
        {"/feed.xml": answer(status="301 Moved", Location="/new.xml"), "/new.xml": answer(FEED)},
        more={
            "notices": [
                "http://feed-moved.example/feed.xml: moved for good to http://feed-moved.example/new.xml: put that into the source's file"
            ]
        },
    ),
    "feed-without-news": lambda: Mood({"/feed.xml": answer(RSS.format(""))}, captured=0),
    "feed-bad-links": lambda: Mood(
        {
            "/feed.xml": answer(
                RSS.format(
                    "".join(
                        map(
                            ITEM.format,
                            ("javascript:x()", "mailto:a@b", "ftp://a/b", "//[", SECRET_FILE, "/a"),
                        )
                    )
                )
            )
        },
    ),
    "feed-odd-headers": lambda: good_feed(
        answer(FEED, **{f"X_{n}": "خ".encode().decode("latin-1") for n in range(200)})
    ),
    # pages
    "page-404": lambda: bad_page("HTTP 404", answer(status="404 Not Found")),
    "page-to-terminal": lambda: bad_page("HTTP 404", answer(status="302 Found", Location="/\x1b[31mred")),
    "page-empty": lambda: bad_page("the page has no content", answer("  ")),
    "page-bomb": lambda: bad_page(
        "larger than allowed", answer(gzip.compress(_ZEROS, 1), Content_Encoding="gzip")
    ),
    "page-endless": lambda: bad_page("larger than allowed", unsized(ENDLESS)),
    "page-drip": lambda: bad_page("the answer took too long", drip(PAGE)),
    "page-endless-head": lambda: bad_page("", [b"HTTP/1.1 200 OK\r\nX: ", ENDLESS]),
    "page-wants-cookies": lambda: bad_page(
        "more than 10 redirects", answer(status="302 Found", Location="/a?again", Set_Cookie="id=1")
    ),
    "page-to-private": lambda: bad_page(
        "private address", answer(status="302 Found", Location="http://10.0.0.1/")
    ),
    "page-zstd": lambda: Mood({"/a": answer(zstd.compress(PAGE.encode()), Content_Encoding="zstd")}),
    "page-brotli": lambda: Mood({"/a": answer(brotli.compress(PAGE.encode()), Content_Encoding="br")}),
    "page-packed-unknown": lambda: bad_page(
        "a body packed as lzma, which cannot be read", answer("x", Content_Encoding="lzma")
    ),
    "page-refreshes": lambda: Mood(
        {"/a": answer("<meta http-equiv=refresh content='0; url=/b'>" + PAGE), "/b": answer(PAGE)}
    ),
    "page-slow": lambda: Mood({"/a": [0.5, *answer(PAGE)]}),
    **{
        f"link-private-{number}": lambda link=link: Mood(
            {"/feed.xml": answer(RSS.format(ITEM.format(link)))},
            captured=0,
            said="private address",
            more={"failed": 1},
        )
        for number, link in enumerate(PRIVATE_LINKS)
    },
    **{
        f"page-to-private-{number}": lambda link=link: bad_page(
            "private address", answer(status="302 Found", Location=link.encode().decode("latin-1"))
        )
        for number, link in enumerate(PRIVATE_LINKS)
    },
    "link-mail-port": lambda: Mood(
        {"/feed.xml": answer(RSS.format(ITEM.format("http://news.example:25/a")))},
        captured=0,
        said="port 25 is no web server's",
        more={"failed": 1},
    ),
    # robots.txt
    "robots-no": lambda: robots(answer("User-agent: *\nDisallow: /"), "robots.txt forbids it"),
    "robots-500": lambda: robots(answer(status="500 Oops"), "robots.txt could not be read: HTTP 500"),
    "robots-429": lambda: robots(answer(status="429 Slow"), "robots.txt could not be read"),
    "robots-mute": lambda: robots([30.0], "robots.txt could not be read"),
    "robots-403": lambda: robots(answer(status="403 Forbidden")),
    "robots-html": lambda: robots(answer("<!DOCTYPE html><html>no such page</html>")),
    "robots-moved": lambda: robots(answer(status="301 Moved", Location="/robots2.txt")),
    "robots-noise": lambda: robots(answer(b"\xff\xfe\0Disallow\xff: /\n")),
    "robots-odd-delay": lambda: robots(answer("User-agent: *\nCrawl-delay: soon\nCrawl-delay: -5")),
    # sitemaps
    "sitemap-itself": lambda: Mood(
        {"/feed.xml": answer("<sitemapindex><sitemap><loc>/feed.xml</loc></sitemap></sitemapindex>")},
        captured=0,
        sitemap=True,
    ),
    "sitemap-gzip": lambda: Mood(
        {
            "/feed.xml": answer(
                gzip.compress(b"<urlset><url><loc>/a</loc><lastmod>2024-02-09</lastmod></url></urlset>")
            )
        },
        sitemap=True,
    ),
    "sitemap-names-files": lambda: Mood(
        {"/feed.xml": answer(URLSET.format("/a", f"<url><loc>{SECRET_FILE}</loc></url>"))}, sitemap=True
    ),
    "sitemap-index-of-files": lambda: Mood(
        {"/feed.xml": answer(f"<sitemapindex><sitemap><loc>{SECRET_FILE}</loc></sitemap></sitemapindex>")},
        captured=0,
        sitemap=True,
    ),
    "sitemap-entity-of-a-file": lambda: Mood(
        {
            "/feed.xml": answer(
                FILE_ENTITY.format("urlset") + URLSET.format("/a", "<url><loc>/x&file;</loc></url>")
            )
        },
        sitemap=True,
    ),
    "sitemap-entities": lambda: Mood(
        {
            "/feed.xml": answer(
                BOMB.replace("DOCTYPE rss", "DOCTYPE urlset")
                + URLSET.format("/a", "<url><loc>/x&c;</loc></url>")
            )
        },
        sitemap=True,
    ),
    "sitemap-bomb": lambda: Mood(
        {"/feed.xml": answer(gzip.compress(_ZEROS, 1))}, "failed", 0, "not a sitemap", sitemap=True
    ),
}
