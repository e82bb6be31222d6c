"""`naba dedup` on Parquet: what lines give, on both engines; whole or not there; and what is wrong is one line."""

import importlib.util
import json
import random
import shutil
import sys
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import BadInputError, BusyError, StorageError
from pipelines.ray_tasks import RayTasks
from pipelines.tools import dedup_corpus as tool
from pipelines.tools.dedup import dedup_file
from pipelines.tools.dedup_corpus import dedup_corpus
from tests.support.texts.prose import edited, lead, prose

RAY = pytest.param(
    "ray",
    marks=[
        pytest.mark.process,
        pytest.mark.skipif(
            importlib.util.find_spec("ray") is None, reason="the extra `ray` is not installed"
        ),
    ],
)


def records(count, seed=1):
    chance = random.Random(seed)
    for number in range(count):
        original = prose(chance.randrange(5), 40)
        text = chance.choice(
            [original, edited(original, chance.random()), lead(original, 0.6), prose(number, 40)]
        )
        day = chance.choice([None, *(f"2026-01-0{day}T0{number % 10}:00:00" for day in range(1, 6))])
        yield {"id": f"{number:03}", "text": text, "published_at": day, "title": f"عنوان {number}"}


def lines(file, rows):
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return file


def parquet(folder, rows, files=1):
    """Texts as several Parquet files of a folder that `datasets` loads."""
    (folder / "data").mkdir(parents=True)
    with duckdb.connect() as connection:
        for number in range(files):
            source = lines(folder / "rows.tmp", rows[number::files])
            kinds = "{id: 'VARCHAR', text: 'VARCHAR', published_at: 'VARCHAR', title: 'VARCHAR'}"
            connection.execute(
                f"COPY (FROM read_json('{source}', columns = {kinds})) TO '{folder}/data/{number}.parquet'"
            )
            source.unlink()
    return folder


def rows_of(pattern):
    with duckdb.connect() as connection:
        found = connection.execute("FROM read_parquet(?)", [str(pattern)])
        names = [name for name, *_ in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def files_of(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def small_slices(monkeypatch):
    monkeypatch.setattr("pipelines.warehouse.parquet_texts._SLICE_BYTES_MIN", 4000)


@pytest.fixture
def one_core(monkeypatch):
    """Starts no processes."""
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0})


@pytest.fixture(scope="module")
def ray_session():
    """One Ray for all tests, since it takes seconds to start."""
    with RayTasks() as tasks:
        yield tasks


@pytest.fixture
def one_ray(request, monkeypatch):
    """Has `--engine ray` use the one that runs, if Ray is there."""
    if importlib.util.find_spec("ray") is not None:
        session = request.getfixturevalue("ray_session")
        monkeypatch.setattr(RayTasks, "__enter__", lambda _: session)
        monkeypatch.setattr(RayTasks, "__exit__", lambda *_: None)


@pytest.mark.usefixtures("small_slices", "one_core")
def test_parquet_gives_what_lines_give(tmp_path):
    rows = list(records(70))
    source = parquet(tmp_path / "texts", rows, files=2)
    ordered = rows[::2] + rows[1::2]
    dedup_file(lines(tmp_path / "in.jsonl", ordered), tmp_path / "out.jsonl", tmp_path / "pairs.jsonl")
    found = dedup_corpus([source], tmp_path / "out")
    expected = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert rows_of(tmp_path / "out" / "data" / "*.parquet") == [
        row | {"group_id": group["group_id"], "is_canonical": group["group_id"] == row["id"]}
        for row, group in zip(ordered, expected, strict=True)
    ]
    assert len(list((tmp_path / "out" / "data").iterdir())) > 2
    pairs = [json.loads(line) for line in (tmp_path / "pairs.jsonl").read_text("utf-8").splitlines()]
    assert sorted(map(str, rows_of(tmp_path / "out" / "pairs" / "*.parquet"))) == sorted(map(str, pairs))
    assert pairs
    assert (found.texts, found.groups) == (70, len({group["group_id"] for group in expected}))
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"data", "pairs", "README.md"}


@pytest.mark.usefixtures("small_slices", "one_core", "one_ray")
@pytest.mark.parametrize("engine", [RAY])
def test_ray_writes_what_this_machine_writes(engine):
    @settings(max_examples=3)
    @given(st.integers(0, 10**6), st.integers(1, 100))
    def check(seed, count):
        with tempfile.TemporaryDirectory() as folder:
            local, other = Path(folder) / "local", Path(folder) / "other"
            source = parquet(Path(folder) / "texts", list(records(count, seed)))
            dedup_corpus([source], local)
            dedup_corpus([source], other, engine)
            assert files_of(other) == files_of(local)

    check()


@pytest.mark.parametrize("engine", [RAY])
def test_ray_keeps_order_and_errors_stay_one_line(engine, request, tmp_path):
    tasks = request.getfixturevalue(f"{engine}_session")
    assert list(tasks.map(str, range(9))) == list(map(str, range(9)))
    with pytest.raises(BadInputError, match=r"^\S+none\.parquet: no such file$"):
        list(tasks.map(tool.parquet_files, [[tmp_path / "none.parquet"]]))
    with pytest.raises(
        BadInputError, match=r"lacks something \(No module named 'none'\): install the same Naba"
    ):
        list(tasks.map(importlib.import_module, ["none"]))


def test_result_is_there_as_a_whole_or_not_and_goes_on_where_it_was_ended(tmp_path, monkeypatch):
    source = parquet(tmp_path / "texts", list(records(30)))
    dedup_corpus([source], tmp_path / "whole")
    reading = []
    read, write = tool.read_slice, tool.write_slice
    monkeypatch.setattr(tool, "read_slice", lambda *given: reading.append(1) or read(*given))

    def ended(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(tool, "write_slice", ended)
    with pytest.raises(KeyboardInterrupt):
        dedup_corpus([source], tmp_path / "out")
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"unfinished"}
    monkeypatch.setattr(tool, "write_slice", write)
    dedup_corpus([source], tmp_path / "out")
    assert len(reading) == 1
    assert files_of(tmp_path / "out") == files_of(tmp_path / "whole")


@pytest.mark.usefixtures("small_slices", "one_core")
def test_what_was_made_of_other_inputs_is_not_gone_on_with(tmp_path, monkeypatch):
    source = parquet(tmp_path / "texts", list(records(40)))
    publish = tool._publish

    def full(*_):
        raise StorageError("the disk is full")

    monkeypatch.setattr(tool, "_publish", full)
    with pytest.raises(StorageError):
        dedup_corpus([source], tmp_path / "out")
    shutil.rmtree(source)
    parquet(source, list(records(15, seed=2)))
    monkeypatch.setattr(tool, "_publish", publish)
    dedup_corpus([source], tmp_path / "fresh")
    assert dedup_corpus([source], tmp_path / "out").texts == 15
    assert files_of(tmp_path / "out") == files_of(tmp_path / "fresh")


def test_rows_that_cannot_be_used_stay_without_a_group_and_are_counted(tmp_path, capsys):
    rows = [
        {"id": "a", "text": prose(1, 30), "published_at": "2026-01-01"},
        {"id": None, "text": prose(1, 30), "published_at": "2026-01-02"},
        {"id": "c", "text": None, "published_at": None},
        {"id": "a", "text": prose(2, 30), "published_at": None},
        {"id": "e", "text": prose(1, 30), "published_at": "yesterday"},
    ]
    source = parquet(tmp_path / "texts", rows)
    (source / "data" / "z.parquet").write_bytes(b"no Parquet at all")
    with pytest.raises(BadInputError, match=r"^4 inputs skipped, 1 text taken as undated, the rest is done$"):
        dedup_corpus([source], tmp_path / "out")
    found = [
        (row["id"], row["group_id"], row["is_canonical"]) for row in rows_of(tmp_path / "out/data/*.parquet")
    ]
    nothing = (None, None)
    assert found == [("a", "a", True), (None, *nothing), ("c", *nothing), ("a", *nothing), ("e", "a", False)]
    file = source / "data" / "0.parquet"
    assert capsys.readouterr().err.splitlines()[1:] == [
        f'naba: {file}, row 2: expected a value as "id"',
        f'naba: {file}, row 3: expected a value as "text"',
        f'naba: {file}: "published_at" of "e" is \'yesterday\': expected ISO 8601; taken as undated',
        'naba: id "a" stands twice; the first one counts',
    ]


def test_a_folder_with_a_result_or_somebody_at_work_is_left_alone(tmp_path):
    source = parquet(tmp_path / "texts", list(records(5)))
    dedup_corpus([source], tmp_path / "out")
    before = files_of(tmp_path / "out")
    with pytest.raises(BadInputError, match=r"out/data is there already: name another folder, or remove it"):
        dedup_corpus([source], tmp_path / "out")
    assert files_of(tmp_path / "out") == before
    with (
        tool._alone_in(tmp_path / "other"),
        pytest.raises(BusyError, match="other: another process works in this folder"),
    ):
        dedup_corpus([source], tmp_path / "other")
    with pytest.raises(StorageError, match="no such folder"):
        dedup_corpus([source], tmp_path / "none" / "out")


def test_a_readme_of_others_stays(tmp_path):
    """The folder of a corpus that was published, with its own card."""
    source = parquet(tmp_path / "corpus", list(records(5)))
    (tmp_path / "corpus" / "README.md").write_text("أخبار من عشر سنوات", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"corpus/README\.md is not of this result.*name another folder"):
        dedup_corpus([source], tmp_path / "corpus")
    assert files_of(tmp_path / "corpus").keys() == {"data/0.parquet", "README.md"}


def test_what_is_read_is_not_replaced_by_the_pairs(tmp_path):
    source = parquet(tmp_path / "out" / "pairs", list(records(5)))
    before = files_of(tmp_path / "out")
    for named in (source, tmp_path / "out"):
        with pytest.raises(BadInputError, match="out/pairs is what is read: name another folder"):
            dedup_corpus([named], tmp_path / "out")
    assert files_of(tmp_path / "out") == before


def test_files_without_any_text_are_one_line(tmp_path):
    (tmp_path / "in.parquet").write_bytes(b"no Parquet at all")
    with pytest.raises(BadInputError, match=r"in\.parquet: no Parquet file, or damaged"):
        dedup_corpus([tmp_path / "in.parquet"], tmp_path / "out")
    source = parquet(tmp_path / "texts", [{"id": None, "text": None}])
    with pytest.raises(BadInputError, match='row 1: expected a value as "id"'):
        dedup_corpus([source], tmp_path / "out")
    assert [row["group_id"] for row in rows_of(tmp_path / "out/data/*.parquet")] == [None]


def test_without_ray_one_line_says_what_to_install(tmp_path, monkeypatch):
    source = parquet(tmp_path / "texts", list(records(5)))
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(BadInputError, match="--engine ray needs the package ray: install naba"):
        dedup_corpus([source], tmp_path / "out", "ray")
