"""Outputs that are no files to be replaced: pipes, devices, links, and where standard output goes."""

import os
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import BadInputError, StorageError
from pipelines.files.whole import written_whole
from pipelines.warehouse.export import export

DAY = date(2026, 3, 1)
READS = "import sys; print(open(sys.argv[1], encoding='utf-8').read(), end='')"
WRITES = "import sys; from pathlib import Path; from pipelines.files.whole import written_whole\n"
WRITES += "with written_whole(Path(sys.argv[1])) as out: out.write('سطر')"


def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen([sys.executable, "-c", READS, pipe], stdout=subprocess.PIPE) as reader:
        with written_whole(pipe) as out:
            out.write("سطر")
        assert reader.communicate()[0].decode() == "سطر"
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_that_can_not_be_written_is_named():
    with (
        pytest.raises(StorageError, match="/dev/full: the disk is full"),
        written_whole(Path("/dev/full")) as out,
    ):
        out.write("سطر")


def test_standard_output_that_goes_to_a_file_keeps_what_is_in_it(tmp_path):
    file = tmp_path / "all.txt"
    file.write_text("before ", encoding="utf-8")
    with file.open("a") as out:
        subprocess.run([sys.executable, "-c", WRITES, "/dev/stdout"], stdout=out, check=True)
    assert file.read_text(encoding="utf-8") == "before سطر"


def test_a_link_stays_and_leads_to_what_was_written(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to("disk/file")
    for text in ("first", "second"):
        with written_whole(tmp_path / "link") as out:
            out.write(text)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "disk" / "file").read_text() == "second"


def test_stories_are_exported_into_a_file_only(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BadInputError, match="is a pipe or a device: name a file"):
        export(tmp_path / "none.duckdb", pipe, DAY, DAY, "csv")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
