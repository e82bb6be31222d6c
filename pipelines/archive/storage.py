"""Where the archive and the fetch logs are kept: a folder, or a place in object storage. Both hold files a folder deep."""

from pathlib import Path
from typing import BinaryIO, Protocol

from pipelines.archive.bucket_storage import BucketStorage
from pipelines.archive.folder_storage import FolderStorage
from pipelines.settings import Bucket


class Storage(Protocol):
    """Files by name, `<folder>/<file>` with a forward slash. Absence of the whole is an error, never emptiness.

    Every method raises `StorageError` where the storage can't be used.
    """

    def sizes(self, suffix: str, folder: str = "*") -> dict[str, int]:
        """Bytes of each whole file whose name ends so, sorted by name; of one folder, or of all."""

    def has(self, name: str) -> bool:
        """Whether there is such a file."""

    def open(self, name: str, offset: int = 0) -> BinaryIO:
        """A file to read, seekable; `offset` is where reading begins, most likely.

        Raises:
            OSError: there is no such file, or it can't be read.
        """

    def remove(self, name: str) -> None:
        """Removes a file.

        Raises:
            OSError: there is no such file, or it can't be removed.
        """


def storage_of(place: Path | Bucket) -> Storage:
    """What is at a place."""
    return FolderStorage(place) if isinstance(place, Path) else BucketStorage(place)
