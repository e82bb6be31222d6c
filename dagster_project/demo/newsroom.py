"""The embedded newsroom: serves `data/samples/newsroom/site` on a loopback port.

It answers three ways, so that the articles keep their URLs whatever the port is:

- as an HTTP proxy (`GET http://www.almanara.example/rss.xml`): what the crawler's proxy setting points at;
- as a virtual-host server (`Host: www.almanara.example`);
- for a browser on loopback, `/` lists the hosts and `/www.almanara.example/rss.xml` shows a host's file.
"""

import argparse
import hashlib
import mimetypes
import re
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from pipelines.errors import BadInputError
from pipelines.settings import REPOSITORY

SITE = REPOSITORY / "data" / "samples" / "newsroom" / "site"
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_META_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: HTTPStatus
    body: bytes
    content_type: str = "text/plain; charset=utf-8"
    modified: float = 0

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


def _content_type(path: Path, body: bytes) -> str:
    """A page in an old encoding is announced as old servers do: without any charset."""
    declared = _META_CHARSET.search(body[:1024])
    if path.suffix == ".html" and declared and declared[1].lower() != b"utf-8":
        return "text/html"
    return f"{mimetypes.guess_type(path.name)[0] or 'text/plain'}; charset=utf-8"


def _find(site: Path, host: str, path: str) -> _Answer:
    """The file of a host; a folder with its slash stands for its `index.html`."""
    parts = [unquote(part) for part in path.split("/")]
    if any(part in {".", ".."} or set(part) & set("/\\\0") for part in parts):
        return _Answer(HTTPStatus.BAD_REQUEST, b"bad path\n")
    root = (site / host).resolve()
    try:
        file = root.joinpath(*parts, "index.html" if path.endswith("/") else "").resolve(strict=True)
        # A symbolic link may not lead out either.
        file.relative_to(root)
        body = file.read_bytes()
    except (OSError, ValueError):
        return _Answer(HTTPStatus.NOT_FOUND, b"no such page\n")
    return _Answer(HTTPStatus.OK, body, _content_type(file, body), int(file.stat().st_mtime))


def _index(hosts: frozenset[str]) -> _Answer:
    links = "\n".join(f'<li><a href="/{host}/">{host}</a></li>' for host in sorted(hosts))
    page = f'<!DOCTYPE html>\n<html lang="en"><title>Newsroom</title>\n<ul>\n{links}\n</ul></html>\n'
    return _Answer(HTTPStatus.OK, page.encode(), "text/html; charset=utf-8", int(time.time()))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    server: "_Server"

    def do_GET(self) -> None:
        """A file, the index, 304, or an error in one line."""
        url, answer = self._route()
        status = HTTPStatus.NOT_MODIFIED if self._is_fresh(answer) else answer.status
        # Atomic: threads may share a list.
        self.server.served.append((self.command, url, int(status)))
        self.send_response(status)
        if answer.status == HTTPStatus.OK:
            self.send_header("ETag", answer.etag)
            self.send_header("Last-Modified", formatdate(answer.modified, usegmt=True))
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "GET" and status != HTTPStatus.NOT_MODIFIED:
            self.wfile.write(answer.body)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    def _route(self) -> tuple[str, _Answer]:
        """The absolute URL that was asked for, and what it gets."""
        by_proxy = not self.path.startswith("/")
        try:
            target = urlsplit(self.path if by_proxy else f"http://{self.headers.get('Host', '')}{self.path}")
            host = (target.hostname or "").lower()
        except ValueError:
            return self.path, _Answer(HTTPStatus.BAD_REQUEST, b"bad URL\n")
        path = target.path or "/"
        if host in _LOOPBACK:
            host, _, path = path[1:].partition("/")
            path = f"/{path}"
            if not host:
                return target.geturl(), _index(self.server.hosts)
        url = f"http://{host}{path}" + (f"?{target.query}" if target.query else "")
        if host not in self.server.hosts:
            status = HTTPStatus.BAD_GATEWAY if by_proxy else HTTPStatus.NOT_FOUND
            return url, _Answer(status, b"no such host in the newsroom\n")
        return url, _find(self.server.site, host, path)

    def _is_fresh(self, answer: _Answer) -> bool:
        """Whether the client holds these bytes; an ETag outranks a date (RFC 9110)."""
        if answer.status != HTTPStatus.OK:
            return False
        if held := self.headers.get("If-None-Match"):
            tags = {tag.strip().removeprefix("W/") for tag in held.split(",")}
            return not tags.isdisjoint({"*", answer.etag})
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", "")).timestamp()
        except ValueError:
            return False
        return answer.modified <= since

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Quiet: `Newsroom.requests` is the log."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, site: Path, port: int) -> None:
        self.site = site
        self.hosts = frozenset(folder.name for folder in site.iterdir() if folder.is_dir())
        self.served: list[tuple[str, str, int]] = []
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""


class Newsroom:
    """The newsroom, bound to a port from the start and served while the context is open.

    Attributes:
        url: `http://127.0.0.1:PORT`, without a trailing slash; also the address to use as a proxy.
    """

    def __init__(self, site: Path = SITE, port: int = 0) -> None:
        """Binds, and raises `BadInputError` if there is no such site or the port cannot be had; 0 is a free one."""
        if not site.is_dir():
            raise BadInputError(f"{site} is no folder: expected the newsroom's site, one folder per host")
        try:
            self._server = _Server(site, port)
        except (OSError, OverflowError) as error:
            raise BadInputError(f"port {port} of 127.0.0.1 cannot be had: {error}") from None
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def requests(self) -> list[tuple[str, str, int]]:
        """What was served so far: method, absolute URL, status; a copy."""
        return list(self._server.served)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def main() -> int:
    """`python -m dagster_project.demo.newsroom [--port N]`."""
    parser = argparse.ArgumentParser(prog="python -m dagster_project.demo.newsroom")
    parser.add_argument("--port", type=int, default=0, help="port of 127.0.0.1 (default: a free one)")
    try:
        with Newsroom(port=parser.parse_args().port) as newsroom, suppress(KeyboardInterrupt):
            print(f"Newsroom on {newsroom.url}/", flush=True)  # noqa: T201 - the one line that callers read
            threading.Event().wait()
    except BadInputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
