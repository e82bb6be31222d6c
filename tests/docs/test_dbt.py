"""The example's sources of dbt are the database's tables, columns and comments."""

import yaml

from pipelines import warehouse
from pipelines.settings import REPOSITORY

FILE = REPOSITORY / "docs" / "examples" / "dbt" / "sources.yml"


def test_the_sources_of_dbt_are_what_the_database_says(settings):
    [source] = yaml.safe_load(FILE.read_text("utf-8"))["sources"]
    with warehouse.session(settings) as connection:
        comments = connection.execute(
            """
            SELECT table_name, NULL, comment FROM duckdb_tables() UNION ALL SELECT view_name, NULL, comment FROM duckdb_views()
            UNION ALL SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal
            """
        ).fetchall()
    said = {(table, column): comment for table, column, comment in comments}
    columns = {table: {name for one, name in said if one == table and name} for table, _ in said}
    for table in source["tables"]:
        assert table["description"] == said[table["name"], None]
        assert {column["name"] for column in table["columns"]} == columns[table["name"]]
        for column in table["columns"]:
            assert column["description"] == said[table["name"], column["name"]]
    assert {"news", "sources", "stories", "articles"} <= {table["name"] for table in source["tables"]}
