"""Each query of docs/queries.md on the demo's database gives what the document shows.

Run as a script with the demo's database, it writes the outputs anew.
"""

import re
import sys
from pathlib import Path

import pytest

from dagster_project.assets.metadata import markdown_table
from pipelines.settings import REPOSITORY
from pipelines.warehouse import open_database

DOCUMENT = REPOSITORY / "docs" / "queries.md"
SECTION = re.compile(
    r"(?P<head>^## (?P<title>.+?)\n.*?^```sql\n(?P<sql>.*?)^```\n)(?P<output>\n?(?:^\|[^\n]*\n)*)",
    re.MULTILINE | re.DOTALL,
)
SECTIONS = [match.groupdict() for match in SECTION.finditer(DOCUMENT.read_text(encoding="utf-8"))]


def answer(database, sql):
    """As the document shows it."""
    with open_database(database) as connection:
        result = connection.execute(sql)
        return markdown_table([column[0] for column in result.description], result.fetchall()).value


def test_there_are_fifteen():
    assert [section["title"].split(".")[0] for section in SECTIONS] == [
        str(number) for number in range(1, 16)
    ]


@pytest.mark.parametrize("section", SECTIONS, ids=[section["title"] for section in SECTIONS])
def test_the_output_is_that_of_the_demo(demo, section):
    shown = answer(demo[0] / "naba.duckdb", section["sql"])
    assert shown == section["output"].strip()
    assert shown.count("\n") > 1  # a query without rows shows nothing


if __name__ == "__main__":
    text = SECTION.sub(
        lambda match: f"{match['head']}\n{answer(Path(sys.argv[1]), match['sql'])}\n",
        DOCUMENT.read_text(encoding="utf-8"),
    )
    DOCUMENT.write_text(text, encoding="utf-8")
