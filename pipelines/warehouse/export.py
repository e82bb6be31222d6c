"""Files of the deduplicated stories, for those who work with other programs."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import duckdb

from pipelines.errors import BadInputError, StorageError, reason_of
from pipelines.files.spreadsheets import FORMULA_STARTS, TEXT_MARK
from pipelines.files.whole import is_stream, written_whole
from pipelines.warehouse.ask.rows import Row
from pipelines.warehouse.database.connection import open_database
from pipelines.warehouse.sql import quoted, read_sql

Format = Literal["parquet", "csv", "jsonl", "hf"]
FORMATS: tuple[Format, ...] = get_args(Format)

_OPTIONS: dict[Format, str] = {
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "csv": "FORMAT csv, HEADER",
    "jsonl": "FORMAT json",
    "hf": "FORMAT parquet, COMPRESSION zstd",
}
_LIST_COLUMNS = {
    "group_id": "VARCHAR",
    "first_published_at": "TIMESTAMPTZ",
    "last_published_at": "TIMESTAMPTZ",
    "title": "VARCHAR",
    "language": "VARCHAR",
    "source": "VARCHAR",
    "copies": "INTEGER",
    "outlets": "VARCHAR[]",
    "url": "VARCHAR",
}
_LISTED = ", ".join(f"{name} {type_}" for name, type_ in _LIST_COLUMNS.items())
# What `exported` is written as, where not as it is. JSON has no times: DuckDB would write `2026-03-01 09:30:00+00`, which
# neither JavaScript nor DuckDB itself reads as one.
_ROWS: dict[Format, str] = {
    "csv": read_sql("ask/export_csv"),
    "jsonl": "SELECT * REPLACE (strftime(first_published_at, '%Y-%m-%dT%H:%M:%SZ') AS first_published_at) FROM exported",
}
# `plain_cell` in SQL.
_PLAIN = f"""
CREATE TEMP MACRO plain(value) AS CASE
    WHEN value != '' AND contains({quoted(FORMULA_STARTS)}, left(value, 1)) THEN {quoted(TEXT_MARK)} || value
    ELSE value
END
"""
# The folder's README, which tells the Hub and `datasets` where the data is.
_CARD = """---
configs:
- config_name: default
  data_files:
  - split: train
    path: data/train.parquet
---
News stories from {first} to {last}, each once: `body` is its canonical text, `republications` all its copies with their
addresses, how much later they came, and the evidence. Made by Naba.
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        file: the file, or the folder of a dataset.
        stories: rows in it.
        bytes: size of the data.
    """

    file: Path
    stories: int
    bytes: int


def export(database: Path | str, output: Path, first: date, last: date, form: Format) -> Exported:
    """Writes the stories of some days, one row a story with its copies, and nothing else of the days.

    Args:
        database: the published file, or the URI of a DuckLake.
        output: the file; for `hf` a folder, which `datasets.load_dataset` reads. It takes its name once it is whole.
        first: first day of publication, UTC.
        last: last one, included.
        form: one of `FORMATS`.

    Raises:
        BadInputError: there is no database, first comes after last, or the output is a pipe or a device.
        StorageError: the file can't be written.
    """
    if first > last:
        raise BadInputError(f"--from {first} is after --to {last}")
    if is_stream(output):
        raise BadInputError(f"{output} is a pipe or a device: name a file, or use `naba sql --json`")
    file = output / "data" / "train.parquet" if form == "hf" else output
    try:
        if form == "hf":
            file.parent.mkdir(parents=True, exist_ok=True)
        elif not file.parent.is_dir():
            raise StorageError(f"{file}: no such folder: {file.parent}")
    except OSError as error:
        raise StorageError(f"{file.parent}: {reason_of(error)}") from None
    stories = _write(database, file, first, last, form)
    if form == "hf":
        with written_whole(output / "README.md") as card:
            card.write(_CARD.format(first=first, last=last))
    return Exported(output, stories, file.stat().st_size)


def _write(database: Path | str, file: Path, first: date, last: date, form: Format) -> int:
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with open_database(database) as connection:
            connection.execute(
                f"SET VARIABLE first_day = DATE '{first}'; SET VARIABLE last_day = DATE '{last}'"
            )
            connection.execute(f"CREATE TEMP VIEW exported AS {read_sql('ask/export')}")
            connection.execute(_PLAIN)
            rows = _ROWS.get(form, "FROM exported")
            written = connection.execute(
                f"COPY ({rows}) TO {quoted(str(part))} ({_OPTIONS[form]})"
            ).fetchone()
        part.replace(file)
    except (OSError, duckdb.IOException) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise StorageError(f"{file}: {reason or str(error).splitlines()[0]}") from None
    finally:
        part.unlink(missing_ok=True)
    return int(written[0]) if written else 0


def list_as_parquet(stories: Sequence[Row]) -> bytes:
    """Rows of `search.groups` as a Parquet file, in their order."""
    with tempfile.TemporaryDirectory(prefix="naba-") as folder, duckdb.connect() as connection:
        file = Path(folder) / "stories.parquet"
        connection.execute(
            f"CREATE TABLE list AS SELECT unnest($stories::STRUCT({_LISTED})[], max_depth := 2)",
            {"stories": [{name: row[name] for name in _LIST_COLUMNS} for row in stories]},
        )
        connection.execute(f"COPY list TO {quoted(str(file))} ({_OPTIONS['parquet']})")
        return file.read_bytes()
