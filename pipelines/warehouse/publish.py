"""What is published: what people query, at any moment.

It is a whole file that is renamed over the old one, or a snapshot of a DuckLake. Whoever has the old one open keeps
reading it; whoever opens it now gets the new one; nobody waits and nothing waits for them.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.errors import BadInputError, BrokenRuleError, StorageError
from pipelines.settings import Settings, database_of
from pipelines.warehouse.checks import BLOCKING
from pipelines.warehouse.database.connection import STORAGE_VERSION, connected, database_file, session
from pipelines.warehouse.database.lake import (
    lake_bytes,
    last_published,
    mark_published,
    open_lake,
    tidy,
    without_password,
)
from pipelines.warehouse.database.locks import locked
from pipelines.warehouse.database.schema import read_sql


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
    database = settings.database
    with locked(settings, "publish"):
        if isinstance(database, Path):
            return _publish_file(settings, database)
        return _publish_snapshot(settings)


def _publish_file(settings: Settings, target: Path) -> PublishReport:
    """Writers wait for the copy only, not for its checks."""
    # Always the same name, under the lock: what a killed publisher left is found.
    temporary = target.with_name(f".{target.name}.publishing")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{target.parent}: can't make the folder: {error.strerror or error}") from None
    _remove(temporary)
    try:
        copied = _copy_if_newer(settings, target, temporary)
        if copied:
            _complete(temporary)
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
            # A client that opened it for writing would leave a log that does not fit the next copy.
            temporary.chmod(0o444)
            target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
            temporary.replace(target)
    finally:
        _remove(temporary)
    return PublishReport(str(target), copied=copied, bytes=target.stat().st_size)


def _publish_snapshot(settings: Settings) -> PublishReport:
    with connected(settings) as connection:
        connection.execute("BEGIN TRANSACTION")
        generation = _generation(connection)
        published = last_published(connection)
        newer = published is None or published.generation != generation
        if newer:
            _insist_on_rules(connection)
            connection.execute(read_sql("summaries"))
            mark_published(connection, generation)
        connection.execute("COMMIT")
        if newer:
            tidy(connection)
        return PublishReport(without_password(settings.database), copied=newer, bytes=lake_bytes(connection))


def _remove(file: Path) -> None:
    """A copy, and its log: a killed publisher's would not fit the next copy."""
    file.unlink(missing_ok=True)
    file.with_name(f"{file.name}.wal").unlink(missing_ok=True)


def _complete(file: Path) -> None:
    """Looks after the rules, and makes the tables of summaries.sql, in a copy that nobody else has open."""
    with duckdb.connect(str(file), config={"storage_compatibility_version": STORAGE_VERSION}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")
        _insist_on_rules(connection)
        connection.execute(read_sql("summaries"))
        connection.execute("CHECKPOINT")


@contextmanager
def published(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published database, read-only.

    Raises:
        BadInputError: there is none yet.
    """
    with open_database(settings.database) as connection:
        yield connection


def is_published(settings: Settings) -> bool:
    """Whether there is anything to read yet.

    Raises:
        StorageError: the DuckLake's catalogue does not answer.
    """
    if isinstance(settings.database, Path):
        return settings.database.exists()
    try:
        open_lake(settings.database).close()
    except BadInputError:
        return False
    return True


def open_database(database: str | Path | None = None) -> duckdb.DuckDBPyConnection:
    """A published database, read-only, times in UTC: as it is now, also once the next one is published.

    Use it in a `with` statement, or close it.

    Args:
        database: a file or the URI of a DuckLake; None for the one that the environment names (`NABA_DATABASE`,
            else the file in `NABA_DATA`).

    Raises:
        BadInputError: there is no such database, or none that this DuckDB can read.
        StorageError: the DuckLake's catalogue does not answer.
    """
    database = Settings.from_environment().database if database is None else database_of(str(database))
    connection = _open_file(database) if isinstance(database, Path) else open_lake(database)
    connection.execute("SET TimeZone = 'UTC'")
    # It would stand between the lines of whoever prints what came of a long statement.
    connection.execute("SET enable_progress_bar = false")
    return connection


def _open_file(file: Path) -> duckdb.DuckDBPyConnection:
    # DuckDB opens the path several times, and 2.0.0 reads the headers from one opening and the rest from another:
    # what was replaced in between is opened again.
    while True:
        identity = _identity(file)
        try:
            connection = duckdb.connect(str(file), read_only=True)
        except duckdb.Error as error:
            if identity == _identity(file):
                raise BadInputError(f"{file}: {str(error).splitlines()[0]}") from None
        else:
            if identity == _identity(file):
                return connection
            connection.close()


def _identity(file: Path) -> tuple[int, int]:
    try:
        facts = file.stat()
    except FileNotFoundError:
        raise BadInputError(f"{file}: no database yet; `naba demo` or `naba run` makes one") from None
    return facts.st_ino, facts.st_mtime_ns


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


def _copy_if_newer(settings: Settings, target: Path, temporary: Path) -> bool:
    """Copies the private database, at rest, unless the published one is of the same generation."""
    with session(settings) as connection:
        generation = _generation(connection)
    if _published_generation(target) == generation:
        return False
    with locked(settings, "write"):
        source = database_file(settings)
        with duckdb.connect(str(source)) as connection:
            # Everything into the one file; nothing is left beside it.
            connection.execute("CHECKPOINT")
        _copy(source, temporary)
    return True


def _copy(source: Path, target: Path) -> None:
    """Copies a file; where the file system shares blocks (Btrfs, XFS), without copying a byte."""
    if not hasattr(os, "copy_file_range"):
        shutil.copyfile(source, target)
        return
    with source.open("rb") as old, target.open("wb") as new:
        rest = os.fstat(old.fileno()).st_size
        try:
            while rest:
                rest -= os.copy_file_range(old.fileno(), new.fileno(), rest)
        except OSError:  # between two file systems, or one that cannot
            shutil.copyfile(source, target)


def _insist_on_rules(connection: duckdb.DuckDBPyConnection) -> None:
    for rule in BLOCKING:
        offenders = rule.offenders_in(connection)
        if offenders:
            day, offender = offenders[0]
            raise BrokenRuleError(
                f"not published: {len(offenders)} against {rule.table}.{rule.name}, such as {offender} "
                f"of {day}; readers keep what they have. Rebuild that day"
            )


def _published_generation(file: Path) -> int | None:
    if not file.exists():
        return None
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            return _generation(connection)
    except duckdb.Error:
        return None  # damaged, or foreign: replace it


def _generation(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute("SELECT generation FROM meta").fetchall()[0][0])
