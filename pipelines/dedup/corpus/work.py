"""The folder in which a corpus is worked on: one file for each part of each step, whole or not there."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pipelines.dedup.arrays.array_file import Array, ArrayFile, DamagedFileError, write_arrays
from pipelines.dedup.rules.config import DedupConfig
from pipelines.errors import StorageError
from pipelines.processes import Apply

_Item = TypeVar("_Item")


class Show(Protocol):
    """Passes items on, and shows how far a step of that name is; how many there are need not be known."""

    def __call__(self, items: Iterable[_Item], what: str, total: int | None, /) -> Iterator[_Item]:
        """The same items."""
        ...


@dataclass(frozen=True, slots=True)
class Work:
    """What the steps of a corpus share, wherever they run.

    Attributes:
        folder: of their files; where steps run on several machines, all of them see it under this path.
        config: thresholds.
    """

    folder: Path
    config: DedupConfig

    def file(self, step: str, number: int = 0) -> Path:
        """What a step wrote, or is to write, for a part or a range."""
        return self.folder / step / f"{number:06}"

    def read(self, step: str, number: int = 0) -> ArrayFile:
        """The arrays that a step wrote. Who needs them of all parts copies them: each holds a file descriptor.

        Raises:
            StorageError: the file is damaged.
        """
        file = self.file(step, number)
        try:
            return ArrayFile(file)
        except DamagedFileError:
            raise StorageError(f"{file}: damaged: remove it, then do the same again") from None

    def write(self, step: str, number: int, arrays: Mapping[str, Array], **note: Any) -> None:
        """Writes what comes of a step; it is there once it is whole."""
        write_arrays(self.file(step, number), note, arrays)

    def is_done(self, step: str, number: int = 0) -> bool:
        """Whether a step has been done for a part or a range."""
        return self.file(step, number).exists()

    def each(
        self, step: str, function: Callable[["Work", int], None], count: int, apply: Apply, show: Show
    ) -> None:
        """Does a step for each of so many parts or ranges that lacks it."""
        missing = [number for number in range(count) if not self.is_done(step, number)]
        for _ in show(apply(partial(function, self), missing), step, len(missing)):
            pass
