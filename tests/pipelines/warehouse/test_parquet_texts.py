"""Texts in Parquet: slices that leave nothing out, columns of any usual kind, and what is damaged costs its piece only."""

import re

import duckdb
import pytest

from pipelines.errors import BadInputError
from pipelines.warehouse.parquet_texts import (
    Slice,
    parquet_files,
    read_slice,
    slices_of,
    write_pairs,
    write_slice,
)


def parquet(file, query, options="FORMAT parquet"):
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.parent / "made.tmp"
    duckdb.execute(f"COPY ({query}) TO '{part}' ({options})")
    part.rename(file)
    return file


def all_rows(slices):
    bad = []
    return [row for part in slices for row in read_slice(part, bad)], bad


def rows_of(file):
    with duckdb.connect() as connection:
        return connection.execute("FROM read_parquet(?)", [str(file)]).fetchall()


THOUSAND = "SELECT i AS id, repeat('نص ', 20) || i AS text FROM range(1000) r(i)"


def test_slices_are_all_rows_in_their_order_and_the_same_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.warehouse.parquet_texts._SLICE_BYTES_MIN", 10_000)
    files = [parquet(tmp_path / name, THOUSAND) for name in ("a.parquet", "b.parquet")]
    slices = slices_of(files, [])
    assert len(slices) > 3
    assert slices == slices_of(files, [])
    rows, bad = all_rows(slices)
    assert [row.id for row in rows] == [str(number) for number in range(1000)] * 2
    assert bad == []


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ("1 AS id, TIMESTAMPTZ '2026-01-02 03:04:05+03' AS published_at", ("1", "2026-01-02 00:04:05+00")),
        ("'a' AS id, DATE '2026-01-02' AS published_at", ("a", "2026-01-02")),
        ("'a' AS id, TIMESTAMP_NS '2026-01-02 03:04:05.123456789' AS published_at", ("a", "2026-01-02 03:04:05.123456789")),
        ("'a' AS id, 'yesterday' AS published_at", ("a", "yesterday")),
        ("NULL::VARCHAR AS id, NULL::DATE AS published_at", (None, None)),
        ("'a' AS id", ("a", None)),
    ],
)  # fmt: skip
def test_ids_and_times_of_the_usual_kinds_are_read_as_text(kinds, expected, tmp_path):
    file = parquet(tmp_path / "in.parquet", f"SELECT 'نص' AS text, {kinds}")
    [row] = read_slice(Slice(file, 0, 1), [])
    assert row == (0, *expected, "نص")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("1 AS id, 'a' AS body", 'expected a column "text"; it has id, body'),
        ("1 AS id, ['a'] AS text", r'expected text as "text", not VARCHAR\[\]'),
        ("1.5::DOUBLE AS id, 'a' AS text", 'expected text or whole numbers as "id", not DOUBLE'),
        ("1 AS id, 'a' AS text, 5 AS published_at", 'expected dates, .* as "published_at", not INTEGER'),
    ],
)
def test_a_file_with_other_columns_is_left_out_with_what_was_expected(columns, message, tmp_path):
    other = parquet(tmp_path / "other.parquet", f"SELECT {columns}")
    none = tmp_path / "none.parquet"
    none.write_bytes(b"no Parquet" * 10)
    good = parquet(tmp_path / "good.parquet", THOUSAND)
    bad = []
    assert slices_of([other, none, good], bad) == [Slice(good, 0, 1000)]
    assert len(bad) == 2
    assert bad[0].startswith(f"{other}: ")
    assert re.search(message, bad[0])
    assert bad[1].startswith(f"{none}: no Parquet file, or damaged: No magic bytes")


def test_folders_give_their_data_and_a_name_that_is_a_pattern_names_itself_only(tmp_path):
    odd = parquet(tmp_path / "set" / "data" / "train-[0*]'?.parquet", THOUSAND)
    parquet(tmp_path / "set" / "data" / "train-0x'y.parquet", "SELECT 'other' AS id, 'x' AS text")
    parquet(tmp_path / "set" / "pairs" / "train.parquet", "SELECT 1 AS a")
    files = parquet_files([tmp_path / "set", odd])
    assert [file.name for file in files] == ["train-0x'y.parquet", odd.name]
    rows, _ = all_rows(slices_of([odd], []))
    assert len(rows) == 1000
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInputError, match=r"empty: no \*\.parquet in this folder"):
        parquet_files([tmp_path / "empty"])
    with pytest.raises(BadInputError, match=r"missing\.parquet: no such file"):
        parquet_files([tmp_path / "missing.parquet"])


def test_a_damaged_row_group_costs_its_rows_and_is_named(tmp_path):
    file = parquet(
        tmp_path / "in.parquet",
        "SELECT i AS id, repeat(md5(i::VARCHAR), 5) AS text FROM range(20000) r(i)",
        "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048",
    )
    content = bytearray(file.read_bytes())
    # In the fifth of ten groups of about one size.
    middle = len(content) * 45 // 100
    content[middle : middle + 3000] = bytes(byte ^ 0x5A for byte in content[middle : middle + 3000])
    file.write_bytes(content)
    [part] = slices_of([file], [])
    rows, bad = all_rows([part])
    [message] = bad
    assert message.startswith(f"{file}, rows 8,193 to 10,240: ")
    assert [int(row.id) for row in rows] == [*range(8192), *range(10240, 20000)]
    again = []
    groups = [{"row": row.row, "group_id": row.id, "is_canonical": True} for row in rows]
    write_slice(part, groups, tmp_path / "out" / "out.parquet", again)
    assert again == bad
    assert [(row[0], row[2], row[3]) for row in rows_of(tmp_path / "out" / "out.parquet")] == [
        (int(row.id), row.id, True) for row in rows
    ]


def test_rows_keep_their_columns_and_get_the_groups_that_are_known(tmp_path):
    source = 'SELECT i AS id, [i] AS "a ""list""", \'نص\' AS text, \'old\' AS group_id FROM range(5) r(i)'
    file = parquet(tmp_path / "in.parquet", source)
    groups = [
        {"row": 0, "group_id": "قصة\u200f \"'", "is_canonical": True},
        {"row": 2, "group_id": "b", "is_canonical": False},
    ]
    output = tmp_path / "out" / "out.parquet"
    write_slice(Slice(file, 1, 4), groups, output, [])
    with duckdb.connect() as connection:
        found = connection.execute("FROM read_parquet(?)", [str(output)])
        assert [name for name, *_ in found.description] == [
            "id",
            'a "list"',
            "text",
            "group_id",
            "is_canonical",
        ]
        assert found.fetchall() == [
            (1, [1], "نص", "قصة\u200f \"'", True),
            (2, [2], "نص", None, None),
            (3, [3], "نص", "b", False),
            (4, [4], "نص", None, None),
        ]
    assert [file.name for file in output.parent.iterdir()] == ["out.parquet"]


def test_pairs_have_their_columns_also_where_there_are_none(tmp_path):
    write_pairs([], tmp_path / "none.parquet")
    pair = {"a": "1", "b": "2", "hamming": 3, "overlap": 0.5, "rule": "jaccard", "reason": "edited"}
    write_pairs([pair], tmp_path / "one.parquet")
    assert rows_of(tmp_path / "*.parquet") == [("1", "2", 3, 0.5, "jaccard", "edited")]
    with duckdb.connect() as connection:
        kinds = [
            connection.execute("DESCRIBE FROM read_parquet(?)", [str(tmp_path / name)]).fetchall()
            for name in ("none.parquet", "one.parquet")
        ]
    assert kinds[0] == kinds[1]
