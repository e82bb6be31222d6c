"""The terms of days on disk: a lead is read again only where it is another than before.

A file a day. A cache: what is missing, damaged or of another version is made anew from the leads.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from pipelines.dedup.arrays.array_file import ArrayFile, DamagedFileError, write_arrays
from pipelines.dedup.arrays.ragged import Ints, Ragged, UInt64s
from pipelines.related.terms import Lead, LeadTerms, terms_of

_SUFFIX = ".terms"

Read = Callable[[Ints], Sequence[Lead]]
"""Reads the leads at some positions, in their order."""


class TermFolder:
    """The terms of the leads of some days."""

    def __init__(self, folder: Path, version: str) -> None:
        """Of a folder, which is made when something is written.

        Args:
            folder: of the files.
            version: of all that terms are made by; files of another one do not count.
        """
        self._folder = folder
        self._version = version

    def terms(self, day: date, digests: UInt64s, read: Read) -> LeadTerms:
        """The terms of a day's leads, in their order.

        Args:
            day: of the leads.
            digests: of what each lead is made of.
            read: asked for the leads whose terms are not known.
        """
        known_digests, known = self._open(day)
        order = np.argsort(known_digests)
        places = np.searchsorted(known_digests[order], digests)
        rows = np.append(order, -1)[places]
        is_known = np.append(known_digests, np.uint64(0))[rows] == digests
        is_known &= rows >= 0
        fresh = np.flatnonzero(~is_known)
        if not len(fresh):
            return known.take(rows)
        rows[fresh] = len(known) + np.arange(len(fresh))
        terms = LeadTerms.concatenate([known, terms_of(read(fresh))]).take(rows)
        write_arrays(
            self._file(day),
            {"version": self._version},
            {
                "digests": digests,
                "hashes": terms.hashes.values,
                "offsets": terms.hashes.offsets,
                "kinds": terms.kinds,
            },
        )
        return terms

    def keep_only(self, days: Collection[date]) -> None:
        """Removes the files of all other days, and what killed writers left."""
        kept = {self._file(day) for day in days}
        for file in self._folder.glob(f"*{_SUFFIX}*"):
            if file not in kept:
                file.unlink(missing_ok=True)

    def _open(self, day: date) -> tuple[UInt64s, LeadTerms]:
        """Digests of the leads that are known of a day, and their terms."""
        try:
            arrays = ArrayFile(self._file(day))
        except (OSError, DamagedFileError):
            return np.empty(0, np.uint64), terms_of([])
        if arrays.note != {"version": self._version}:
            return np.empty(0, np.uint64), terms_of([])
        hashes = Ragged(arrays["hashes"], arrays["offsets"])
        return arrays["digests"], LeadTerms(hashes, arrays["kinds"])

    def _file(self, day: date) -> Path:
        return self._folder / f"{day}{_SUFFIX}"
