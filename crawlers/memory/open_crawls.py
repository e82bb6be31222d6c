"""Which crawls of several machines are under way, and what is left of each, so that others can join."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from crawlers.memory.crawl_state import living_runs
from crawlers.memory.database import Database, Table
from crawlers.rules.targets import Window

CRAWLED = Table(
    "crawled",
    (
        # Of what.
        "days TEXT",
        "source_id TEXT",
        "run_id TEXT NOT NULL",
        # None while it is under way, or for ever where the crawl died.
        "report TEXT",
        # By the clock of who crawls, to clear up by.
        "noted_at TEXT NOT NULL",
    ),
    ("days", "source_id"),
)
"""What became of each source of the last days' crawls."""
CRAWLS = Table(
    "crawls",
    (
        "run_id TEXT",
        "what TEXT NOT NULL",
        "sources TEXT NOT NULL",
        # The crawl that it helps, None of one that was asked for.
        "joins TEXT",
        "noted_at TEXT NOT NULL",
    ),
    ("run_id",),
)
"""What the last days' crawls were after."""

# Longer than any crawl goes on.
_KEPT = timedelta(days=3)
_WINDOW = TypeAdapter(Window)


@dataclass(frozen=True, slots=True)
class OpenCrawl:
    """A crawl that is under way on some machine.

    Attributes:
        run_id: its id.
        window: what it is after.
        left: the sources that are not done.
    """

    run_id: str
    window: Window
    left: tuple[str, ...]


def announce(
    database: Database,
    run_id: str,
    window: Window,
    sources: Iterable[str],
    *,
    joins: str | None,
    at: datetime,
) -> None:
    """Lets others know of a crawl that begins, and forgets those of long ago."""
    with database.transaction("tables"):
        for table in (CRAWLED, CRAWLS):
            database.make(table)
            database.execute(f"DELETE FROM {table.name} WHERE noted_at < ?", ((at - _KEPT).isoformat(),))  # noqa: S608  our own names
    what = _WINDOW.dump_json(window).decode()
    database.upsert(CRAWLS, (run_id, what, json.dumps(sorted(sources)), joins, at.isoformat()))


def open_crawls(database: Database) -> list[OpenCrawl]:
    """The crawls that were asked for and have something left."""
    with database.transaction("tables"):
        database.make(CRAWLED)
        database.make(CRAWLS)
    found = []
    for run_id in living_runs(database):
        rows = database.select(
            "SELECT what, sources FROM crawls WHERE run_id = ? AND joins IS NULL", (run_id,)
        )
        for what, sources in rows:
            done = database.select(
                "SELECT source_id FROM crawled WHERE report IS NOT NULL "
                "AND (run_id = ? OR run_id IN (SELECT run_id FROM crawls WHERE joins = ?))",
                (run_id, run_id),
            )
            left = set(json.loads(sources)) - {source_id for (source_id,) in done}
            if left:
                found.append(OpenCrawl(run_id, _WINDOW.validate_json(what), tuple(sorted(left))))
    return found
