"""What crawls remember, where the settings say: in SQLite files of the data folder, or in the Postgres of several machines."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal

from crawlers.memory.crawl_state import CrawlState
from crawlers.memory.database import Database
from crawlers.memory.domain_ledger import Ledger
from crawlers.memory.postgres_schema import PostgresSchema
from crawlers.memory.source_shares import AllAtOnce, Shared, Shares
from crawlers.memory.sqlite_file import SqliteFile
from crawlers.memory.subscriptions import Subscriptions
from crawlers.rules.targets import Window
from pipelines.settings import Settings

Part = Literal["crawl", "politeness", "hubs"]


@contextmanager
def open_state(settings: Settings) -> Iterator[CrawlState]:
    """The crawl state; made anew from the archive where there is none.

    Raises:
        BadInputError, StorageError: it cannot be used.
    """
    file = SqliteFile(settings.crawl_state, "move it away: it is made anew from the archive")
    with _database(settings, "crawl", file) as database:
        yield CrawlState(database, settings.archive)


def shares_of(
    state: CrawlState,
    run_id: str,
    window: Window,
    sources: Collection[str],
    *,
    now: Callable[[], datetime],
    send: Callable[[], None],
    joins: str | None = None,
) -> Shares:
    """The sources of a crawl, handed out to it: some at a time where other machines may crawl the same days."""
    if state.database.is_shared:
        return Shared(state, run_id, window, sources, now=now, send=send, joins=joins)
    return AllAtOnce(sources)


@contextmanager
def open_ledger(settings: Settings) -> Iterator[Ledger]:
    """The ledger of domains.

    Raises:
        BadInputError, StorageError: it cannot be used.
    """
    # What a power failure loses is patience, not data.
    file = SqliteFile(settings.politeness, "delete it: it is made anew", synchronous="OFF")
    with _database(settings, "politeness", file) as database:
        yield Ledger(database)


@contextmanager
def open_subscriptions(settings: Settings) -> Iterator[Subscriptions]:
    """What hubs were asked for.

    Raises:
        BadInputError, StorageError: it cannot be used.
    """
    file = SqliteFile(settings.subscriptions, "delete it: hubs are asked anew")
    with _database(settings, "hubs", file) as database:
        yield Subscriptions(database)


def has_state(settings: Settings) -> bool:
    """Whether there may be a crawl state to look into; looking makes none in the data folder."""
    return settings.state is not None or settings.crawl_state.exists()


def postgres_part(settings: Settings, part: Part) -> PostgresSchema:
    """A part of the state that several machines share; its tables may not be there."""
    assert settings.state is not None, "no shared state"  # noqa: S101  a defect, not an input
    return PostgresSchema(settings.state, part)


def _database(settings: Settings, part: Part, file: SqliteFile) -> Database:
    return file if settings.state is None else postgres_part(settings, part)
