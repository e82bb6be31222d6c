"""The candidate index: which stories of the whole archive have a near fingerprint or hold a segment.

Sorted files on disk, merged as in a log-structured merge tree (O'Neil and others 1996): a new day becomes a
small file, and files are merged when they are no longer much smaller than the one before. So a day costs little
whatever the archive's size, and a look-up asks few files. A day that was written again is in a new file; its
stories of before no longer count, and go away with the next merge.

A cache, made anew from the days' feature files where it is missing, damaged or of another version. Files never
change; a list of those that count is replaced as a whole, so a kill at any moment leaves this state or the
next. Whoever updates it must be alone.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from pipelines.dedup.arrays.array_file import DamagedFileError
from pipelines.dedup.arrays.ragged import Ints, UInt64s
from pipelines.dedup.stored.days import StoredDays
from pipelines.dedup.stored.sorted_file import Hits, SortedFile, Source, write_sorted_file

# A file is merged with all after it unless it has this many times their stories: at most a dozen files for 10^10.
_GROWTH = 4
# New stories and days that become one file. Each day is an open file.
_STORIES_AT_ONCE = 1 << 19
_DAYS_AT_ONCE = 256
# Names of the sorted files that count.
_LIST = "files.json"


class CandidateIndex:
    """The index of one folder."""

    def __init__(self, folder: Path, distance: int) -> None:
        """Opens what is there.

        Args:
            folder: of the sorted files; made when something is written.
            distance: Hamming distance that near fingerprints have at most.
        """
        self._folder = folder
        self._distance = distance
        self._files: list[SortedFile] = []
        try:
            names = json.loads((folder / _LIST).read_text(encoding="utf-8"))
            self._files = [SortedFile(folder / name, distance) for name in names]
        except (OSError, ValueError, TypeError, DamagedFileError):
            self._files = []

    def update(self, days: StoredDays) -> None:
        """Brings the index to the given days and their stories, and nothing else."""
        self._bury(days.signatures)
        before = [each.file for each in self._files]
        known = {
            (day, signature)
            for each in self._files
            for (day, signature, _), live in zip(each.days, each.live, strict=True)
            if live
        }
        fresh: list[Source] = []
        stories = 0
        for day, signature in sorted(days.signatures.items()):
            if (day, signature) in known:
                continue
            fresh.append(Source.of_day(days[day], signature, self._distance, stories))
            stories += len(days[day])
            if stories >= _STORIES_AT_ONCE or len(fresh) == _DAYS_AT_ONCE:
                self._append(fresh)
                fresh, stories = [], 0
        if fresh:
            self._append(fresh)
        self._merge()
        if [each.file for each in self._files] != before:
            self._commit()

    def _bury(self, signatures: Mapping[int, str]) -> None:
        """Only what the days hold now counts, and each day once."""
        seen = set()
        for each in self._files:
            for number, (day, signature, _) in enumerate(each.days):
                each.live[number] = signatures.get(day) == signature and day not in seen
                if each.live[number]:
                    seen.add(day)

    def _append(self, sources: list[Source]) -> None:
        used = [int(file.stem) for file in self._folder.glob("*.index") if file.stem.isdigit()]
        file = self._folder / f"{max(used, default=0) + 1:06}.index"
        write_sorted_file(file, sources, self._distance)
        self._files.append(SortedFile(file, self._distance))

    def _merge(self) -> None:
        sizes = [each.stories for each in self._files]
        first = next((i for i in range(len(sizes)) if sizes[i] < _GROWTH * sum(sizes[i + 1 :])), len(sizes))
        if sum(each.dead_stories for each in self._files) > sum(sizes):
            first = 0
        merged = self._files[first:]
        if not merged:
            return
        del self._files[first:]
        sources: list[Source] = []
        for each in merged:
            sources.append(each.source(sum(stories for source in sources for _, _, stories in source.days)))
        self._append(sources)

    def _commit(self) -> None:
        temporary = self._folder / f".{_LIST}.{os.getpid()}"
        temporary.write_text(json.dumps([each.file.name for each in self._files]), encoding="utf-8")
        temporary.replace(self._folder / _LIST)
        kept = {self._folder / _LIST, *(each.file for each in self._files)}
        for file in self._folder.iterdir():
            if file not in kept:
                file.unlink()

    @property
    def stories(self) -> int:
        """Stories in it."""
        return sum(each.stories for each in self._files)

    @property
    def sorted_files(self) -> int:
        """Sorted files that a look-up asks."""
        return len(self._files)

    def read_ahead(self, look_ups: int) -> None:
        """Has what so many look-ups of segments will touch read while something else is done."""
        for each in self._files:
            each.read_ahead(look_ups)

    def near(self, fingerprints: UInt64s) -> Hits:
        """Stories within the distance of some fingerprints: (positions, addresses), possibly repeated."""
        for each in self._files:
            yield from each.near(fingerprints)

    def equal(self, fingerprints: UInt64s) -> Hits:
        """Stories with some fingerprints: (positions, addresses)."""
        for each in self._files:
            yield from each.equal(fingerprints)

    def holding(self, segments: UInt64s) -> Hits:
        """Stories that hold some segments (ascending): (positions, addresses)."""
        for each in self._files:
            yield from each.holding(segments)

    def counts(self, segments: UInt64s) -> Ints:
        """In how many stories each segment (ascending) stands, or a few more: buried ones are counted in."""
        counts = np.zeros(len(segments), np.int64)
        for each in self._files:
            counts += each.counts(segments)
        return counts


def hits_of(found: Hits) -> tuple[Ints, Ints]:
    """All hits at once."""
    parts = list(found)
    none = np.empty(0, np.int64)
    return (
        np.concatenate([none, *(which for which, _ in parts)]),
        np.concatenate([none, *(addresses for _, addresses in parts)]),
    )
