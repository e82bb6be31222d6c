"""DuckDB: schema, partition writes, publishing. All SQL of Naba is here."""

from pipelines.warehouse.database.connection import (
    asked,
    failures_told,
    forbid_files,
    is_published,
    open_database,
    published,
    session,
    transact,
)
from pipelines.warehouse.database.file_store import STORAGE_VERSION
from pipelines.warehouse.publish import PublishReport, publish

__all__ = [
    "STORAGE_VERSION",
    "PublishReport",
    "asked",
    "failures_told",
    "forbid_files",
    "is_published",
    "open_database",
    "publish",
    "published",
    "session",
    "transact",
]
