import json
import resource
import signal
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from warcio.archiveiterator import ArchiveIterator

from pipelines.archive.captures import (
    ArchiveProblem,
    CaptureWriter,
    archive_files,
    capture_id,
    read_capture_at,
    read_captures,
)
from pipelines.archive.fetch_log import BadLine, read_fetch_log
from pipelines.errors import StorageError
from pipelines.records import Capture, FeedEntry
from tests.support.processes import start_python

DAY = date(2024, 2, 9)
HEADERS = [
    ("Content-Type", "text/html; charset=windows-1256"),
    ("Content-Encoding", "gzip"),
    ("Transfer-Encoding", "chunked"),
    ("X-Odd", "ق"),
]


def capture(number=1, kind="page", **changes):
    body = f"<html><p>خبر {number}</p></html>".encode("cp1256") * 40
    url = f"https://news.example/a/{number}"
    entry = FeedEntry(
        url, f"guid-{number}", "عنوان", datetime(2024, 2, 9, 8, tzinfo=UTC), "سارة", None, ("سياسة", "العراق")
    )
    whole = Capture(
        capture_id=capture_id("n", url, kind, body),
        source_id="n",
        kind=kind,
        url=url,
        final_url=f"{url}?x=1",
        day=DAY,
        fetched_at=datetime(2024, 2, 10, 1, 2, 3, 456789, tzinfo=UTC),
        status=200,
        content_type="text/html; charset=windows-1256",
        body=body,
        entry=entry,
    )
    return replace(whole, **changes)


def read(path, archive):
    problems: list[ArchiveProblem] = []
    return list(read_captures(archive, path.relative_to(archive).as_posix(), problems)), problems


def test_captures_come_back_as_they_were_stored(tmp_path):
    captures = [
        capture(1),
        capture(2, "entry", status=200, content_type="text/html; charset=utf-8"),
        capture(3, "feed", entry=None, content_type=""),
        capture(4, "sitemap", body=b"", status=299),
        capture(5, day=date(2024, 2, 8)),
    ]
    with CaptureWriter(tmp_path, "run-1") as writer:
        places = [writer.write(one, HEADERS) for one in captures]
    assert list(archive_files(tmp_path)) == [f"2024-02-0{day}/run-1.warc.gz" for day in (8, 9)]
    assert list(archive_files(tmp_path, DAY)) == ["2024-02-09/run-1.warc.gz"]
    stored, problems = read(tmp_path / "2024-02-09" / "run-1.warc.gz", tmp_path)
    assert problems == []
    assert [one.capture for one in stored] == captures[:4]
    assert [(one.warc_file, one.offset) for one in stored] == places[:4]
    for (file, offset), one in zip(places, captures, strict=True):
        assert read_capture_at(tmp_path, file, offset) == one


def test_a_folder_that_can_not_be_looked_into_is_told_and_not_taken_for_an_empty_one(tmp_path):
    (tmp_path / DAY.isoformat()).mkdir()
    (tmp_path / DAY.isoformat() / "nowhere.warc.gz").symlink_to(tmp_path / "none")
    (tmp_path / "elsewhere").symlink_to(tmp_path / "none")
    assert archive_files(tmp_path) == archive_files(tmp_path / "none") == {}
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(StorageError, match="loop: "):
        archive_files(tmp_path)


def test_other_programs_read_the_file(tmp_path):
    with CaptureWriter(tmp_path, "run-1") as writer:
        file, _ = writer.write(capture(1), HEADERS)
        writer.write(capture(2, "entry"))
    with (tmp_path / file).open("rb") as stream:
        records = [
            (record.rec_type, record.rec_headers, record.http_headers, record.content_stream().read())
            for record in ArchiveIterator(stream, check_digests="raise")
        ]
    assert [record[0] for record in records] == ["response", "metadata", "resource", "metadata"]
    _, headers, http, body = records[0]
    assert headers["WARC-Target-URI"] == "https://news.example/a/1?x=1"
    assert headers["WARC-Date"] == "2024-02-10T01:02:03.456789Z"
    assert http.statusline == "200 OK"
    assert http["Content-Length"] == str(len(body))
    assert http["Content-Encoding"] is http["Transfer-Encoding"] is None
    assert records[1][1]["WARC-Concurrent-To"] == headers["WARC-Record-ID"]
    assert json.loads(records[1][3])["entry"]["guid"] == "guid-1"


def test_a_file_cut_at_any_byte_reads_up_to_its_last_whole_capture(tmp_path):
    with CaptureWriter(tmp_path, "run-1") as writer:
        places = [writer.write(capture(number), HEADERS) for number in range(4)]
    whole = (tmp_path / places[0][0]).read_bytes()
    ends = [offset for _, offset in places[1:]] + [len(whole)]
    cut = tmp_path / "2024-02-09" / "cut.warc.gz"
    for length in range(places[1][1], len(whole) + 1):
        cut.write_bytes(whole[:length])
        stored, problems = read(cut, tmp_path)
        complete = sum(end <= length for end in ends)
        assert [one.capture for one in stored] == [capture(number) for number in range(complete)]
        starts = [offset for _, offset in places] + [len(whole)]
        if length == starts[complete]:
            assert problems == []
        else:
            (problem,) = problems
            assert problem.offset == starts[complete]
            with pytest.raises(StorageError, match="no capture at offset"):
                read_capture_at(cut.parent, cut.name, starts[complete])


@pytest.mark.parametrize("damaged", ["response", "metadata", "first byte"])
def test_damage_costs_the_capture_that_it_hits_and_is_reported_with_its_offset(tmp_path, damaged):
    with CaptureWriter(tmp_path, "run-1") as writer:
        places = [writer.write(capture(number), HEADERS) for number in range(3)]
    path = tmp_path / places[0][0]
    content = bytearray(path.read_bytes())
    content[
        {"response": places[1][1] + 200, "metadata": places[2][1] - 60, "first byte": places[1][1]}[damaged]
    ] ^= 0xFF
    path.write_bytes(content)
    stored, problems = read(path, tmp_path)
    assert [one.capture for one in stored] == [capture(0), capture(2)]
    assert [problem.offset for problem in problems] == [places[1][1]]


def test_ids_are_stable_and_depend_on_everything():
    ids = {
        capture_id("a", "u", "page", b"x"),
        capture_id("b", "u", "page", b"x"),
        capture_id("a", "u", "entry", b"x"),
    }
    ids |= {capture_id("a", "v", "page", b"x"), capture_id("a", "u", "page", b"y")}
    assert len(ids) == 5
    assert capture_id("a", "u", "page", b"x") == "65256752aaf54c58b0ebc45d19efb0e5"


@pytest.mark.process
def test_a_killed_writer_loses_nothing_that_it_had_reported(tmp_path, settings):
    script = """
import sys
from pathlib import Path
from tests.pipelines.archive.test_captures import CaptureWriter, capture
with CaptureWriter(Path(sys.argv[1]), "run-1") as writer:
    for number in range(100000):
        writer.write(capture(number))
        print(number, flush=True)
"""
    with start_python(script, settings, tmp_path) as process:
        for line in process.stdout:
            if int(line) == 25:
                process.send_signal(signal.SIGKILL)
                break
        reported = 25 + len(process.stdout.read().split())
    stored, _ = read(tmp_path / "2024-02-09" / "run-1.warc.gz", tmp_path)
    assert len(stored) in {reported + 1, reported + 2}


def test_a_full_disk_is_one_clear_line_and_leaves_the_file_as_it_was(tmp_path):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with CaptureWriter(tmp_path, "run-1") as writer:
        file, _ = writer.write(capture(1))
        before = (tmp_path / file).read_bytes()
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, limits[1]))
        try:
            with pytest.raises(StorageError, match="cannot be written: File too large"):
                writer.write(capture(2))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert (tmp_path / file).read_bytes() == before
        writer.write(capture(3))
    assert [one.capture for one in read(tmp_path / file, tmp_path)[0]] == [capture(1), capture(3)]


def test_paths_that_cannot_be_used_are_one_clear_line(tmp_path):
    (tmp_path / DAY.isoformat()).write_text("in the way")
    with CaptureWriter(tmp_path, "run-1") as writer, pytest.raises(StorageError, match="cannot be written"):
        writer.write(capture(1))
    with (
        pytest.raises(StorageError, match="cannot be created"),
        CaptureWriter(tmp_path / DAY.isoformat(), "r"),
    ):
        pass
    with pytest.raises(StorageError, match="cannot be read"):
        read(tmp_path / "none.warc.gz", tmp_path)


def test_files_of_other_programs_are_passed_over_with_a_reason(shared_data):
    folder = shared_data / "warc"
    for path in sorted(folder.iterdir()):
        stored, problems = read(path, folder)
        assert stored == []
        # one gzip member around a whole file: only its first record, a warcinfo, is seen
        assert problems or path.suffix == ".bad"


def test_a_fetch_log_with_a_half_written_last_line(tmp_path):
    log = tmp_path / "run.jsonl"
    log.write_text('{"url": "a"}\n{"url": "b"}\n{"url": "c')
    assert [line["url"] for line in read_fetch_log(log.parent, log.name)] == ["a", "b"]
    log.write_text('{"url": "a"}\nnonsense\n')
    assert list(read_fetch_log(log.parent, log.name)) == [{"url": "a"}, BadLine("not a line of a fetch log")]


def test_other_readers_of_warc_find_our_records_and_their_digests_right(tmp_path):
    page = capture()
    with CaptureWriter(tmp_path, "run") as writer:
        writer.write(page, [("Content-Type", "text/html"), ("X-Note", "زائد"), ("Set-Cookie", "a=1\r\n b=2")])
    (name,) = archive_files(tmp_path)
    with (tmp_path / name).open("rb") as file:
        records = [
            (record.rec_type, record.raw_stream.read(), record.digest_checker.passed)
            for record in ArchiveIterator(file, check_digests=True)
        ]
    assert [kind for kind, _, _ in records] == ["response", "metadata"]
    assert records[0][1] == page.body
    assert all(passed for *_, passed in records)


def test_a_list_whose_address_is_in_other_letters_is_read_back(tmp_path):
    feed = capture(kind="feed", url="http://أخبار.example/feed?قسم=1")
    with CaptureWriter(tmp_path, "run") as writer:
        file, offset = writer.write(feed)
    assert read_capture_at(tmp_path, file, offset) == feed
