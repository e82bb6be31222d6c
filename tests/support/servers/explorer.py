"""The story explorer, served in this process."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from pipelines.web.app import build_app


@contextmanager
def served_explorer(database: Path) -> Iterator[str]:
    """Serves the explorer of a published database on a free port; gives its address."""
    server = uvicorn.Server(
        uvicorn.Config(build_app(database, ["127.0.0.1"]), port=0, log_level="warning", ws="none")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the explorer did not start")
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
