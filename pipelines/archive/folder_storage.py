"""Files in a folder; see `Storage`."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipelines.errors import StorageError, reason_of


@dataclass(frozen=True, slots=True)
class FolderStorage:
    """A folder, which need not be there yet."""

    folder: Path

    def sizes(self, suffix: str, folder: str = "*") -> dict[str, int]:
        """Bytes of each file by its name; see `Storage`. A link that leads nowhere is no file."""
        sizes: dict[str, int] = {}
        try:
            for name in sorted(_names(self.folder)) if folder == "*" else [folder]:
                for file, size in sorted(_file_sizes(self.folder / name, suffix)):
                    sizes[f"{name}/{file}"] = size
        except OSError as error:
            # What can't be looked into is not empty.
            raise StorageError(f"{error.filename or self.folder}: {reason_of(error)}") from None
        return sizes

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return (self.folder / name).exists()

    def open(self, name: str, offset: int = 0) -> BinaryIO:  # noqa: ARG002 - of use in object storage only
        """A file to read; see `Storage`."""
        return (self.folder / name).open("rb")

    def remove(self, name: str) -> None:
        """Removes a file, and its folder once that is empty."""
        file = self.folder / name
        file.unlink()
        if not any(file.parent.iterdir()):
            file.parent.rmdir()


def _names(folder: Path) -> list[str]:
    """What is in a folder; nothing where there is none."""
    with suppress(FileNotFoundError, NotADirectoryError):
        return [one.name for one in folder.iterdir()]
    return []


def _file_sizes(folder: Path, suffix: str) -> Iterator[tuple[str, int]]:
    # `scandir`: an archive of a thousand days has some hundred thousand files, which a sensor looks at each minute.
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(suffix):
                # Moved away since it was listed, or to a disk that is not there.
                with suppress(FileNotFoundError):
                    yield entry.name, entry.stat().st_size
