"""A publisher on a real loopback server that does what it is told, and a place to crawl it into."""

import hashlib
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from crawlers.collector import Collector
from crawlers.registry import load_sources
from crawlers.run import crawl, crawl_command
from crawlers.state import CrawlState
from crawlers.targets import Window
from pipelines.captures import CaptureWriter, archive_files, read_captures, read_fetch_log
from pipelines.settings import Settings


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None
    seconds: float = 0.0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: the second would wait 40 ms for an ACK
    server: "_Server"

    def do_GET(self):
        publisher = self.server.publisher
        path = self.path
        if path.startswith("http://"):  # asked as a proxy
            host, _, rest = path.removeprefix("http://").partition("/")
            publisher.proxied.append(path)
            path = f"/{rest}" if host == "127.0.0.1" else f"/{host}/{rest}"
        with publisher.seen:
            publisher.requests.append((path, dict(self.headers)))
            publisher.times.append(time.monotonic())
            publisher.seen.notify_all()
        reply = publisher.replies.get(path) or Reply(404, b"no such page")
        with publisher.seen:
            publisher.busy += 1
            publisher.busiest = max(publisher.busiest, publisher.busy)
        if reply.hold:
            reply.hold.wait(20)
        time.sleep(reply.seconds)
        with publisher.seen:
            publisher.busy -= 1
        conditions = {self.headers["If-None-Match"], self.headers["If-Modified-Since"]} - {None}
        if reply.status == 200 and conditions & {
            reply.headers.get("ETag"),
            reply.headers.get("Last-Modified"),
        }:
            reply = replace(reply, status=304, body=b"")
        try:
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)
        except OSError:  # the client was killed
            self.close_connection = True

    def log_message(self, *_):
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100
    publisher: "FakePublisher"

    def handle_error(self, *_):
        pass  # a killed client


class FakePublisher:
    def __init__(self):
        self.replies: dict[str, Reply] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.times: list[float] = []
        self.proxied: list[str] = []
        self.seen = threading.Condition()
        self.busy = self.busiest = 0
        self.articles: dict[str, list[str]] = {}
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.publisher = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path, body="", status=200, hold=None, **headers):
        content = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.replies[path] = Reply(status, content, named, hold)

    def publish(self, number, day, feed="/feed.xml", full_text=None, date=True):
        """Adds an article and puts it on top of the feed."""
        path = f"/news/{number}"
        self.answer(path, f"<html><h1>خبر {number}</h1></html>", Content_Type="text/html; charset=utf-8")
        published = f"<pubDate>{format_datetime(_noon(day))}</pubDate>" if date else ""
        description = f"<description>{escape(full_text)}</description>" if full_text else ""
        item = f"<item><title>خبر {number}</title><link>{path}</link>{published}{description}</item>"
        self.articles.setdefault(feed, []).insert(0, item)
        self.put_feed(feed)

    def put_feed(self, feed="/feed.xml"):
        body = f"<rss version='2.0'><channel><title>t</title>{''.join(self.articles[feed])}</channel></rss>"
        etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:8]}"'
        self.answer(feed, body, ETag=etag, Content_Type="application/rss+xml")

    def paths(self):
        return [path for path, _ in self.requests]

    def wait_for_requests(self, count, of="/"):
        def enough():
            return sum(path.startswith(of) for path in self.paths()) >= count

        with self.seen:
            assert self.seen.wait_for(enough, timeout=30), self.paths()


def _noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


class Newsdesk:
    """A data folder, sources, and what a crawl leaves in them."""

    def __init__(self, folder: Path):
        self.settings = Settings(
            data=folder / "data",
            sources=folder / "sources",
            contact="https://desk.example/",
            proxy=None,
            first_day=date(2024, 1, 1),
        )
        self.settings.sources.mkdir()

    def source(self, source_id, *feeds, sitemaps=(), allow_private=True, more=""):
        path = self.settings.sources / "sa" / f"{source_id}.toml"
        path.parent.mkdir(exist_ok=True)
        lists = [f'[[feeds]]\nurl = "{url}"' for url in feeds] + [
            f'[[sitemaps]]\nurl = "{url}"' for url in sitemaps
        ]
        head = f"""name = "{source_id}"\nlanguage = "ar"\ntimezone = "Asia/Riyadh"\nhomepage = "https://{source_id}.example/"
delay_seconds = 0.0\nallow_private = {str(allow_private).lower()}\n{more}\n"""
        path.write_text(head + "\n".join(lists), encoding="utf-8")
        return path

    def crawl(self, *sources, first=date(2024, 2, 9), last=None, live=False, due_only=False):
        return crawl(self.settings, sources, first, last or first, live=live, due_only=due_only)

    def start(self, *sources, day=date(2024, 2, 9)):
        """A crawl that goes on while the test does."""
        return subprocess.Popen(
            crawl_command(sources, day, day),
            env=self.settings.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def collecting(self, *, at, live=True, due_only=False, run_id="run"):
        """A collector without Scrapy, at a time of our own: answers are made up."""
        sources = load_sources(self.settings.sources)
        window = Window(at.date(), at.date(), live=live, due_only=due_only)
        archive = self.settings.archive
        with (
            CrawlState(self.settings.crawl_state, archive) as state,
            CaptureWriter(archive, run_id) as writer,
        ):
            yield Collector(
                sources,
                window,
                state=state,
                writer=writer,
                archive=archive,
                random=lambda: 0.0,
                now=lambda: at,
            )

    def captures(self):
        problems = []
        archive = self.settings.archive
        found = [
            one.capture for path in archive_files(archive) for one in read_captures(path, archive, problems)
        ]
        assert problems == []
        return found

    def log(self):
        return [
            line
            for path in sorted(self.settings.fetch_logs.glob("*/*.jsonl"))
            for line in read_fetch_log(path)
        ]


@pytest.fixture
def publisher() -> Iterator[FakePublisher]:
    fake = FakePublisher()
    yield fake
    fake.close()


@pytest.fixture
def other_publisher() -> Iterator[FakePublisher]:
    fake = FakePublisher()
    yield fake
    fake.close()


@pytest.fixture
def desk(tmp_path) -> Newsdesk:
    return Newsdesk(tmp_path)


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory) -> Newsdesk:
    """One for all tests of a file."""
    return Newsdesk(tmp_path_factory.mktemp("desk"))
