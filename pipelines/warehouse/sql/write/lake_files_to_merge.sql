-- How many files a lake has beyond one for each table, or for each day of a table that is kept by day; and files that say which rows
-- of another are gone. {catalogue} is what DuckLake calls the lake's own tables.

SELECT
    (
        SELECT count(*) - count(DISTINCT (table_id, coalesce(partition_value, '')))
        FROM {catalogue}.ducklake_data_file
        LEFT JOIN {catalogue}.ducklake_file_partition_value USING (data_file_id, table_id)
        WHERE end_snapshot IS NULL
    )
    + (SELECT count(*) FROM {catalogue}.ducklake_delete_file WHERE end_snapshot IS NULL);
