-- Tables and views of the database in use, and what they hold.
SELECT name, meaning
FROM (
    SELECT database_name, schema_name, table_name AS name, comment AS meaning FROM duckdb_tables() WHERE NOT internal
    UNION ALL
    SELECT database_name, schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal
)
WHERE database_name = current_database() AND schema_name = current_schema()
ORDER BY name
