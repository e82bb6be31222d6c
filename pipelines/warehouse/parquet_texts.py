"""Texts in Parquet files: which there are, a slice of them at a time, and the same rows with their groups."""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import duckdb

from pipelines.errors import BadInputError, StorageError, disk_failure, reason_of
from pipelines.warehouse.sql import quoted

NEW_COLUMNS = ("group_id", "is_canonical")
"""Columns that are added to the rows; what an input has under these names was made by an earlier call."""
_SUFFIX = ".parquet"
_TEXT = ("VARCHAR",)
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_IDS = ("VARCHAR", "UUID", *_WHOLE, *(f"U{kind}" for kind in _WHOLE))
_TIMES = ("VARCHAR", "DATE", "TIMESTAMP")
# Of each column that is read: the kinds that it may be of, in words, and whether it may be missing.
_COLUMNS = {
    "id": (_IDS, "text or whole numbers", False),
    "text": (_TEXT, "text", False),
    "published_at": (_TIMES, "dates, timestamps or ISO 8601 text", True),
}
_GROUP_COLUMNS = {"row": "BIGINT", "group_id": "VARCHAR", "is_canonical": "BOOLEAN"}
_PAIR_COLUMNS = {
    "a": "VARCHAR",
    "b": "VARCHAR",
    "hamming": "UTINYINT",
    "overlap": "DOUBLE",
    "rule": "VARCHAR",
    "reason": "VARCHAR",
}
# Bytes of text in a slice: with all that is made of it, a worker takes eleven times as much. A small corpus is cut into
# enough of them for all cores.
_SLICE_BYTES_MAX = 1 << 26
_SLICE_BYTES_MIN = 1 << 23
_SLICES = 64
# A column in which texts stand again and again has few bytes for many rows.
_SLICE_ROWS_MAX = 1 << 16
# Records that are JSON at a time.
_RECORDS_AT_ONCE = 1 << 14
# Of a connection; a slice whose other columns are larger is sorted on disk.
_MEMORY = "1GB"

_Read = TypeVar("_Read")


class Row(NamedTuple):
    """A row as it is read; what is missing is None.

    Attributes:
        row: where it stands in the slice.
        id, published_at, text: as text.
    """

    row: int
    id: str | None
    published_at: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows of a file.

    Attributes:
        file: a Parquet file.
        first: the first of the rows, from 0.
        rows: how many.
    """

    file: Path
    first: int
    rows: int


def parquet_files(inputs: Sequence[Path]) -> list[Path]:
    """The files that inputs name: themselves, and of a folder those under `data/`, as `datasets` has them, or all in it.

    Raises:
        BadInputError: there is none of that name, or a folder without Parquet files.
    """
    files: list[Path] = []
    for named in inputs:
        if not named.is_dir():
            if not named.exists():
                raise BadInputError(f"{named}: no such file")
            files.append(named)
            continue
        found = sorted((named / "data").rglob(f"*{_SUFFIX}")) or sorted(named.rglob(f"*{_SUFFIX}"))
        if not found:
            raise BadInputError(f"{named}: no *{_SUFFIX} in this folder")
        files += found
    return list(dict.fromkeys(files))


def slices_of(files: Sequence[Path], bad: list[str]) -> list[Slice]:
    """Cuts files into slices of about the same size, in their order; the same files always the same way.

    Args:
        files: Parquet files with the columns `id` and `text`, and maybe `published_at`.
        bad: takes a message for each file that is none; it is left out.
    """
    sizes = {}
    with _connection() as connection:
        for file in files:
            try:
                _check_columns(connection, file)
                groups = _row_groups(connection, file)
            except BadInputError as error:
                bad.append(str(error))
            except duckdb.Error as error:
                bad.append(f"{file}: no Parquet file, or damaged: {_said(error)}")
            else:
                sizes[file] = sum(rows for rows, _ in groups), sum(size for _, size in groups)
    total = sum(size for _, size in sizes.values())
    wanted = min(max(total // _SLICES, _SLICE_BYTES_MIN), _SLICE_BYTES_MAX)
    found = []
    for file, (rows, size) in sizes.items():
        pieces = max(1, -(-size // wanted), -(-rows // _SLICE_ROWS_MAX))
        edges = [rows * piece // pieces for piece in range(pieces + 1)]
        found += [Slice(file, start, end - start) for start, end in pairwise(edges) if end > start]
    return found


def read_slice(part: Slice, bad: list[str]) -> Iterator[Row]:
    """Reads the texts of a slice.

    Args:
        part: of a file that `slices_of` found good.
        bad: takes a message for each row group that can't be read; the others are.
    """
    with _connection() as connection:
        _open(connection, part.file)
        time = "published_at::VARCHAR" if "published_at" in _kinds(connection) else "NULL"
        connection.execute(
            "CREATE TEMP VIEW texts AS FROM source "
            f"SELECT file_row_number AS place, id::VARCHAR AS id, {time} AS published_at, text"
        )

        def read(piece: Slice) -> list[Any]:
            return connection.execute(
                "SELECT place - $start, id, published_at, text FROM texts WHERE place BETWEEN $first AND $last",
                {"start": part.first, "first": piece.first, "last": piece.first + piece.rows - 1},
            ).fetchall()

        for rows in _by_piece(connection, part, read, bad):
            yield from map(Row._make, rows)


def write_slice(part: Slice, groups: Sequence[Mapping[str, Any]], output: Path, bad: list[str]) -> None:
    """Writes the rows of a slice with their groups.

    Args:
        part: as it was read.
        groups: of each text that has one: `row`, where it stands in the slice, `group_id` and `is_canonical`.
        output: Parquet; takes its name once it is whole.
        bad: takes a message for each row group that can't be read; its rows are left out.

    Raises:
        StorageError: it can't be written.
    """
    with _connection(output.parent.with_name("sorting")) as connection:
        _open(connection, part.file)
        kept = ", ".join(_quoted_name(name) for name in _kinds(connection) if name not in NEW_COLUMNS)
        _fill(connection, "found", _GROUP_COLUMNS, groups)
        connection.execute(f"CREATE TEMP VIEW kept AS FROM source SELECT {kept}, file_row_number")

        def touch(piece: Slice) -> Slice:
            """Reads all of it."""
            connection.execute(f"FROM kept SELECT max(hash(kept)) WHERE {_between(piece)}").fetchall()
            return piece

        def copy(pieces: Iterable[Slice]) -> None:
            rows = " UNION ALL ".join(f"FROM kept WHERE {_between(piece)}" for piece in pieces)
            query = (
                f"FROM ({rows or 'FROM kept WHERE false'}) kept "
                f"LEFT JOIN found ON row = file_row_number - {part.first} "
                "SELECT kept.* EXCLUDE (file_row_number), group_id, is_canonical ORDER BY file_row_number"
            )
            _copy(connection, query, output)

        try:
            copy([part])
        except duckdb.Error as error:
            _raise_unless_damaged(error)
            copy(_by_piece(connection, part, touch, bad))


def write_pairs(pairs: Iterable[Mapping[str, Any]], output: Path) -> None:
    """Writes pairs.

    Args:
        pairs: `a`, `b`, `hamming`, `overlap`, `rule` and `reason` of each.
        output: Parquet; takes its name once it is whole.

    Raises:
        StorageError: it can't be written.
    """
    with _connection() as connection:
        _fill(connection, "pairs", _PAIR_COLUMNS, pairs)
        _copy(connection, "FROM pairs", output)


def _connection(room: Path | None = None) -> duckdb.DuckDBPyConnection:
    """In memory, on one core, since others work beside it; what does not fit goes to a folder, if there is one."""
    settings: dict[str, Any] = {
        "threads": 1,
        "memory_limit": _MEMORY,
        "temp_directory": "" if room is None else str(room),
    }
    connection = duckdb.connect(config=settings)
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    return connection


def _pattern(file: Path) -> str:
    """A file's name where DuckDB takes a pattern: what would stand for other names is put in brackets."""
    return quoted("".join(f"[{one}]" if one in "*?[" else one for one in str(file)))


def _open(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Makes a file's rows the view `source`."""
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW source AS "
        f"FROM read_parquet({_pattern(file)}, file_row_number = true, hive_partitioning = false)"
    )


def _between(piece: Slice) -> str:
    return f"file_row_number BETWEEN {piece.first} AND {piece.first + piece.rows - 1}"


def _quoted_name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _kinds(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The columns of the open file and the type of each."""
    described = connection.execute("DESCRIBE SELECT * EXCLUDE file_row_number FROM source").fetchall()
    return {name: kind for name, kind, *_ in described}


def _fill(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    kinds: Mapping[str, str],
    records: Iterable[Mapping[str, Any]],
) -> None:
    """Makes a table of records, some thousand at a time. As JSON, ten times as fast as parameters or columns of Python objects."""
    columns = ", ".join(f"{column} {kind}" for column, kind in kinds.items())
    connection.execute(f"CREATE TEMP TABLE {name} ({columns})")
    kind = quoted(json.dumps([kinds]))
    rest = iter(records)
    while some := list(islice(rest, _RECORDS_AT_ONCE)):
        connection.execute(
            f"INSERT INTO {name} FROM (SELECT unnest(from_json($records, {kind}), recursive := true))",
            {"records": json.dumps(some)},
        )


def _check_columns(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    _open(connection, file)
    kinds = _kinds(connection)
    for name, (allowed, expected, may_be_missing) in _COLUMNS.items():
        if name not in kinds:
            if may_be_missing:
                continue
            raise BadInputError(f'{file}: expected a column "{name}"; it has {", ".join(kinds)}')
        if not kinds[name].startswith(allowed) or kinds[name].endswith("]"):
            raise BadInputError(f'{file}: expected {expected} as "{name}", not {kinds[name]}')


def _row_groups(connection: duckdb.DuckDBPyConnection, file: Path) -> list[tuple[int, int]]:
    """Rows of each row group, and bytes of its texts before compression."""
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW chunks AS FROM parquet_metadata({_pattern(file)}) WHERE path_in_schema = 'text'"
    )
    found = connection.execute(
        "SELECT row_group_num_rows, total_uncompressed_size FROM chunks ORDER BY row_group_id"
    ).fetchall()
    return [(int(rows), int(size)) for rows, size in found]


def _by_piece(
    connection: duckdb.DuckDBPyConnection, part: Slice, read: Callable[[Slice], _Read], bad: list[str]
) -> Iterator[_Read]:
    """What reading gives: of the slice at once, or where something in it is damaged, of each row group that is not."""
    try:
        whole = read(part)
    except duckdb.Error as error:
        _raise_unless_damaged(error)
    else:
        yield whole
        return
    first = 0
    for rows, _ in _row_groups(connection, part.file):
        start, end = max(first, part.first), min(first + rows, part.first + part.rows)
        first += rows
        if start >= end:
            continue
        try:
            yield read(Slice(part.file, start, end - start))
        except duckdb.Error as error:
            _raise_unless_damaged(error)
            bad.append(f"{part.file}, rows {start + 1:,} to {end:,}: {_said(error)}")


def _raise_unless_damaged(error: duckdb.Error) -> None:
    if isinstance(error, duckdb.OutOfMemoryException) or disk_failure(error) is not None:
        raise error


def _copy(connection: duckdb.DuckDBPyConnection, query: str, output: Path) -> None:
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(f"COPY ({query}) TO {quoted(str(part))} (FORMAT parquet, COMPRESSION zstd)")
        part.replace(output)
    except OSError as error:
        raise StorageError(f"{output}: {reason_of(error)}") from None
    finally:
        part.unlink(missing_ok=True)


def _said(error: duckdb.Error) -> str:
    """The first line of what DuckDB says, without the kind of error and the file's name."""
    line = str(error).strip().splitlines()[0]
    return re.sub(r'^[A-Z][A-Za-z ]* Error: (Failed to read file ".*": )?', "", line)
