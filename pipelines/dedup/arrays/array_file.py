"""Arrays in one file that is mapped into memory: who reads a few values touches the pages of these only.

A file is written under a temporary name and renamed when it is whole, and never changed afterwards. What it
holds stands in a table at its end, so that a file that was cut off is known by that.
"""

import json
import mmap
import os
import resource
import struct
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from pipelines.dedup.arrays.ragged import Ints

# Length of the table, of the whole file, checksum of the table, and what the file is.
_END = struct.Struct("<QQI12s")
_MARK = b"naba arrays1"
_ALIGNMENT = 64

# Linux reads no more than this at one request unless it is told otherwise.
_PAGES_AT_ONCE = (128 << 10) // mmap.PAGESIZE
# A piece of an array that is read from front to back.
_READ_AT_ONCE = 1 << 20
# So few pages that nobody asked for are read along rather than in two requests.
_PAGES_BETWEEN = 4

# Values that tell whether many are in memory.
_TOUCHED = 16

Array = npt.NDArray[Any]


class DamagedFileError(Exception):
    """The file is cut off, or holds something else."""


class ArrayFile:
    """Named arrays of a file, and a note about them.

    Attributes:
        note: JSON that the writer gave.
        bytes: size of the file.
    """

    def __init__(self, file: Path) -> None:
        """Maps the file.

        Raises:
            OSError: there is none.
            DamagedFileError: it is not whole.
        """
        self._file = file
        # The table is read, not mapped: around a touched page of a map the system reads megabytes.
        with file.open("rb", buffering=0) as source:
            self.bytes = os.fstat(source.fileno()).st_size
            if self.bytes < _END.size:
                raise DamagedFileError(file)
            self._map = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
            source.seek(self.bytes - _END.size)
            length, total, checksum, mark = _END.unpack(source.read(_END.size))
            source.seek(max(0, self.bytes - _END.size - length))
            table = source.read(length) if length <= self.bytes - _END.size else b""
        if mark != _MARK or total != self.bytes or zlib.crc32(table) != checksum:
            raise DamagedFileError(file)
        described = json.loads(table)
        self.note: dict[str, Any] = described["note"]
        self._places: dict[str, tuple[str, int, int]] = described["arrays"]

    def __getitem__(self, name: str) -> Array:
        """The array of that name; read-only, its pages are read when they are touched."""
        kind, offset, length = self._places[name]
        if not length:
            return np.empty(0, kind)
        return np.frombuffer(self._map, kind, length, offset)

    def read_scattered(self, name: str | None = None, *, scattered: bool) -> None:
        """Whether a page that is touched, of one array or of all, is read alone, or (as at first) with much around it."""
        start, end = 0, self.bytes
        if name is not None:
            kind, offset, length = self._places[name]
            start = offset // mmap.PAGESIZE * mmap.PAGESIZE
            end = offset + np.dtype(kind).itemsize * length
        if end > start:
            self._map.madvise(mmap.MADV_RANDOM if scattered else mmap.MADV_NORMAL, start, end - start)

    def is_in_memory(self, name: str, places: Ints) -> bool:
        """Whether values need not be read from the disk, as far as a few of them tell: they are touched until one must be."""
        values = self[name]
        faults = _pages_read()
        for place in places[:: max(1, len(places) // _TOUCHED)].tolist():
            values[place].item()
            if _pages_read() != faults:
                return False
        return True

    def prefetch(self, name: str, starts: Ints | None = None, ends: Ints | None = None) -> None:
        """Has the system read an array's pages while something else is done; neighbouring ones in one go.

        Args:
            name: of the array.
            starts: first value of each stretch that will be touched, in any order; without them, all is read.
            ends: the value behind the last one of each.
        """
        kind, offset, length = self._places[name]
        if starts is None or ends is None:
            starts, ends = np.array([0]), np.array([length])
        size = np.dtype(kind).itemsize
        firsts = (offset + size * starts) // mmap.PAGESIZE
        lasts = (offset + size * ends - 1) // mmap.PAGESIZE
        for begin, end in requests(zip(firsts.tolist(), lasts.tolist(), strict=True)):
            self._map.madvise(mmap.MADV_WILLNEED, begin * mmap.PAGESIZE, (end - begin) * mmap.PAGESIZE)

    def read_ahead(self, name: str) -> None:
        """Has a thread read a whole array from front to back, so that look-ups that begin meanwhile find it in memory."""
        kind, offset, length = self._places[name]

        def read() -> None:
            left = np.dtype(kind).itemsize * length
            buffer = bytearray(_READ_AT_ONCE)
            # What can't be read ahead is read when it is touched, and fails there.
            with suppress(OSError), self._file.open("rb", buffering=0) as source:
                source.seek(offset)
                while left > 0 and (count := source.readinto(buffer)):
                    left -= count

        Thread(target=read, name=f"read ahead {self._file.name}", daemon=True).start()

    def release(self) -> None:
        """Gives back the memory of all pages touched so far; they are read again when touched again."""
        self._map.madvise(mmap.MADV_DONTNEED)


def _pages_read() -> int:
    """How often this process had to wait for a page from the disk."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_majflt


def requests(pages: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """In which pieces to read some stretches of pages (first and last), front to back: first page and the one behind."""
    begin = end = 0
    for first, last in chain(sorted(pages), [(sys.maxsize, sys.maxsize)]):
        if first > end + _PAGES_BETWEEN:
            for page in range(begin, end, _PAGES_AT_ONCE):
                yield page, min(page + _PAGES_AT_ONCE, end)
            begin = first
        end = max(end, last + 1)


class ArrayFileWriter:
    """Writes arrays of which the largest possible lengths are known, each in pieces, at the same time."""

    def __init__(self, file: Path, capacities: Mapping[str, tuple[npt.DTypeLike, int]]) -> None:
        """Begins a file.

        Args:
            file: its final name; its folder is made.
            capacities: kind and largest possible length of each array. What is not filled stays a hole.
        """
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        self._temporary = file.with_name(f".{file.name}.{os.getpid()}")
        self._target = self._temporary.open("wb")
        self._places: dict[str, list[Any]] = {}
        self._end = 0
        for name, (kind, capacity) in capacities.items():
            dtype = np.dtype(kind)
            self._places[name] = [dtype.str, self._end, 0]
            self._end += -(-dtype.itemsize * capacity // _ALIGNMENT) * _ALIGNMENT

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._target.close()
        self._temporary.unlink(missing_ok=True)

    def append(self, name: str, values: Array) -> None:
        """Writes the next values of an array."""
        place = self._places[name]
        kind = np.dtype(place[0])
        self._target.seek(place[1] + kind.itemsize * place[2])
        self._target.write(np.ascontiguousarray(values, kind).data)
        place[2] += len(values)

    def finish(self, note: Mapping[str, Any]) -> None:
        """Completes the file and gives it its name."""
        table = json.dumps({"note": note, "arrays": self._places}).encode()
        self._target.seek(self._end)
        self._target.write(table)
        self._target.write(
            _END.pack(len(table), self._end + len(table) + _END.size, zlib.crc32(table), _MARK)
        )
        self._target.flush()
        os.fsync(self._target.fileno())
        self._target.close()
        self._temporary.replace(self._file)


def write_arrays(file: Path, note: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Writes a file of arrays that are all there."""
    with ArrayFileWriter(file, {name: (values.dtype, len(values)) for name, values in arrays.items()}) as out:
        for name, values in arrays.items():
            out.append(name, values)
        out.finish(note)
