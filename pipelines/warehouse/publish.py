"""Publishing: bringing what people query up to what was written."""

from dataclasses import dataclass
from typing import Any

import duckdb

from pipelines.errors import BadInputError, BrokenRuleError
from pipelines.settings import Settings
from pipelines.warehouse.checks import BLOCKING
from pipelines.warehouse.database.connection import published, session, store_of
from pipelines.warehouse.database.locks import locked
from pipelines.warehouse.database.store import Store
from pipelines.warehouse.sql import read_sql


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

    What breaks a blocking rule is not published: readers keep what they have.

    Raises:
        BrokenRuleError: a blocking rule does not hold of the database.
        StorageError: the data folder can't be written.
    """
    store = store_of(settings)
    with locked(settings, "publish"):
        with session(settings) as connection:
            written = _generation(connection)
        behind = _published_generation(store) != written
        if behind:
            store.publish(lambda: locked(settings, "write"), _complete)
        return PublishReport(store.name, copied=behind, bytes=store.published_bytes())


def query(settings: Settings, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of any statement on the published database, read-only.

    Raises:
        BadInputError: there is no database, or DuckDB refuses the statement; with its first line.
    """
    with published(settings) as connection:
        try:
            result = connection.execute(sql)
            return [column[0] for column in result.description or ()], result.fetchall()
        except duckdb.Error as error:
            raise BadInputError(str(error).splitlines()[0]) from None


def _complete(connection: duckdb.DuckDBPyConnection) -> None:
    """Insists on the blocking rules, and makes the tables of summaries.sql."""
    for rule in BLOCKING:
        offenders = rule.offenders_in(connection)
        if offenders:
            day, offender = offenders[0]
            raise BrokenRuleError(
                f"not published: {len(offenders)} against {rule.table}.{rule.name}, such as {offender} "
                f"of {day}; readers keep what they have. Rebuild that day"
            )
    connection.execute(read_sql("summaries"))


def _published_generation(store: Store) -> int | None:
    """The generation that is published; None where nothing is, or where it is damaged or not of Naba."""
    try:
        with store.open_published() as connection:
            return _generation(connection)
    except (BadInputError, duckdb.Error):
        return None


def _generation(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute("SELECT generation FROM meta").fetchall()[0][0])
