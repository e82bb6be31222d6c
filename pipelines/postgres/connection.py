"""Connections to the Postgres that `NABA_STATE` names, and its failures in one line."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pipelines.errors import BadInputError, BusyError, StorageError, disk_failure
from pipelines.postgres.naming import connection_string, shown_name, with_patience, without_secrets

if TYPE_CHECKING:
    import psycopg

# For the server's side of the keepalives, and against what a user's or a database's settings may say otherwise; a server of
# another version may not have all of them.
_SETTINGS = """
SELECT set_config(name, wanted, false)
FROM pg_settings
JOIN (VALUES ('tcp_keepalives_idle', '20'), ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '4'),
    ('lock_timeout', '0'), ('statement_timeout', '0'), ('idle_session_timeout', '0'),
    ('idle_in_transaction_session_timeout', '0')) AS ours (name, wanted) USING (name)
"""
# What Postgres cuts an application's name off at, in bytes.
_NAME_BYTES = 63
# Of a connection that was refused, Postgres gives no code. What waiting does not change:
_WRONG_FOR_GOOD = (
    "authentication failed",
    "no password supplied",
    "does not exist",
    "no pg_hba.conf entry",
    "permission denied",
    "certificate",
    "could not translate host name",
    "failed to resolve host",
)


def connect(uri: str, name: str) -> "psycopg.Connection[Any]":
    """A connection in which each statement is a transaction of its own, unless one is begun.

    Args:
        uri: `postgres:…`, as `NABA_STATE` has it.
        name: whose it is, for whoever looks into `pg_stat_activity`.

    Raises:
        BadInputError: psycopg is not installed, or the server does not want this user, database or connection string.
        BusyError: the server does not answer.
    """
    try:
        import psycopg  # noqa: PLC0415  only who uses it has to have it
    except ImportError:
        raise BadInputError(f"{shown_name(uri)}: install naba[postgres]: it brings psycopg") from None
    try:
        connection = psycopg.connect(
            with_patience(connection_string(uri)),
            autocommit=True,
            application_name=name.encode()[:_NAME_BYTES].decode(errors="ignore"),
        )
        connection.execute(_SETTINGS)
    except psycopg.Error as error:
        raise failure(uri, error) from None
    return connection


def failure(uri: str, error: Exception) -> StorageError | BadInputError:
    """What an error of psycopg means for the user, in one line without secrets; `BusyError` where waiting helps."""
    import psycopg  # noqa: PLC0415  it is there, as it raised

    said = without_secrets(str(error), uri)
    where = shown_name(uri)
    if found := disk_failure(error):
        return StorageError(f"{where}: {found}")
    if isinstance(error, psycopg.ProgrammingError) and error.sqlstate is None:
        return BadInputError(f"{where}: no connection string of Postgres: {said}")
    if isinstance(error, psycopg.OperationalError):
        if error.sqlstate is None and any(words in said for words in _WRONG_FOR_GOOD):
            return BadInputError(f"{where}: can't connect: {said}")
        return BusyError(f"{where}: Postgres does not answer, or has ended the connection: {said}; try again")
    return StorageError(f"{where}: cannot be used: {said}")


def close(connection: "psycopg.Connection[Any]") -> None:
    """Closes a connection, also one that is broken."""
    with suppress(Exception):
        connection.close()
