"""Arrays in one file that is mapped into memory: who reads a few values touches the pages of these only.

A file is written under a temporary name and renamed when it is whole, and never changed afterwards. What it
holds stands in a table at its end, so that a file that was cut off is known by that.
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

# Length of the table, of the whole file, checksum of the table, and what the file is.
_END = struct.Struct("<QQI12s")
_MARK = b"naba arrays1"
_ALIGNMENT = 64

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
        with file.open("rb") as source:
            self.bytes = os.fstat(source.fileno()).st_size
            if self.bytes < _END.size:
                raise DamagedFileError(file)
            self._map = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
        length, total, checksum, mark = _END.unpack(self._map[-_END.size :])
        table = self._map[-_END.size - length : -_END.size] if length <= self.bytes - _END.size else b""
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

    def release(self) -> None:
        """Gives back the memory of all pages touched so far; they are read again when touched again."""
        self._map.madvise(mmap.MADV_DONTNEED)


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
