"""Writing which groups tell the same event: links, events, and what they were made of, a day at a time."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

import duckdb

from pipelines.warehouse.write.partitions import derived_changed
from pipelines.warehouse.write.rows import Row, insert

_TABLES = ("group_links", "event_groups", "related_days")


def replace_related(
    connection: duckdb.DuckDBPyConnection,
    signatures: Mapping[date, str],
    links: Iterable[Row],
    events: Iterable[Row],
    gone: Collection[date] = (),
) -> None:
    """Replaces the links and events of some days.

    Args:
        connection: inside a transaction.
        signatures: of each of the days, what its rows were made of.
        links: rows of `group_links`.
        events: rows of `event_groups`.
        gone: days that have no groups any more.
    """
    days = [*signatures, *gone]
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table} WHERE day IN (SELECT unnest($days))", {"days": days})  # noqa: S608 - our own names
    insert(connection, "group_links", links)
    insert(connection, "event_groups", events)
    insert(
        connection,
        "related_days",
        ({"day": day, "signature": signature} for day, signature in signatures.items()),
    )
    derived_changed(connection)
