"""A day's features on disk, mapped into memory, so that pairs across days need no text to be read again.

Beside the features of each story: what places it in canonical order, and which stories hold a segment or a
shingle. Files are named by day and signature and never change, so what pairs were found for can be held
against what is there now. A cache: whatever is missing, damaged or of another version is made anew from the
stories' texts.
"""

import mmap
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from pipelines.dedup.arrays.array_file import Array, ArrayFile, DamagedFileError, write_arrays
from pipelines.dedup.arrays.postings import Postings
from pipelines.dedup.arrays.ragged import Ints, Ragged, UInt64s
from pipelines.dedup.features.fingerprint import VERSION, Features
from pipelines.dedup.features.hash_ranges import Column
from pipelines.dedup.features.mapped import arrays_of, mapped_features

# Of this layout, the fingerprint and the normaliser.
_VERSION = f"1.{VERSION}"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SUFFIX = ".features"
# Of files that stay open: their touched pages count as memory, and each holds a file descriptor.
_OPEN_FILES = 128
_OPEN_BYTES = 1 << 29
# That a look-up by halves touches, beside those that all look-ups touch.
_PAGES_A_LOOKUP = 4


@dataclass(frozen=True, slots=True)
class StoryPlace:
    """What places a story in canonical order: main stories before read-also copies, then time, then id.

    Attributes:
        story_id: of the story.
        is_copy: whether it is a read-also copy.
        published: microseconds from 1970 to its publication.
    """

    story_id: str
    is_copy: bool
    published: int

    @classmethod
    def at(cls, story_id: str, is_copy: bool, published_at: datetime) -> "StoryPlace":
        """Of a story published at that time."""
        return cls(story_id, is_copy, (published_at - _EPOCH) // timedelta(microseconds=1))


OrderKey = tuple[bool, int, bytes]
"""Compares as stories do in canonical order."""
ORDER_COLUMNS = ("is_copy", "published", "story_ids")
"""The columns of a day that make it."""


class StoredDay:
    """The stories of one day, by row; rows are in order of story ids.

    Attributes:
        day: ordinal.
        bytes: size of the file.
        features: of all stories, mapped: take the rows that are needed.
        firsts: the rows that come first, in canonical order, of all with their text.
        segments, shingles: which of `firsts` hold a value. Equal texts of one day count once: a story in sixty
            outlets is no template.
    """

    def __init__(self, day: int, arrays: ArrayFile) -> None:
        self.day = day
        self.bytes = arrays.bytes
        self._arrays = arrays
        self.features = mapped_features(arrays)
        self._read_whole: set[Column] = set()
        self.firsts: Ints = arrays["firsts"]
        self.segments = Postings(arrays["segments.postings"], arrays["segments.holders"])
        self.shingles = Postings(arrays["shingles.postings"], arrays["shingles.holders"])

    def __len__(self) -> int:
        return len(self.features)

    def read_scattered(self, *, scattered: bool) -> None:
        """As of the file."""
        self._arrays.read_scattered(scattered=scattered)

    def is_in_memory(self, rows: Ints, columns: Collection[str]) -> bool:
        """Whether what `prefetch` would read is in memory, as far as the first and the last row tell."""
        for name in columns:
            places, column = rows[[0, -1]], getattr(self.features, name, None)
            if not isinstance(column, Ragged):
                found = self._arrays.is_in_memory(name, places)
            else:
                found = self._arrays.is_in_memory(f"{name}.offsets", places)
                starts = column.offsets[places] if found else places[:0]
                found = found and self._arrays.is_in_memory(
                    f"{name}.values", starts[starts < len(column.values)]
                )
            if not found:
                return False
        return True

    def prefetch(self, rows: Ints, columns: Collection[str]) -> None:
        """Has the system read what some rows of some columns take (`Features`, `story_ids`, `is_copy`, `published`).

        Of columns with rows of different lengths it reads where these stand; their values are for `prefetch_values`.
        """
        for name in columns:
            if isinstance(getattr(self.features, name, None), Ragged):
                self._arrays.prefetch(f"{name}.offsets", rows, rows + 2)
            else:
                self._arrays.prefetch(name, rows, rows + 1)

    def prefetch_values(self, rows: Ints, columns: Collection[str]) -> None:
        """The second half of `prefetch`."""
        for name in columns:
            column = getattr(self.features, name, None)
            if isinstance(column, Ragged):
                self._arrays.prefetch(f"{name}.values", column.offsets[rows], column.offsets[rows + 1])

    def counts(self, column: Column, values: UInt64s) -> Ints:
        """In how many of the day's texts each of the values (ascending) stands."""
        name, postings = f"{column}.postings", getattr(self, column)
        is_whole = _PAGES_A_LOOKUP * len(values) * mmap.PAGESIZE >= postings.values.nbytes
        if is_whole and column not in self._read_whole:
            self._read_whole.add(column)
            self._arrays.prefetch(name)
        self._arrays.read_scattered(name, scattered=not is_whole)
        counts: Ints = postings.counts(values)
        self._arrays.read_scattered(name, scattered=False)
        return counts

    def story_ids(self, rows: Ints) -> list[str]:
        """The ids of the given stories."""
        return [name.decode() for name in self._arrays["story_ids"][rows].tolist()]

    def order_keys(self, rows: Ints) -> list[OrderKey]:
        """What the given stories are compared by."""
        return list(zip(*(self._arrays[name][rows].tolist() for name in ORDER_COLUMNS), strict=True))

    def firsts_like(self, story_ids: Collection[str]) -> Ints:
        """Those of `firsts` that have the text of one of the given stories."""
        names = np.array([name.encode() for name in story_ids], np.bytes_)
        texts = self.features.text_hashes[np.isin(self._arrays["story_ids"], names)]
        found: Ints = self.firsts[np.isin(self.features.text_hashes[self.firsts], texts)]
        return found

    def rows_of_texts(self, text_hashes: UInt64s) -> Ints:
        """The rows of all stories with one of these texts."""
        return np.flatnonzero(np.isin(self.features.text_hashes, text_hashes))


class FeatureFolder:
    """The feature files of all days; those last used stay open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: OrderedDict[tuple[int, str], StoredDay] = OrderedDict()
        self._open_bytes = 0

    def save(
        self,
        day: date,
        signature: str,
        places: Sequence[StoryPlace],
        features: Features,
        before: tuple[StoredDay, Ints] | None = None,
    ) -> None:
        """Writes the features of a day's stories, which are in order of their ids.

        Args:
            day: of the stories.
            signature: names the file.
            places: of the stories.
            features: of the stories.
            before: the day as it was, and the row that each story has there; -1 for one that is new or another now.
                What those that stay hold is in order already.
        """
        write_arrays(
            self._file(day.toordinal(), signature),
            {"version": _VERSION, "signature": signature},
            _arrays_of(places, features, before),
        )

    def open(self, day: int, signature: str) -> StoredDay | None:
        """A day's stories, or None where there is no whole file of them by this version."""
        key = (day, signature)
        if key not in self._open:
            try:
                arrays = ArrayFile(self._file(day, signature))
            except (OSError, DamagedFileError):
                return None
            if arrays.note != {"version": _VERSION, "signature": signature}:
                return None
            self._open[key] = StoredDay(day, arrays)
            self._open_bytes += arrays.bytes
            while len(self._open) > 1 and (
                len(self._open) > _OPEN_FILES or self._open_bytes > _OPEN_BYTES + arrays.bytes
            ):
                self._open_bytes -= self._open.popitem(last=False)[1].bytes
        self._open.move_to_end(key)
        return self._open[key]

    def keep_only(self, days: Iterable[tuple[int, str]]) -> None:
        """Removes the files of all other days and signatures, and what killed writers left."""
        kept = {self._file(day, signature) for day, signature in days}
        for file in self._folder.glob(f"*{_SUFFIX}*"):
            if file not in kept:
                file.unlink(missing_ok=True)

    def _file(self, day: int, signature: str) -> Path:
        return self._folder / f"{date.fromordinal(day)}.{signature}{_SUFFIX}"


def _arrays_of(
    places: Sequence[StoryPlace], features: Features, before: tuple[StoredDay, Ints] | None
) -> dict[str, Array]:
    arrays: dict[str, Array] = arrays_of(features) | {
        "story_ids": np.array([place.story_id.encode() for place in places], np.bytes_),
        "is_copy": np.array([place.is_copy for place in places], np.bool_),
        "published": np.array([place.published for place in places], np.int64),
    }
    in_order = np.lexsort((arrays["published"], arrays["is_copy"]))
    _, first = np.unique(features.text_hashes[in_order], return_index=True)
    firsts = arrays["firsts"] = np.sort(in_order[first])
    for name in ("segments", "shingles"):
        postings = _postings(name, features, firsts, before)
        arrays[f"{name}.postings"], arrays[f"{name}.holders"] = postings.values, postings.rows
    return arrays


def _postings(name: str, features: Features, firsts: Ints, before: tuple[StoredDay, Ints] | None) -> Postings:
    """Which of the firsts hold a segment or a shingle: of those that were firsts before, it is known."""
    if before is None:
        return Postings.of(getattr(features, name).take(firsts), firsts)
    stored, rows = before
    # One more, which the row -1 of new stories means.
    was_first = np.zeros(len(stored) + 1, np.bool_)
    was_first[stored.firsts] = True
    stays = was_first[rows[firsts]]
    row_now = np.full(len(stored), -1)
    row_now[rows[firsts[stays]]] = firsts[stays]
    held: Postings = getattr(stored, name)
    held = held.where(row_now[held.rows] >= 0)
    fresh = firsts[~stays]
    return Postings(held.values, row_now[held.rows].astype(np.uint32)).merged(
        Postings.of(getattr(features, name).take(fresh), fresh)
    )
