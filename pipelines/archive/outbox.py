"""Files of a crawl on their way into object storage, which can't append: they grow here, and are sent as whole objects.

What a killed crawl left is sent by the next one of the same machine, or by whoever reads the archive there.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.archive.bucket_storage import BucketStorage
from pipelines.errors import StorageError, reason_of
from pipelines.settings import Bucket

_LOCK = "lock"


@contextmanager
def outbox_of(place: Path | Bucket, run_id: str) -> Iterator[Path]:
    """The folder in which files of one crawl are written: the place itself, or an outbox, which is sent at the end.

    Raises:
        StorageError: the folder can't be made, or the files not be sent; they stay, and are sent later.
    """
    folder = place if isinstance(place, Path) else place.unsent_of(run_id)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder}: cannot be created: {reason_of(error)}") from error
    if isinstance(place, Path):
        yield folder
        return
    with FileLock(folder / _LOCK):
        try:
            yield folder
        except BaseException:
            # What ended the crawl is to be told, rather than that its files could not be sent as well.
            with suppress(StorageError):
                _send_all(place, folder)
            raise
        _send_all(place, folder)
    _remove(folder)


def send(place: Bucket, folder: Path, name: str) -> None:
    """Sends one file of an outbox, which is gone from there then.

    Raises:
        StorageError: it can't be sent; it stays.
    """
    file = folder / name
    # Killed in between, it is sent again: the same bytes under the same name.
    BucketStorage(place).send(file, name)
    file.unlink()


def send_left(place: Path | Bucket) -> list[str]:
    """Sends what crawls of this machine left that are no more; returns their ids.

    Raises:
        StorageError: it can't be sent; it stays.
    """
    sent: list[str] = []
    if isinstance(place, Path) or not place.outbox.is_dir():
        return sent
    for folder in sorted(one for one in place.outbox.iterdir() if one.is_dir()):
        # Another process may be at it, and remove the folder.
        with suppress(Timeout, FileNotFoundError):
            with FileLock(folder / _LOCK, timeout=0):
                _send_all(place, folder)
            _remove(folder)
            sent.append(folder.name)
    return sent


def _send_all(place: Bucket, folder: Path) -> None:
    for file in sorted(folder.glob("*/*")):
        send(place, folder, file.relative_to(folder).as_posix())


def _remove(folder: Path) -> None:
    """Removes an outbox that is empty."""
    with suppress(OSError):
        for day in folder.glob("*/"):
            day.rmdir()
        (folder / _LOCK).unlink()
        folder.rmdir()
