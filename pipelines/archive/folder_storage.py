"""Files in a folder; see `Storage`."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class FolderStorage:
    """A folder, which need not be there yet."""

    folder: Path

    def sizes(self, suffix: str, folder: str = "*") -> dict[str, int]:
        """Bytes of each file by its name; see `Storage`. A link that leads nowhere is no file."""
        sizes: dict[str, int] = {}
        for file in sorted(self.folder.glob(f"{folder}/*{suffix}")):
            # Moved away since it was listed, or to a disk that is not there.
            with suppress(FileNotFoundError):
                sizes[file.relative_to(self.folder).as_posix()] = file.stat().st_size
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
