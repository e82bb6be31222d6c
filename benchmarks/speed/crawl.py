"""Captures a second beside a plain Scrapy spider that only downloads the same pages, and seconds to the first request.

One local server, eight sites behind it as a proxy, so that our limit of two requests a domain lets both have 16
under way. Ours writes WARC, state and log; the plain one throws everything away.
"""

import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from crawlers.run import crawl_command
from pipelines.settings import Settings

SITES, PAGES = 8, 150  # pages of each site
_DAY = date(2024, 2, 9)
_ITEM = "<item><link>/{}</link><pubDate>Fri, 09 Feb 2024 12:00:00 GMT</pubDate></item>"
_FEED = f"<rss version='2.0'><channel>{''.join(map(_ITEM.format, range(PAGES)))}</channel></rss>".encode()
_PAGE = (
    b"<html><head><title>%d</title></head><body>"
    + "<p>نص الخبر في سطر من سطور الصفحة</p>".encode() * 600
    + b"</body></html>"
)
_SOURCE = """name = "{0}"
language = "ar"
timezone = "UTC"
homepage = "http://{0}.example/"
delay_seconds = 0.0
[[feeds]]
url = "http://{0}.example/feed.xml"
"""
_PLAIN = f"""
import sys, scrapy
from scrapy.crawler import CrawlerProcess
class Plain(scrapy.Spider):
    name = "plain"
    async def start(self):
        for n in range({SITES}):
            yield scrapy.Request(f"http://site{{n}}.example/feed.xml", self.feed, meta={{"proxy": sys.argv[1]}})
    def feed(self, response):
        for n in range({PAGES}):
            yield scrapy.Request(response.urljoin(f"/{{n}}"), self.page, meta={{"proxy": sys.argv[1]}})
    def page(self, response):
        pass
process = CrawlerProcess({{"LOG_ENABLED": False, "CONCURRENT_REQUESTS": 16, "TELNETCONSOLE_ENABLED": False}})
process.crawl(Plain)
process.start()
"""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Server"

    def do_GET(self) -> None:
        """A feed, a page, or no robots.txt."""
        path = "/" + self.path.removeprefix("http://").partition("/")[2]
        self.server.times.append((time.perf_counter(), path))
        fixed = {"/robots.txt": b"", "/feed.xml": _FEED}
        # Each page is another one: equal ones would be one article.
        body = fixed[path] if path in fixed else _PAGE % int(path[1:])
        head = f"HTTP/1.1 {200 if body else 404} x\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
        self.wfile.write(head.encode() + body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        self.times: list[tuple[float, str]] = []
        super().__init__(("127.0.0.1", 0), _Handler)


@dataclass(frozen=True, slots=True)
class _Measured:
    """Of one crawl.

    Attributes:
        rate: pages a second from the first page to the last.
        first_request: seconds from the start to it.
        processor: seconds of processor time of the whole process; other processes change it less than the rate.
    """

    rate: float
    first_request: float
    processor: float


def _measure(server: _Server, command: list[str], environment: dict[str, str] | None) -> _Measured:
    server.times.clear()
    start, used = time.perf_counter(), _processor_seconds()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    pages = [at for at, path in server.times if path not in {"/robots.txt", "/feed.xml"}]
    if len(pages) != SITES * PAGES:
        raise RuntimeError(f"{len(pages)} pages were asked for, not {SITES * PAGES}")
    return _Measured(
        len(pages) / (max(pages) - min(pages)),
        min(at for at, _ in server.times) - start,
        _processor_seconds() - used,
    )


def _processor_seconds() -> float:
    """Of all child processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run() -> None:
    """Prints both, side by side, three times in turn."""
    with _Server() as server, tempfile.TemporaryDirectory() as folder:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        proxy = f"http://127.0.0.1:{server.server_address[1]}"
        sources = Path(folder) / "sources"
        (sources / "un").mkdir(parents=True)
        for n in range(SITES):
            (sources / "un" / f"site{n}.toml").write_text(_SOURCE.format(f"site{n}"))
        script = Path(folder) / "plain.py"
        script.write_text(_PLAIN)
        for turn in range(3):
            plain = _measure(server, [sys.executable, str(script), proxy], None)
            settings = Settings(Path(folder) / f"data{turn}", sources, "benchmark", proxy, _DAY)
            ours = _measure(server, crawl_command([], _DAY, _DAY), settings.environment())
            print(
                f"{SITES * PAGES} pages of {len(_PAGE) // 1024} KB: ours {ours.rate:.0f} captures/s, "
                f"plain Scrapy {plain.rate:.0f} pages/s: {ours.rate / plain.rate:.2f}; "
                f"first request after {ours.first_request:.2f} s, plain {plain.first_request:.2f} s; "
                f"processor {ours.processor:.1f} s, plain {plain.processor:.1f} s",
                flush=True,
            )
        server.shutdown()
