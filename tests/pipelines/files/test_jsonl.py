"""JSON Lines: errors that name file and line, files that appear whole."""

import gzip
import json
import stat

import pytest

from pipelines.errors import BadInputError, StorageError
from pipelines.files.jsonl import BadLines, read_jsonl, write_jsonl


def read(path, **options):
    bad = BadLines()
    return list(read_jsonl(path, bad, **options)), bad.messages


def test_round_trip(tmp_path):
    path = tmp_path / "a.jsonl"
    records = [{"id": "1", "text": "نبأ\n"}, {"id": "2", "text": "\u2028"}]
    assert write_jsonl(path, records) == 2
    assert read(path) == (records, [])
    assert stat.S_IMODE(path.stat().st_mode) & 0o400


def test_gzip_is_read(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"id": "1"}\n'))
    assert read(path) == ([{"id": "1"}], [])


BAD = {
    b"{": "expected a JSON object (Expecting property name",
    b"[1]": "expected a JSON object, not list",
    b"7": "expected a JSON object, not int",
    b"\xff\xfe": "expected UTF-8",
    b'{"text": "x"}': 'expected a field "id"',
    b'{"id": 3}': 'expected a string as "id", not int',
    b"[" * 5000: "expected a JSON object",
}


@pytest.mark.parametrize(("line", "message"), BAD.items())
def test_a_bad_line_is_named_and_the_rest_is_read(tmp_path, line, message):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "1"}\n\n' + line + b'\n{"id": "4"}')
    records, messages = read(path, strings=("id",))
    assert [one["id"] for one in records] == ["1", "4"]
    assert len(messages) == 1
    assert messages[0].startswith(f"{path}, line 3: {message}")


def test_a_missing_file(tmp_path):
    with pytest.raises(BadInputError, match="no such file"):
        read(tmp_path / "no.jsonl")


def test_a_folder(tmp_path):
    with pytest.raises(BadInputError, match="Is a directory"):
        read(tmp_path)


@pytest.mark.parametrize("keep", [0.5, 0.9])
def test_damaged_gzip(tmp_path, keep):
    whole = gzip.compress("\n".join(json.dumps({"id": str(n)}) for n in range(999)).encode())
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(BadInputError, match="damaged gzip"):
        read(path)


def test_a_file_that_is_no_gzip(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(b'{"id": "1"}')
    with pytest.raises(BadInputError, match="damaged gzip"):
        read(path)


def test_a_failure_leaves_what_was_there(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("before")

    def records():
        yield {"id": "1"}
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageError, match="the disk is full"):
        write_jsonl(path, records())
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder(tmp_path):
    with pytest.raises(StorageError, match="no such folder"):
        write_jsonl(tmp_path / "no" / "a.jsonl", [])


def test_half_a_character_is_written_as_it_was_named(tmp_path):
    """A text that was cut between the halves of an emoji; two ids that differ in it stay two."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "خبر\\ud83d"}\n{"id": "خبر\\ude00"}\n', encoding="utf-8")
    records, messages = read(path)
    assert write_jsonl(tmp_path / "b.jsonl", records) == 2
    assert (read(tmp_path / "b.jsonl"), messages) == ((records, []), [])
    assert (tmp_path / "b.jsonl").read_bytes() == path.read_bytes()
