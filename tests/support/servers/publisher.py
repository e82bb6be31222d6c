"""A publisher on a real loopback server that does what it is told."""

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

from tests.support.processes import PATIENCE


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
        made = publisher.make_reply(path) if publisher.make_reply else None
        reply = publisher.replies.get(path) or made or Reply(404, b"no such page")
        with publisher.seen:
            publisher.busy += 1
            publisher.busiest = max(publisher.busiest, publisher.busy)
        if reply.hold:
            reply.hold.wait(PATIENCE)
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

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.publisher.posted.append((self.path, body.decode()))
        self.do_GET()

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
        self.make_reply: Callable[[str], Reply | None] | None = None  # of a path that has no reply of its own
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.times: list[float] = []
        self.proxied: list[str] = []
        self.posted: list[tuple[str, str]] = []
        self.seen = threading.Condition()
        self.busy = self.busiest = 0
        self.articles: dict[str, list[str]] = {}
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.publisher = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def use_tls(self, context):
        """Speaks TLS from now on."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = self.url.replace("http://", "https://")

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

    def put_feed(self, feed):
        body = f"<rss version='2.0'><channel><title>t</title>{''.join(self.articles[feed])}</channel></rss>"
        etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:8]}"'
        self.answer(feed, body, ETag=etag, Content_Type="application/rss+xml")

    def paths(self):
        return [path for path, _ in self.requests]

    def wait_for_requests(self, count, of="/"):
        def enough():
            return sum(path.startswith(of) for path in self.paths()) >= count

        with self.seen:
            assert self.seen.wait_for(enough, PATIENCE), self.paths()


def _noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
