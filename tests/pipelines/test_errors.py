"""A failure of the disk is one line with its cause and what to do, whatever library raised it."""

import errno
import re
import sqlite3

import duckdb
import pytest

from pipelines.errors import BadInputError, disk_failure
from pipelines.tools.console import guard


def wrapped(error):
    """As a library hands on what another one raised."""
    raised = RuntimeError("could not go on")
    raised.__cause__ = error
    return raised


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/data/x"), "/data/x: the disk is full"),
        (
            duckdb.IOException('Could not write file "/data/x": No space left on device'),
            "/data/x.*the disk is full",
        ),
        (sqlite3.OperationalError("database or disk is full"), "the disk is full"),
        (OSError(errno.EROFS, "Read-only file system", "/data/x"), "/data/x: the file system is read-only"),
        (sqlite3.OperationalError("disk I/O error"), "disk I/O error: the disk is full, or fails"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "not permitted"),
        (PermissionError(errno.EACCES, "Permission denied", "/data/x"), "/data/x: not permitted"),
        (OSError(errno.EMFILE, "Too many open files"), "too many open files"),
        (
            duckdb.HTTPException(
                "HTTP Error: Not Found (HTTP code 404)\n\nNoSuchBucket: The specified bucket does not exist"
            ),
            "HTTP code 404.*: there is no such bucket",
        ),
        (
            duckdb.IOException("IO Error: Could not connect to server error for HTTP GET to 'http://x/y'"),
            "does not answer",
        ),
    ],
)
def test_the_cause_is_found_and_said_in_one_line(error, says, capsys):
    def command():
        raise wrapped(error)

    assert guard(command) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert re.search(says, said)


def test_what_is_no_failure_of_the_disk_keeps_its_traceback():
    assert disk_failure(wrapped(ValueError("no such word"))) is None
    assert disk_failure(BadInputError("permission denied, says the page")) is None
    with pytest.raises(ValueError, match="defect"):
        guard(lambda: int("defect"))
