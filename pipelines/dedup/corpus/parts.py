"""A part of a corpus: the features of its texts in one file, and what places each in canonical order."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pipelines.dedup.arrays.array_file import Array, ArrayFile, ArrayFileWriter
from pipelines.dedup.arrays.ragged import Ints, offsets_of
from pipelines.dedup.corpus.work import Work
from pipelines.dedup.features.fingerprint import Features, features_of, in_batches
from pipelines.dedup.features.mapped import joined_arrays, mapped_features
from pipelines.dedup.rules.boilerplate import UNDATED
from pipelines.files.jsonl import BadLines
from pipelines.stable_hash import stable_hash
from pipelines.text import normalize_all
from pipelines.text.mojibake import repair

STEP = "features"
LAST = np.iinfo(np.int64).max
"""The time of undated texts, which come last."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Characters of the texts that are in memory at a time, beside one text that is longer.
_BATCH_CHARACTERS = 1 << 21
# Messages that are kept of a part; the rest is counted.
_MESSAGES_MAX = 10
# Linux maps 64 KB around each touched page: so many stories taken here and there are 250 MB.
_TAKEN_AT_ONCE = 1024


class TextRow(NamedTuple):
    """A text of the source.

    Attributes:
        row: where it stands in its part of the source.
        id: its name.
        published_at: an aware time, or None.
        text: as it is; mending and normalising is done here.
    """

    row: int
    id: str
    published_at: datetime | None
    text: str


class Part:
    """The texts of a part, mapped.

    Attributes:
        features: of each; take those that are needed.
        days: day ordinal of each, or `UNDATED`.
        minutes: of the publication of each, since 1970; 0 where unknown.
        published: microseconds since 1970, or `LAST`.
        id_hashes: 64 bits of each id.
        rows: where each stands in its part of the source.
        unusable: how many rows of the source are none.
        undated: how many texts have a time that can't be read.
        messages: about the first of both.
    """

    def __init__(self, arrays: ArrayFile) -> None:
        self._arrays = arrays
        self.features: Features = mapped_features(arrays)
        self.days: Ints = arrays["days"]
        self.minutes: Ints = arrays["minutes"]
        self.published: Ints = arrays["published"]
        self.id_hashes = arrays["id_hashes"]
        self.rows: Ints = arrays["rows"]
        self.unusable: int = arrays.note["unusable"]
        self.undated: int = arrays.note["undated"]
        self.messages: list[str] = arrays.note["messages"]

    @classmethod
    def of(cls, work: Work, number: int) -> "Part":
        """A part that `write_part` wrote."""
        return cls(work.read(STEP, number))

    def __len__(self) -> int:
        return len(self.days)

    def ids(self, rows: Ints) -> list[bytes]:
        """The ids of the given texts, in UTF-8."""
        values, offsets = self._arrays["ids.values"], self._arrays["ids.offsets"]
        bounds = zip(offsets[rows].tolist(), offsets[rows + 1].tolist(), strict=True)
        return [values[start:end].tobytes() for start, end in bounds]

    def id_prefixes(self, length: int) -> Array:
        """The first bytes of each id, filled up with zeros; shape (texts, length)."""
        values, offsets = self._arrays["ids.values"], self._arrays["ids.offsets"]
        places = offsets[:-1, None] + np.arange(length)
        filled = np.append(values, np.uint8(0))
        return np.where(places < offsets[1:, None], filled[np.minimum(places, len(values))], np.uint8(0))

    def take(self, rows: Ints) -> Features:
        """The features of the given texts, in the given order, in memory."""
        parts = []
        for start in range(0, len(rows), _TAKEN_AT_ONCE):
            parts.append(self.features.take(rows[start : start + _TAKEN_AT_ONCE]))
            self.release()
        return Features.concatenate(parts)

    def release(self) -> None:
        """Gives back the memory of what was touched."""
        self._arrays.release()


def write_part(file: Path, rows: Iterable[TextRow], bad: BadLines) -> None:
    """Computes the features of a part's texts and writes them.

    Args:
        file: to write.
        rows: the texts, in the order of the source.
        bad: what the source says of rows that are none, and of times, once all are read.
    """
    batches, ids = [], []
    columns: dict[str, list[int]] = {name: [] for name in ("rows", "days", "minutes", "published")}
    for batch in in_batches(rows, lambda row: len(row.text), _BATCH_CHARACTERS):
        batches.append(features_of(normalize_all([repair(row.text) for row in batch])))
        for row in batch:
            ids.append(id_bytes(row.id))
            moment = row.published_at
            columns["rows"].append(row.row)
            columns["days"].append(UNDATED if moment is None else moment.astimezone(UTC).toordinal())
            columns["minutes"].append(0 if moment is None else int(moment.timestamp()) // 60)
            columns["published"].append(
                LAST if moment is None else (moment - _EPOCH) // timedelta(microseconds=1)
            )
    arrays: dict[str, list[Array]] = {
        name: list(pieces) for name, pieces in joined_arrays(batches or [features_of([])]).items()
    }
    arrays |= {name: [np.array(values, np.int64)] for name, values in columns.items()}
    arrays["ids.values"] = [np.frombuffer(b"".join(ids), np.uint8)]
    arrays["ids.offsets"] = [offsets_of(np.array([len(name) for name in ids], np.int64))]
    arrays["id_hashes"] = [np.array([stable_hash(name) for name in ids], np.uint64)]
    capacities = {name: (pieces[0].dtype, sum(map(len, pieces))) for name, pieces in arrays.items()}
    with ArrayFileWriter(file, capacities) as out:
        for name, pieces in arrays.items():
            for piece in pieces:
                out.append(name, piece)
        out.finish(
            {
                "unusable": len(bad.messages) - bad.undated,
                "undated": bad.undated,
                "messages": bad.messages[:_MESSAGES_MAX],
            }
        )


def id_bytes(name: str) -> bytes:
    """An id in UTF-8, which orders as the strings do; half a surrogate pair, which JSON may have, is kept."""
    return name.encode("utf-8", "surrogatepass")


def id_text(name: bytes) -> str:
    """What was made `id_bytes`."""
    return name.decode("utf-8", "surrogatepass")
