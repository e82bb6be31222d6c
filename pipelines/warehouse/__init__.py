"""DuckDB: schema, partition writes, publishing. All SQL of Naba is here."""

from pipelines.warehouse.connection import locked, session
from pipelines.warehouse.publish import PublishReport, open_database, publish, published, query

__all__ = ["PublishReport", "locked", "open_database", "publish", "published", "query", "session"]
