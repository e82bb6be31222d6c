"""What is known of days on disk: a lead is read again only where it is another than before.

Of each day a file of its groups' terms, and one of the close pairs that were found for it. A cache: what is missing,
damaged or of another version is made anew.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pipelines.dedup.arrays.array_file import Array, ArrayFile, DamagedFileError, write_arrays
from pipelines.dedup.arrays.postings import Postings, is_in
from pipelines.dedup.arrays.ragged import Ints, Ragged, UInt64s
from pipelines.related.close_pairs import ClosePairs, Gone
from pipelines.related.day_terms import DayTerms
from pipelines.related.terms import Lead, LeadTerms

_TERMS, _PAIRS = ".terms", ".pairs"


class Groups(NamedTuple):
    """The groups that a day has now.

    Attributes:
        keys: as in `DayTerms`; distinct.
        read: the leads at some positions, in their order.
    """

    keys: UInt64s
    read: Callable[[Ints], Sequence[Lead]]


class TermFolder:
    """The files of some days."""

    def __init__(self, folder: Path, version: str) -> None:
        """Of a folder, which is made when something is written.

        Args:
            folder: of the files.
            version: of all that they are made by; files of another one do not count.
        """
        self._folder = folder
        self._version = version
        self._gone: list[tuple[UInt64s, Ragged]] = []

    @property
    def gone(self) -> Gone:
        """The groups that went from days since their files were written, of all days asked for until now."""
        return Gone.of(self._gone)

    def terms(self, day: date, signature: str, groups: Callable[[], Groups]) -> DayTerms:
        """The groups of a day with their terms.

        Args:
            day: of the groups.
            signature: of the groups; where it is that of the file, nothing is read.
            groups: asked for the groups of the day where they are others than before.
        """
        arrays = self._open(self._file(day, _TERMS))
        known = DayTerms.of(day, np.empty(0, np.uint64), []) if arrays is None else _day_terms(day, arrays)
        if arrays is not None and arrays.note["signature"] == signature:
            return known
        keys, read = groups()
        stays = is_in(known.keys, np.sort(keys))
        fresh = np.flatnonzero(~is_in(keys, np.sort(known.keys)))
        self._note_gone(known, np.flatnonzero(~stays))
        terms = known.changed(stays, DayTerms.of(day, keys[fresh], read(fresh)))
        file = self._file(day, _TERMS)
        self._write(file, {"signature": signature}, _arrays_of(terms))
        # Of a large day these are hundreds of megabytes: mapped, they are not in memory as a whole.
        return _day_terms(day, ArrayFile(file))

    def close_pairs(self, day: date) -> ClosePairs | None:
        """The pairs that were found for a day; None if that is not known."""
        arrays = self._open(self._file(day, _PAIRS))
        return None if arrays is None else ClosePairs(arrays["members"], arrays["first"], arrays["second"])

    def save_close_pairs(self, day: date, pairs: ClosePairs) -> None:
        """Keeps the pairs that were found for a day."""
        arrays = {"members": pairs.members, "first": pairs.first, "second": pairs.second}
        self._write(self._file(day, _PAIRS), {}, arrays)

    def forget_others(self, days: Collection[date]) -> None:
        """Removes the files of all other days, which have no groups any more: those that they had went."""
        for file in self._files(days):
            arrays = self._open(file) if file.suffix == _TERMS else None
            if arrays is not None:
                known = _day_terms(date.min, arrays)
                self._note_gone(known, np.arange(len(known)))
            file.unlink(missing_ok=True)

    def keep_only(self, days: Collection[date]) -> None:
        """Removes the files of all other days, and what killed writers left."""
        for file in self._files(days):
            file.unlink(missing_ok=True)

    def _files(self, others_than: Collection[date]) -> Iterator[Path]:
        kept = {self._file(day, suffix) for day in others_than for suffix in (_TERMS, _PAIRS)}
        for suffix in (_TERMS, _PAIRS):
            yield from (file for file in self._folder.glob(f"*{suffix}*") if file not in kept)

    def _note_gone(self, known: DayTerms, rows: Ints) -> None:
        self._gone.append((known.keys[rows], known.terms.take(rows).hashes))

    def _write(self, file: Path, note: Mapping[str, str], arrays: Mapping[str, Array]) -> None:
        write_arrays(file, {"version": self._version, **note}, arrays)

    def _open(self, file: Path) -> ArrayFile | None:
        try:
            arrays = ArrayFile(file)
        except (OSError, DamagedFileError):
            return None
        return arrays if arrays.note.get("version") == self._version else None

    def _file(self, day: date, suffix: str) -> Path:
        return self._folder / f"{day}{suffix}"


def _arrays_of(terms: DayTerms) -> dict[str, Array]:
    return {
        "keys": terms.keys,
        "group_ids": terms.group_ids,
        "outlets": terms.outlets,
        "times": terms.times,
        "terms": terms.terms.hashes.values,
        "offsets": terms.terms.hashes.offsets,
        "kinds": terms.terms.kinds,
        "postings": terms.postings.values,
        "holders": terms.postings.rows,
    }


def _day_terms(day: date, arrays: ArrayFile) -> DayTerms:
    return DayTerms(
        day,
        arrays["keys"],
        arrays["group_ids"],
        arrays["outlets"],
        arrays["times"],
        LeadTerms(Ragged(arrays["terms"], arrays["offsets"]), arrays["kinds"]),
        Postings(arrays["postings"], arrays["holders"]),
    )
