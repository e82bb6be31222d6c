"""DuckDB: schema, partition writes, publishing. All SQL of Naba is here."""

from pipelines.warehouse.database.connection import session
from pipelines.warehouse.database.locks import day_locked, locked
from pipelines.warehouse.publish import PublishReport, is_published, open_database, publish, published, query

__all__ = [
    "PublishReport",
    "day_locked",
    "is_published",
    "locked",
    "open_database",
    "publish",
    "published",
    "query",
    "session",
]
