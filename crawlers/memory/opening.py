"""What crawls remember, where the settings say: in SQLite files of the data folder, or in the Postgres of several machines."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from crawlers.memory.crawl_state import CrawlState
from crawlers.memory.database import Database
from crawlers.memory.domain_ledger import Ledger
from crawlers.memory.postgres_schema import PostgresSchema
from crawlers.memory.sqlite_file import SqliteFile
from crawlers.memory.subscriptions import Subscriptions
from pipelines.settings import Settings


@contextmanager
def open_state(settings: Settings) -> Iterator[CrawlState]:
    """The crawl state; made anew from the archive where there is none.

    Raises:
        BadInputError, StorageError: it cannot be used.
    """
    file = SqliteFile(settings.crawl_state, "move it away: it is made anew from the archive")
    with _database(settings, "crawl", file) as database:
        yield CrawlState(database, settings.archive)


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


def _database(settings: Settings, part: Literal["crawl", "politeness", "hubs"], file: SqliteFile) -> Database:
    return file if settings.state is None else PostgresSchema(settings.state, part)
