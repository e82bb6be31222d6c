"""One crawl of thousands of sources, some of them dead, mute or blocked, where a process may open 1,024 files.

All stand on one local server; their names are looked up by a stand-in, in which dead ones take 8 seconds. Printed are
how many of the good sources are complete, the time and the memory, and the share of what a plain Scrapy spider does
that fetches pages of good sources and throws them away. The plain one may open as many files as the
system allows, since with 1,024 it loses half of the pages, and fetches from 300 sources, since its queue looks at all
hosts for each request: with 2,880 it takes an hour.
"""

import asyncio
import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pipelines.settings import Settings

ENTRIES = 40
"""Articles of each source."""

OPEN_FILES = 1024

PLAIN_SOURCES = 300
"""That the plain spider fetches from."""

_DAY = date(2024, 2, 9)
# Of 100 sources.
_DEAD, _MUTE, _BLOCKED = 2, 1, 1
_ITEM = (
    "<item><title>{0} خبر {1}</title><link>/{1}</link><pubDate>Fri, 09 Feb 2024 12:00:00 GMT</pubDate></item>"
)
_PAGE = "<html><head><title>{0} خبر {1}</title></head><body><h1>{0} خبر {1}</h1><p>{2}</p></body></html>"
_TEXT = "قال المصدر {0} في الخبر {1} إن الأعمال جارية كما كان مقررا وإن النتائج تعلن في وقتها. " * 8
_CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>",
    b"cf-mitigated: challenge\r\n",
)
_SOURCE = """name = "{0}"
language = "ar"
timezone = "UTC"
homepage = "http://{0}.{1}.test/"
allow_private = true
delay_seconds = 0.0
[[feeds]]
url = "http://{0}.{1}.test:{2}/feed.xml"
"""
_NAMES = """
import socket, time
def look_up(name):
    if ".dead" in name:
        time.sleep(8)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return "127.0.0.1"
socket.gethostbyname = look_up
"""
_OURS = (
    _NAMES
    + """
import json, sys, time
from datetime import date
from pathlib import Path
from crawlers.rules.targets import Window
from crawlers.run import collect
from pipelines.settings import Settings
start = time.monotonic()
class View:
    captured, last_at, next_line = 0, start, start + 15
    def update(self, progress):
        captured, now = progress.total("captured"), time.monotonic()
        if captured > self.captured:
            self.captured, self.last_at = captured, now
        if now > self.next_line:
            self.next_line = now + 15
            print(f"{now - start:.0f} s:", progress.counts(), file=sys.stderr, flush=True)
    def say(self, line):
        print(line, file=sys.stderr)
day, view = date(2024, 2, 9), View()
report = collect(Settings.from_environment(), (), Window(day, day, live=False), view=view)
status = Path("/proc/self/status")
peak = int(status.read_text().split("VmHWM:")[1].split()[0]) if status.exists() else 0
print(json.dumps({
    "seconds": time.monotonic() - start, "until_last": view.last_at - start, "peak_kb": peak, "sources": report.model_dump()["sources"],
}))
"""
)
_PLAIN = (
    _NAMES
    + """
import json, sys, time
import scrapy
from scrapy.crawler import CrawlerProcess
urls, pages = json.loads(sys.stdin.read()), 0
class Plain(scrapy.Spider):
    name = "plain"
    async def start(self):
        for url in urls:
            yield scrapy.Request(url, self.feed)
    def feed(self, response):
        for link in response.xpath("//item/link/text()").getall():
            yield scrapy.Request(response.urljoin(link), self.page)
    def page(self, response):
        global pages
        pages += 1
start = time.monotonic()
process = CrawlerProcess({
    "LOG_ENABLED": False, "CONCURRENT_REQUESTS": 500, "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
    "TELNETCONSOLE_ENABLED": False,
})
process.crawl(Plain)
process.start()
print(json.dumps({"seconds": time.monotonic() - start, "pages": pages}))
"""
)


def _kind(number: int) -> str:
    """What a source is, spread evenly over all."""
    place = number % 100
    if place < _DEAD:
        return "dead"
    if place < _DEAD + _MUTE:
        return "mute"
    return "blocked" if place < _DEAD + _MUTE + _BLOCKED else "good"


class _Server(asyncio.Protocol):
    """HTTP as far as a crawl asks for it; a mute host accepts a connection and says nothing."""

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # of a TCP server it is one

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            answer = _answer(head)
            if answer is not None and self._transport is not None:
                self._transport.write(answer)


def _answer(head: bytes) -> bytes | None:
    lines = head.split(b"\r\n")
    path = lines[0].split(b" ")[1].decode()
    host = next(line for line in lines if line.lower().startswith(b"host:")).split(b":")[1].strip().decode()
    source, kind = host.split(".")[:2]
    kind = kind.rstrip("0123456789")
    if kind == "mute":
        return None
    status, kind_of_body, more, body = "200 OK", "text/html", b"", b""
    if path == "/robots.txt":
        status = "404 Not Found"
    elif path == "/feed.xml":
        items = "".join(_ITEM.format(source, number) for number in range(ENTRIES))
        kind_of_body = "application/rss+xml"
        body = f"<rss version='2.0'><channel><title>{source}</title>{items}</channel></rss>".encode()
    elif kind == "blocked":
        body, more = _CHALLENGE
    else:
        number = path[1:]
        body = _PAGE.format(source, number, _TEXT.format(source, number)).encode()
    head_of_answer = (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind_of_body}; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
    )
    return head_of_answer.encode() + more + b"\r\n" + body


def _serve(port: Connection) -> None:
    """A process of its own: its time must not be taken from the crawl's."""

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(_Server, "127.0.0.1", 0, backlog=2000)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))


def _unlimited() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _run(
    folder: Path, script: str, limit: Callable[[], None], environment: dict[str, str] | None, given: str
) -> dict[str, Any]:
    # A file: Scrapy reads the source of a spider's methods.
    file = folder / "crawl.py"
    file.write_text(script)
    done = subprocess.run(
        [sys.executable, str(file)],
        env=environment,
        input=given,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        preexec_fn=limit,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _report(ours: dict[str, Any]) -> int:
    """Prints what came of the crawl; returns the number of captures."""
    sources = ours["sources"]
    kinds: dict[str, list[dict[str, Any]]] = {}
    for name, done in sources.items():
        kinds.setdefault(_kind(int(name.removeprefix("s"))), []).append(done)
    for kind, reports in sorted(kinds.items()):
        complete = sum(done["obtained"] == done["expected"] == ENTRIES for done in reports)
        reasons = {(done["reason"] or "").partition(": ")[2] for done in reports} - {""}
        print(
            f"{kind}: {complete} of {len(reports)} complete"
            + (f"; {'; '.join(sorted(reasons)[:3])}" if reasons else "")
        )
    captures = sum(int(done["captured"]) for done in sources.values())
    print(
        f"{captures} captures in {ours['until_last']:.0f} s, {captures / ours['until_last']:.0f} a second; the last "
        f"mute source was given up after {ours['seconds']:.0f} s; {ours['peak_kb'] / 1024:.0f} MB",
        flush=True,
    )
    return captures


def run(sources: str = "3000") -> None:
    """Prints the figures."""
    ours_port, server_port = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(server_port,), daemon=True)
    server.start()
    port = ours_port.recv()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "data", Path(folder) / "sources", "benchmark", None, _DAY)
        (settings.sources / "un").mkdir(parents=True)
        good = []
        for number in range(int(sources)):
            kind = _kind(number)
            domain = f"{kind}{number}" if kind != "good" else f"pub{number}"
            text = _SOURCE.format(f"s{number}", domain, port)
            (settings.sources / "un" / f"s{number}.toml").write_text(text)
            if kind == "good":
                good.append(f"http://s{number}.{domain}.test:{port}/feed.xml")
        print(f"{sources} sources of {ENTRIES} entries, {OPEN_FILES} open files", flush=True)
        start = time.monotonic()
        ours = _run(Path(folder), _OURS, _limited, settings.environment(), "")
        captures = _report(ours)
        print(f"the whole process took {time.monotonic() - start:.0f} s", flush=True)
        plain = _run(Path(folder), _PLAIN, _unlimited, None, json.dumps(good[:PLAIN_SOURCES]))
        share = (captures / ours["until_last"]) / (plain["pages"] / plain["seconds"])
        print(
            f"plain Scrapy: {plain['pages']} pages in {plain['seconds']:.0f} s; ours does {share:.2f} of that a second"
        )
    server.terminate()
    server.join()
