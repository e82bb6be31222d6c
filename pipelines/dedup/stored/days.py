"""The stories of all days, as they are at one moment, on disk: whatever is asked for is read for these alone."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.dedup.arrays.array_file import DamagedFileError
from pipelines.dedup.arrays.ragged import Ints, Ragged, UInt64s
from pipelines.dedup.features.fingerprint import Features
from pipelines.dedup.features.hash_ranges import Column
from pipelines.dedup.stored.feature_file import ORDER_COLUMNS, FeatureFolder, OrderKey, StoredDay

_ROW_BITS = 32
# Days whose stories are read at the same time. Their files are open.
_DAYS_AHEAD = 16
_FEATURES = tuple(column.name for column in fields(Features))


def addresses_of(day: int | Ints, rows: npt.NDArray[Any]) -> Ints:
    """A number for each story of all days: its day and its row."""
    return (np.asarray(day, np.int64) << _ROW_BITS) | rows.astype(np.int64)


def day_of(addresses: Ints) -> Ints:
    """The days of some stories."""
    return addresses >> _ROW_BITS


def row_of(addresses: Ints) -> Ints:
    """The rows of some stories in their days."""
    return addresses & ((1 << _ROW_BITS) - 1)


def places_by_day(addresses: Ints) -> Iterator[tuple[int, Ints]]:
    """Each day of some stories, ascending, and the positions of its stories among them."""
    days = day_of(addresses)
    order = np.argsort(days, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(days[order])) + 1):
        if len(part):
            yield int(days[part[0]]), part


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """Of some stories: fingerprint, hash of the text, number of words; as in `Features`."""

    fingerprints: UInt64s
    text_hashes: UInt64s
    lengths: Ints

    def take(self, positions: Ints) -> "StoryFacts":
        """Of the stories at these positions."""
        return StoryFacts(self.fingerprints[positions], self.text_hashes[positions], self.lengths[positions])


class StoredDays:
    """All days as they are at one moment: of each the stories with one signature."""

    def __init__(self, folder: FeatureFolder, signatures: dict[int, str]) -> None:
        self._folder = folder
        self.signatures = signatures
        self._ordinals = np.array(sorted(signatures), np.int64)

    def __getitem__(self, day: int) -> StoredDay:
        """The stories of a day that is there.

        Raises:
            DamagedFileError: its file went away meanwhile.
        """
        stored = self._folder.open(day, self.signatures[day])
        if stored is None:
            raise DamagedFileError(f"{date.fromordinal(day)}: the features went away")
        return stored

    def has(self, day: int) -> bool:
        """Whether the features of a day's stories are there."""
        return self._folder.open(day, self.signatures[day]) is not None

    def near(self, day: int, reach: int) -> list[int]:
        """The days within reach of a day, which need not be there itself."""
        low, high = np.searchsorted(self._ordinals, [day - reach, day + reach + 1])
        found: list[int] = self._ordinals[low:high].tolist()
        return found

    def by_day(
        self, addresses: Ints, columns: Collection[str] = ()
    ) -> Iterator[tuple[StoredDay, Ints, Ints]]:
        """Each day of some stories, ascending, the positions of its stories among them, and their rows.

        Args:
            addresses: of the stories.
            columns: what will be read of them: of some days at a time, the system reads it while others are looked at.
        """
        days = places_by_day(addresses)
        while some := list(islice(days, _DAYS_AHEAD)):
            opened = [(self[day], places, row_of(addresses[places])) for day, places in some]
            for stored, _, _ in opened:
                stored.read_scattered(scattered=True)
            if not all(stored.is_in_memory(rows, columns) for stored, _, rows in opened):
                for stored, _, rows in opened:
                    stored.prefetch(rows, columns)
                for stored, _, rows in opened:
                    stored.prefetch_values(rows, columns)
            yield from opened
            for stored, _, _ in opened:
                stored.read_scattered(scattered=False)

    def facts(self, addresses: Ints) -> StoryFacts:
        """What is asked first about some stories, in their order."""
        shape = len(addresses)
        facts = StoryFacts(np.empty(shape, np.uint64), np.empty(shape, np.uint64), np.empty(shape, np.int64))
        for stored, places, rows in self.by_day(addresses, ("fingerprints", "text_hashes", "words.offsets")):
            facts.fingerprints[places] = stored.features.fingerprints[rows]
            facts.text_hashes[places] = stored.features.text_hashes[rows]
            facts.lengths[places] = stored.features.lengths_of(rows)
        return facts

    def compared(self, addresses: Ints) -> tuple[Features, list[OrderKey]]:
        """The features of some stories, in memory, and what they are ordered by."""
        parts: list[Features] = []
        keys: list[OrderKey] = [(False, 0, b"")] * len(addresses)
        positions = [np.empty(0, np.int64)]
        for stored, places, rows in self.by_day(addresses, (*_FEATURES, *ORDER_COLUMNS)):
            parts.append(stored.features.take(rows))
            positions.append(places)
            for place, key in zip(places.tolist(), stored.order_keys(rows), strict=True):
                keys[place] = key
        return Features.concatenate(parts, np.argsort(np.concatenate(positions))), keys

    def held(self, column: Column, addresses: Ints) -> Ragged:
        """The segments or shingles of some stories, in their order."""
        parts, positions = [], [np.empty(0, np.int64)]
        for stored, places, rows in self.by_day(addresses, (column,)):
            values: Ragged = getattr(stored.features, column)
            parts.append(values.take(rows))
            positions.append(places)
        return Ragged.concatenate(parts).take(np.argsort(np.concatenate(positions)))

    def story_ids(self, addresses: Ints) -> list[str]:
        """The ids of some stories, in their order."""
        names = [""] * len(addresses)
        for stored, places, rows in self.by_day(addresses, ("story_ids",)):
            for place, name in zip(places.tolist(), stored.story_ids(rows), strict=True):
                names[place] = name
        return names

    def order_keys(self, addresses: Ints) -> list[OrderKey]:
        """What some stories are compared by, in their order."""
        keys: list[OrderKey] = [(False, 0, b"")] * len(addresses)
        for stored, places, rows in self.by_day(addresses, ORDER_COLUMNS):
            for place, key in zip(places.tolist(), stored.order_keys(rows), strict=True):
                keys[place] = key
        return keys
