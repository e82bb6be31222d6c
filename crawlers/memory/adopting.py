"""`naba state adopt`: what crawls of one machine remember, moved into the Postgres of several, each table compared."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from crawlers.clock import utc_now
from crawlers.memory import list_state
from crawlers.memory.archive_place import insist_on_one_archive
from crawlers.memory.crawl_state import VERSION, living_runs
from crawlers.memory.database import Database, Row, Table
from crawlers.memory.opening import open_ledger, open_state, open_subscriptions, postgres_part
from crawlers.memory.postgres_schema import storable
from crawlers.memory.subscriptions import SUBSCRIPTIONS
from pipelines.errors import BadInputError, BrokenRuleError, BusyError
from pipelines.settings import Settings, state_of

_ROWS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class AdoptedTable:
    """A table of the shared state that holds what the file's does.

    Attributes:
        table: its name.
        rows: how many.
        moved: how many of them this call has moved; the others were there.
    """

    table: str
    rows: int
    moved: int


def adopt(
    settings: Settings, uri: str, log: Callable[[str], None], now: Callable[[], datetime] = utc_now
) -> list[AdoptedTable]:
    """Moves what crawls of the data folder remember into a shared state; the files stay as they are.

    Crawl state and subscriptions are compared row by row. Of the ledger, only who wants to be left alone is moved. Killed
    at any moment, the next call goes on where it was. No crawl goes on meanwhile.

    Args:
        settings: whose files.
        uri: `postgres:…`.
        log: gets a line a table.
        now: the clock, in UTC.

    Raises:
        BadInputError: there is no crawl state in a file, or the shared state is of another archive.
        BrokenRuleError: the shared state holds something that the files do not; nothing is changed.
        BusyError: a crawl is under way, or Postgres does not answer.
        StorageError: a file or the Postgres cannot be used.
    """
    files = replace(settings, state=None)
    shared = replace(settings, state=state_of(uri))
    if not files.crawl_state.exists():
        raise BadInputError(f"{files.crawl_state}: there is no crawl state in a file to move")
    with ExitStack() as stack:
        ours = stack.enter_context(open_state(files)).database
        theirs = stack.enter_context(postgres_part(shared, "crawl"))
        pairs = [(ours, theirs, table) for table in list_state.TABLES]
        if files.subscriptions.exists():
            hubs = stack.enter_context(open_subscriptions(files)).database
            pairs.append((hubs, stack.enter_context(postgres_part(shared, "hubs")), SUBSCRIPTIONS))
        for _, target, table in pairs:
            with target.transaction("tables"):
                target.make(table)
        insist_on_one_archive(theirs, settings.archive)
        for database in (ours, theirs):
            stack.enter_context(database.lock("recovery"))
            _insist_on_no_crawl(database)
        for source, target, table in pairs:
            _insist_on_nothing_else(source, target, table)
        adopted = []
        for source, target, table in pairs:
            adopted.append(_adopt_table(source, target, table))
            log(f"{table.name}: {adopted[-1].rows} rows, {adopted[-1].moved} of them moved now")
        # From here on it counts as made; a crawl that comes before makes it anew from the archive.
        theirs.set_version(VERSION)
    _adopt_holds(files, shared, now().timestamp())
    return adopted


def _insist_on_no_crawl(database: Database) -> None:
    if living := living_runs(database):
        raise BusyError(
            f"{database.name}: the crawl {living[0]} is under way: end it, or wait for it, and try again"
        )


def _insist_on_nothing_else(source: Database, target: Database, table: Table) -> None:
    foreign = sum(ours is None for ours, _ in _differences(source, target, table))
    if foreign:
        raise BrokenRuleError(
            f"{target.name}: not moved: {foreign} rows of its table {table.name} are not in {source.name}: it is "
            "another's state, or was used since it was moved; name another database"
        )


def _adopt_table(source: Database, target: Database, table: Table) -> AdoptedTable:
    moved = 0
    with target.transaction("tables"):
        missing = (ours for ours, theirs in _differences(source, target, table) if ours is not None)
        while rows := list(islice(missing, _ROWS_AT_ONCE)):
            target.insert_new(table, rows)
            moved += len(rows)
        if any(_differences(source, target, table)):
            raise BrokenRuleError(
                f"{target.name}: its table {table.name} is not what {source.name} holds after it was moved"
            )
        [(rows_there,)] = target.select(f"SELECT count(*) FROM {table.name}")  # noqa: S608  our own names
    return AdoptedTable(table.name, rows_there, moved)


def _adopt_holds(files: Settings, shared: Settings, now: float) -> None:
    """Moves until when domains asked to be left alone; a longer time stays."""
    if not files.politeness.exists():
        return
    with open_ledger(files) as ours, open_ledger(shared) as theirs:
        for domain, until in ours.holds(now).items():
            theirs.hold(domain, until, now)


def _differences(source: Database, target: Database, table: Table) -> Iterator[tuple[Row | None, Row | None]]:
    """Rows of a table that only one of two databases has, in the order of the key: (ours, None) or (None, theirs).

    Where both have the key with other values, the row of the target alone: that is not to be changed.
    """
    size = len(table.key)
    ours, theirs = (_keyed(database, table) for database in (source, target))
    one, other = next(ours, None), next(theirs, None)
    while one or other:
        if other is None or (one is not None and one[:size] < other[:size]):
            yield one, None
            one = next(ours, None)
        elif one is None or other[:size] < one[:size]:
            yield None, other
            other = next(theirs, None)
        else:
            if one != other:
                yield None, other
            one, other = next(ours, None), next(theirs, None)


def _keyed(database: Database, table: Table) -> Iterator[Row]:
    """A table's rows with the columns of the key first, as Postgres would hold them."""
    return (tuple(storable(row)) for row in database.rows_of(table))
