"""Moving old archive files to another disk: each leaves a link behind, so what is moved, and where to, is known.

A file is copied, read back, and replaced by its link in one step. So at any moment each file is whole under its name, and
a call that was killed is called again. Where the other disk is not there, the link leads nowhere: the file is missing, not
gone, and its day stays as it was.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from pipelines.archive.captures import archive_files
from pipelines.errors import BadInputError, StorageError, reason_of
from pipelines.settings import Bucket

# A crawl writes into files of its own, of any day, for some hours at most.
_AT_REST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MovedFile:
    """A file of the archive that lies elsewhere now: its path in the archive, its day, where it lies, its bytes."""

    file: str
    day: date
    target: Path
    bytes: int


def move_files(archive: Path | Bucket, folder: Path, before: date, now: datetime) -> Iterator[MovedFile]:
    """Moves the archive files of all days before one; those that are links already, and those of a crawl that may go on, stay.

    Args:
        archive: the archive.
        folder: where to; gets a folder a day.
        before: first day that stays.
        now: UTC.

    Raises:
        BadInputError: the folder is no place for them, or holds another file of the same name.
        StorageError: a file can't be read, or the folder not written.
    """
    if isinstance(archive, Bucket):
        raise BadInputError(
            f"{archive}: what is in object storage stays there; its own rules move old objects to cheaper storage"
        )
    target_folder = folder.resolve()
    if target_folder.is_relative_to(archive.resolve()) or archive.resolve().is_relative_to(target_folder):
        raise BadInputError(
            f"{folder}: the archive and the folder that it is moved to must not hold each other"
        )
    for name in archive_files(archive):
        file = archive / name
        try:
            day = date.fromisoformat(file.parent.name)
        except ValueError:
            # A folder that is none of ours.
            continue
        if day >= before or file.is_symlink():
            continue
        target = target_folder / file.parent.name / file.name
        try:
            facts = file.stat()
            if now - datetime.fromtimestamp(facts.st_mtime, now.tzinfo) < _AT_REST:
                continue
            _move(file, target)
        except OSError as error:
            raise StorageError(f"{error.filename or file}: can't be moved: {reason_of(error)}") from error
        yield MovedFile(name, day, target, facts.st_size)


def moved_to(archive: Path | Bucket, file: str) -> str | None:
    """Where a file of the archive was moved to; None where it was not."""
    if isinstance(archive, Bucket):
        return None
    try:
        return str((archive / file).readlink())
    except OSError:
        return None


def _move(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    if not target.exists():
        shutil.copyfile(file, part)
        shutil.copystat(file, part)
        with part.open("rb+") as copied:
            os.fsync(copied.fileno())
        part.replace(target)
        _to_disk(target.parent)
    if _digest(file) != _digest(target):
        raise BadInputError(f"{target}: not the same as {file}: move one of them away")
    link = file.with_name(f".{file.name}.link")
    link.unlink(missing_ok=True)
    link.symlink_to(target)
    link.replace(file)


def _to_disk(folder: Path) -> None:
    """Makes sure that a new name in a folder outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(file: Path) -> bytes:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").digest()
