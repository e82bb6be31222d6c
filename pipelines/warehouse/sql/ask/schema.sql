-- Columns of one table or view ($1), or of all where that is NULL: table, name, type, meaning.
SELECT table_name, column_name, data_type, comment
FROM duckdb_columns()
WHERE
    NOT internal AND database_name = current_database() AND schema_name = current_schema()
    AND ($1 IS NULL OR table_name = $1)
ORDER BY table_name, column_index
