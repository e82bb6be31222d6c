"""Files that appear under their name only once they are whole."""

import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pipelines.errors import BadInputError, StorageError, reason_of


@contextmanager
def written_whole(path: Path, errors: str = "strict") -> Iterator[TextIO]:
    """A text file to write (UTF-8) that takes its name at the end; after a failure stands what stood before.

    A pipe or a device, such as `/dev/stdout`, is written to. Of a link, what it leads to is replaced.

    Args:
        path: the file.
        errors: what becomes of what UTF-8 does not have; as for `open`.

    Raises:
        StorageError: the folder is missing or not writable, or the disk is full.
    """
    if not path.parent.is_dir():
        raise StorageError(f"{path}: no such folder: {path.parent}")
    temporary: str | None = None
    try:
        if is_stream(path):
            # Appended, as standard output may go to a file that holds something already (`>>`).
            with path.open("a", encoding="utf-8", errors=errors, newline="\n") as out:
                yield out
            return
        target = path.resolve()
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8", errors=errors, newline="\n") as out:
            yield out
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(target)
        temporary = None
    except OSError as error:
        raise StorageError(f"{path}: {reason_of(error)}") from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def is_stream(path: Path) -> bool:
    """Whether a path is nothing to be replaced: a pipe, a device, or the file that standard output goes to."""
    try:
        there = path.stat()
    except OSError:
        # Nothing is there yet.
        return False
    kind = stat.S_IFMT(there.st_mode)
    return kind not in (stat.S_IFREG, stat.S_IFDIR) or _is_standard_output(there)


def refuse_to_replace(inputs: Iterable[Path], output: Path) -> None:
    """Keeps a command from writing its result over what it reads, which holds what the result does not.

    Raises:
        BadInputError: the output is one of the inputs, maybe by another name.
    """
    for one in inputs:
        try:
            is_same = one.samefile(output)
        except OSError:
            # One of them is not there.
            continue
        if is_same:
            raise BadInputError(f"{output} is what is read: name another file for the result")


def _is_standard_output(file: os.stat_result) -> bool:
    try:
        return os.path.samestat(file, os.fstat(1))
    except OSError:
        # It is closed.
        return False


def _umask() -> int:
    """What the process masks from new files' permissions; reading it means setting it for a moment."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
