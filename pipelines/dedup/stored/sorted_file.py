"""A sorted file: the segments and fingerprints of many days, in order of value, that never changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.dedup.arrays.array_file import ArrayFile, ArrayFileWriter, DamagedFileError
from pipelines.dedup.arrays.postings import Postings, UInt32s
from pipelines.dedup.arrays.ragged import Ints, UInt64s, offsets_of
from pipelines.dedup.features.fingerprint import VERSION
from pipelines.dedup.rules.candidates import blocks_of, rows_equal, rows_near
from pipelines.dedup.stored.days import addresses_of
from pipelines.dedup.stored.feature_file import StoredDay

_VERSION = f"1.{VERSION}"
_GONE = np.uint32(0xFFFFFFFF)
# Values looked up before the memory of the touched pages is given back. Linux maps 64 KB around a touched page.
_AT_ONCE = 4096
# Where a look-up stands for so many values, most pages are touched: each of 512 values, by halves some pages around it.
_VALUES_A_LOOK_UP = 2048
# Places that tell whether the segments are in memory.
_PLACES_TOUCHED = 16
# Entries held in memory while sorted files are merged, about 150 MB.
_MERGED_AT_ONCE = 1 << 22

Hits = Iterator[tuple[Ints, Ints]]
"""Positions of what was asked for, and addresses of the stories found (`addresses_of`)."""


class SortedFile:
    """A sorted file on disk.

    Attributes:
        file: its path.
        days: (ordinal, signature, stories) of each day in it, in order of their rows.
    """

    def __init__(self, file: Path, distance: int) -> None:
        """Opens a sorted file.

        Raises:
            OSError, DamagedFileError: there is none, it is damaged, or made for other look-ups.
        """
        self.file = file
        self._arrays = ArrayFile(file)
        note = self._arrays.note
        if note.get("version") != _VERSION or note.get("distance") != distance:
            raise DamagedFileError(file)
        self._distance = distance
        self.days: list[tuple[int, str, int]] = [tuple(day) for day in note["days"]]
        self._ordinals = np.array([day for day, _, _ in self.days], np.int64)
        self._starts = offsets_of(np.array([stories for _, _, stories in self.days], np.int64))
        self.live = np.ones(len(self.days), np.bool_)
        self.segments = self._postings("segments")
        self._arrays.read_scattered("segments.rows", scattered=True)
        self.blocks = [self._postings(f"block {number}") for number in range(distance + 1)]

    @property
    def stories(self) -> int:
        """Stories of the days that count."""
        return int(np.diff(self._starts)[self.live].sum())

    @property
    def dead_stories(self) -> int:
        """Stories of days that meanwhile have other ones."""
        return int(self._starts[-1]) - self.stories

    def read_ahead(self, look_ups: int) -> None:
        """Has the segments read, if so many look-ups will touch most of their pages and these are not in memory."""
        held = len(self.segments.values)
        places = np.linspace(0, max(0, held - 1), _PLACES_TOUCHED, dtype=np.int64)
        if look_ups * _VALUES_A_LOOK_UP >= held > 0 and not self._arrays.is_in_memory(
            "segments.values", places
        ):
            self._arrays.read_ahead("segments.values")

    def near(self, fingerprints: UInt64s) -> Hits:
        """Stories within the distance of some fingerprints, possibly repeated."""
        order = np.argsort(fingerprints)
        for part in self._parts(order):
            for which, rows in rows_near(self.blocks, fingerprints[part], self._distance):
                yield from self._stories(part[which], rows)

    def equal(self, fingerprints: UInt64s) -> Hits:
        """Stories with some fingerprints."""
        order = np.argsort(fingerprints)
        for part in self._parts(order):
            for which, rows in rows_equal(self.blocks, fingerprints[part]):
                yield from self._stories(part[which], rows)

    def holding(self, segments: UInt64s) -> Hits:
        """Stories that hold some segments (ascending)."""
        for part in self._parts(np.arange(len(segments))):
            first, counts = self.segments.ranges(segments[part], segments[part])
            if not self._arrays.is_in_memory("segments.rows", first[counts > 0]):
                self._arrays.prefetch("segments.rows", first, first + counts)
            for which, _, rows in self.segments.standing(first, counts):
                yield from self._stories(part[which], rows)

    def counts(self, segments: UInt64s) -> Ints:
        """How many stories hold each segment (ascending), dead ones counted in."""
        counts = [self.segments.counts(segments[part]) for part in self._parts(np.arange(len(segments)))]
        return np.concatenate([np.empty(0, np.int64), *counts])

    def _parts(self, positions: Ints) -> Iterator[Ints]:
        for start in range(0, len(positions), _AT_ONCE):
            yield positions[start : start + _AT_ONCE]
            self._arrays.release()

    def _stories(self, which: Ints, rows: npt.NDArray[Any]) -> Hits:
        days = np.searchsorted(self._starts, rows, "right") - 1
        live = self.live[days]
        days, which = days[live], which[live]
        if len(which):
            yield which, addresses_of(self._ordinals[days], rows[live] - self._starts[days])

    def _postings(self, name: str) -> Postings:
        return Postings(self._arrays[f"{name}.values"], self._arrays[f"{name}.rows"])

    def source(self, first_row: int) -> "Source":
        """What lives in the file, to be written into another one from that row on."""
        counts = np.where(self.live, np.diff(self._starts), 0)
        starts = first_row + offsets_of(counts)[:-1]
        rows = np.full(int(self._starts[-1]), _GONE, np.uint32)
        for day in np.flatnonzero(self.live):
            rows[self._starts[day] : self._starts[day + 1]] = np.arange(
                starts[day], starts[day] + counts[day]
            )
        days = [day for day, alive in zip(self.days, self.live, strict=True) if alive]
        self._arrays.read_scattered(scattered=False)
        return Source(days, self.segments, self.blocks, rows, self._arrays)


@dataclass(frozen=True, slots=True)
class Source:
    """Part of what a new sorted file is made of.

    Attributes:
        days: as in `SortedFile`.
        segments, blocks: postings with rows of its own.
        rows: the row in the new file of each of its own rows, or one for all that is gone.
        mapped: whose memory is to be given back, if any.
    """

    days: Sequence[tuple[int, str, int]]
    segments: Postings
    blocks: Sequence[Postings]
    rows: UInt32s
    mapped: ArrayFile | None

    @classmethod
    def of_day(cls, stored: StoredDay, signature: str, distance: int, first_row: int) -> "Source":
        """A day's stories, from that row on; equal texts are there once."""
        blocks = blocks_of(stored.features.fingerprints[stored.firsts], stored.firsts, distance)
        rows = np.arange(first_row, first_row + len(stored), dtype=np.uint32)
        return cls([(stored.day, signature, len(stored))], stored.segments, blocks, rows, None)


def write_sorted_file(file: Path, sources: Sequence[Source], distance: int) -> None:
    """Merges what lives in the sources into one sorted file; memory stays bounded."""
    postings = {"segments": [source.segments for source in sources]}
    for number in range(distance + 1):
        postings[f"block {number}"] = [source.blocks[number] for source in sources]
    capacities: dict[str, tuple[npt.DTypeLike, int]] = {}
    for name, parts in postings.items():
        entries = sum(len(part.values) for part in parts)
        capacities[f"{name}.values"] = (np.uint64, entries)
        capacities[f"{name}.rows"] = (np.uint32, entries)
    with ArrayFileWriter(file, capacities) as out:
        for name, parts in postings.items():
            for values, rows in _merged(parts, sources):
                out.append(f"{name}.values", values)
                out.append(f"{name}.rows", rows)
        days = [day for source in sources for day in source.days]
        out.finish({"version": _VERSION, "distance": distance, "days": days})


def _merged(parts: Sequence[Postings], sources: Sequence[Source]) -> Iterator[tuple[UInt64s, UInt32s]]:
    """The entries of all parts that are not gone, ascending, some million at a time."""
    step = max(1, _MERGED_AT_ONCE // 64)
    samples = np.sort(np.concatenate([part.values[::step] for part in parts]))
    bounds = np.unique(samples[64::64])
    cuts = [np.concatenate([[0], np.searchsorted(part.values, bounds), [len(part.values)]]) for part in parts]
    for piece in range(len(bounds) + 1):
        values, rows = [], []
        for part, source, cut in zip(parts, sources, cuts, strict=True):
            here = slice(int(cut[piece]), int(cut[piece + 1]))
            mapped = source.rows[part.rows[here]]
            stays = mapped != _GONE
            values.append(part.values[here][stays])
            rows.append(mapped[stays])
            if source.mapped is not None:
                source.mapped.release()
        joined = np.concatenate(values)
        order = np.argsort(joined, kind="stable")
        yield joined[order], np.concatenate(rows)[order]
