"""Runs the story explorer, or another small application, until Ctrl-C."""

import socket
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from pipelines import warehouse
from pipelines.errors import BadInputError
from pipelines.postgres.naming import shown_name
from pipelines.web.app import build_app
from pipelines.web.metrics import Metric


def serve(
    database: Path | str,
    host: str,
    port: int,
    hosts: Collection[str] = (),
    more_metrics: Callable[[], Iterable[Metric]] = tuple,
) -> None:
    """Serves the explorer on one published database.

    Args:
        database: the published file, or the URI of a DuckLake.
        host: address to listen on; anything but loopback shows the database to whoever reaches it.
        port: 0 for any free one.
        hosts: names that it answers to, beside loopback's and `host`.
        more_metrics: as for `build_app`.

    Raises:
        BadInputError: there is no database, or the address is taken or not of this machine.
    """
    warehouse.open_database(database).close()
    app = build_app(database, [host, *hosts], more_metrics)
    serve_app(app, host, port, shown_name(database))


def serve_app(app: Starlette, host: str, port: int, name: str) -> None:
    """Serves an application until Ctrl-C, and prints where.

    Args:
        app: what answers.
        host: address to listen on.
        port: 0 for any free one.
        name: what is served, for the line that says where.

    Raises:
        BadInputError: the address is taken or not of this machine.
    """
    try:
        listening = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInputError(
            f"can't listen on {host} port {port}: {reason}; choose another with --port"
        ) from None
    shown = f"[{host}]" if ":" in host else host
    with listening:
        print(  # noqa: T201 - where to look
            f"{name} on http://{shown}:{listening.getsockname()[1]} (Ctrl-C ends it)",
            flush=True,
        )
        config = uvicorn.Config(app, log_level="warning", server_header=False, proxy_headers=False)
        # It raises the signal again that ended it; to be ended is how a server ends.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
