"""The proxy behind which every host has a mood of its own."""

import socketserver
import threading
import time
from contextlib import contextmanager, suppress
from typing import Any

from tests.support.servers.broken_publishers import FEED, PAGE, Mood, Piece, answer


class _Handler(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        parts = self.rfile.readline(65536).decode("latin-1").split()
        head = b""
        while (line := self.rfile.readline(65536)) not in {b"\r\n", b""}:
            head += line.lower()
        if len(parts) != 3:
            return
        host, _, path = parts[1].removeprefix("http://").partition("/")
        self.server.asked.append((host, f"/{path}"))
        if b"\ncookie:" in head:
            self.server.cookies.append(host)
        with suppress(OSError):
            for piece in self.server.find(host.removesuffix(".example"), f"/{path}".partition("?")[0]):
                self._send(piece)

    def _send(self, piece: Piece) -> None:
        if isinstance(piece, float):
            time.sleep(piece)
        elif isinstance(piece, bytes):
            self.wfile.write(piece)
        else:
            for _ in range(1000):  # 64 MB
                self.wfile.write(b"x" * 65536)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    block_on_close = False
    request_queue_size = 200

    def __init__(self, moods: dict[str, Mood]) -> None:
        self.moods = moods
        self.asked: list[tuple[str, str]] = []
        self.cookies: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    def find(self, name: str, path: str) -> list[Piece]:
        if name not in self.moods:
            return answer(status="502 No such host")
        usual = {"/feed.xml": answer(FEED), "/a": answer(PAGE, Content_Type="text/html")}
        return self.moods[name].pages.get(path) or (
            usual.get(path) or answer(status="404 Not Found") if path not in self.moods[name].pages else []
        )

    def handle_error(self, *_: object) -> None:
        pass  # a client that has enough goes away


@contextmanager
def moody_server(moods: dict[str, Mood]) -> Any:
    with _Server(moods) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()
