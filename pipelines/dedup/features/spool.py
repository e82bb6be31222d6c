"""Features of texts that come one batch after the other, on disk until all are there, and mapped from then on.

For as many texts as do not fit into memory: 18 bytes of features a word, of which only those lie in memory that are
looked at. The files have no name, so nothing is left of them, however the process ends.
"""

import mmap
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import IO, Any

import numpy as np

from pipelines.dedup.arrays.ragged import Ints, Ragged, UInt64s, offsets_of
from pipelines.dedup.features.fingerprint import Features

# Linux maps 64 KB around each touched page: so many stories taken here and there are 250 MB.
_TAKEN_AT_ONCE = 1024


@dataclass(frozen=True, slots=True)
class SpooledFeatures(Features):
    """Features that are mapped from files, and keep nothing of them in memory.

    Attributes:
        maps: of these files.
    """

    maps: tuple[mmap.mmap, ...]

    def take(self, rows: Ints) -> Features:
        """The features of the given stories, in the given order, in memory."""
        parts = []
        for start in range(0, len(rows), _TAKEN_AT_ONCE):
            parts.append(Features.take(self, rows[start : start + _TAKEN_AT_ONCE]))
            self._release()
        return Features.concatenate(parts)

    def words_of(self, rows: Ints) -> Ragged:
        """As those of all features; some thousand stories at most."""
        words = Features.words_of(self, rows)
        self._release()
        return words

    def portions(self) -> Iterator[tuple[int, Features]]:
        """As those of all features."""
        for portion in Features.portions(self):
            yield portion
            self._release()

    def _release(self) -> None:
        for mapped in self.maps:
            mapped.madvise(mmap.MADV_DONTNEED)


@contextmanager
def spooled(batches: Iterable[Features], folder: Path) -> Iterator[SpooledFeatures]:
    """The stories of all batches, in order, as long as the context lasts.

    Args:
        batches: features of the next texts each; one batch is in memory at a time.
        folder: on a disk with room for 18 bytes a word.

    Raises:
        OSError: the folder is missing or not writable, or the disk is full.
    """
    flat: dict[str, list[UInt64s]] = {}
    files: dict[str, IO[bytes]] = {}
    with ExitStack() as stack:
        for column in fields(Features):
            flat[column.name] = [np.empty(0, np.uint64)]
            if column.type is Ragged:
                files[column.name] = stack.enter_context(tempfile.TemporaryFile(dir=folder))
        for batch in batches:
            for name, parts in flat.items():
                values = getattr(batch, name)
                if isinstance(values, Ragged):
                    files[name].write(values.values.data)
                    values = np.diff(values.offsets).astype(np.uint64)
                parts.append(values)
        columns: dict[str, Any] = {name: np.concatenate(parts) for name, parts in flat.items()}
        maps = []
        for name, file in files.items():
            file.flush()
            values = np.empty(0, np.uint64)
            if file.tell():
                maps.append(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
                values = np.frombuffer(maps[-1], np.uint64)
            columns[name] = Ragged(values, offsets_of(columns[name]))
        yield SpooledFeatures(**columns, maps=tuple(maps))
