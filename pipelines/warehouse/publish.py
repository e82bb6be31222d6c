"""Publishing: bringing what people query up to what was written."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import duckdb

from pipelines.errors import BadInputError, BrokenRuleError
from pipelines.locks import insist_on_locks, locked
from pipelines.settings import Settings
from pipelines.warehouse.checks import BLOCKING
from pipelines.warehouse.database.connection import session, store_of, transact
from pipelines.warehouse.database.store import Store, again_after_lost_races
from pipelines.warehouse.sql import read_sql
from pipelines.warehouse.write.summarising import is_more_than_a_step, summarise_days, summarise_step

# Attempts to fetch alone publish nothing, as each hour has some. But where no source brings anything new any more,
# `source_health` has to say so: a source is silent after six hours at least.
_HEALTH_AFTER = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What publishing did.

    Attributes:
        database: what was published, as messages show it.
        copied: false where what was published was up to date.
        bytes: its size.
    """

    database: str
    copied: bool
    bytes: int


def publish(settings: Settings) -> PublishReport:
    """Brings what is published up to what was written.

    What breaks a blocking rule is not published, nor is less than what is published: readers keep what they have.

    Raises:
        BrokenRuleError: a blocking rule does not hold of the database, or it is older than what is published, or does
            not know all of its days.
        StorageError: the data folder can't be written.
    """
    store = store_of(settings)
    with locked(settings, "publish"):
        with session(settings) as connection:
            written = _state(connection)
            is_much = is_more_than_a_step(connection)
        shown = _published_state(store)
        if shown is not None:
            _insist_on_no_loss(store.name, shown, written)
        behind = (
            shown is None
            or shown.version != written.version
            or written.newest_fetch - shown.newest_fetch >= _HEALTH_AFTER
            or not store.published_is_intact()
        )
        if behind:
            while is_much:
                is_much = transact(settings, _step_ahead)
            again_after_lost_races(
                lambda: store.publish(lambda: locked(settings, "write"), summarise_days, _complete)
            )
        return PublishReport(store.name, copied=behind, bytes=store.published_bytes())


def _step_ahead(connection: duckdb.DuckDBPyConnection) -> bool:
    """Summarises some days for good; whether more are left than publishing does by itself. Readers see nothing of it yet."""
    summarise_step(connection)
    return is_more_than_a_step(connection)


def _complete(connection: duckdb.DuckDBPyConnection) -> None:
    """Insists on the blocking rules, lists the sources, and insists on the locks."""
    for rule in BLOCKING:
        offenders = rule.offenders_in(connection)
        if offenders:
            day, offender = offenders[0]
            raise BrokenRuleError(
                f"not published: {len(offenders)} against {rule.table}.{rule.name}, such as {offender} "
                f"of {day}; readers keep what they have. Rebuild that day"
            )
    connection.execute(read_sql("summaries"))
    insist_on_locks()


@dataclass(frozen=True, slots=True)
class _State:
    """Which state of which database it is, the days that it knows, those of them with articles, and the newest fetch."""

    lineage: str | None
    generation: int
    known: frozenset[date]
    filled: frozenset[date]
    newest_fetch: datetime

    @property
    def version(self) -> tuple[str | None, int]:
        return self.lineage, self.generation


def _insist_on_no_loss(name: str, shown: _State, written: _State) -> None:
    if written.lineage == shown.lineage and written.generation < shown.generation:
        raise BrokenRuleError(
            f"{name}: not published: the private database is an older state of it (generation {written.generation}, "
            f"published is {shown.generation}); readers keep what they have. Delete the private database, then "
            "`naba rebuild` makes all of it from the archive"
        )
    lost = sorted(shown.filled - written.known)
    if lost:
        raise BrokenRuleError(
            f"{name}: not published: {len(lost)} days of it are unknown to the private database, from {lost[0]} to "
            f"{lost[-1]}; readers keep what they have. `naba rebuild --from {lost[0]}` makes them from the archive"
        )


def _published_state(store: Store) -> _State | None:
    """What is published; None where nothing is, or where it is damaged or not of Naba."""
    try:
        with store.open_published() as connection:
            return _state(connection)
    except (BadInputError, duckdb.Error):
        return None


def _state(connection: duckdb.DuckDBPyConnection) -> _State:
    [(generation,)] = connection.execute("SELECT generation FROM meta").fetchall()
    # What a Naba before schema 7 published has no lineage.
    has_lineage = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE table_name = 'lineage' AND database_name = current_database()"
    ).fetchall()
    lineage = connection.execute("SELECT id FROM lineage").fetchall()[0][0] if has_lineage else None
    days = connection.execute("SELECT day, articles FROM days").fetchall()
    [(newest,)] = connection.execute("SELECT max(fetched_at) FROM fetches").fetchall()
    return _State(
        lineage,
        generation,
        frozenset(day for day, _ in days),
        frozenset(day for day, articles in days if articles),
        newest or datetime.min.replace(tzinfo=UTC),
    )
