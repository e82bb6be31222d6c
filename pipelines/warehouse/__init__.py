"""DuckDB: schema, partition writes, publishing. All SQL of Naba is here."""

from pipelines.warehouse.database.connection import (
    forbid_files,
    is_published,
    open_database,
    published,
    session,
    transact,
)
from pipelines.warehouse.database.file_store import STORAGE_VERSION
from pipelines.warehouse.database.locks import day_locked, locked
from pipelines.warehouse.database.naming import shown_name
from pipelines.warehouse.publish import PublishReport, publish

__all__ = [
    "STORAGE_VERSION",
    "PublishReport",
    "day_locked",
    "forbid_files",
    "is_published",
    "locked",
    "open_database",
    "publish",
    "published",
    "session",
    "shown_name",
    "transact",
]
