"""10,000 new stories against 100 thousand, 1 million and 10 million stored ones: seconds, memory, recall.

`python -m benchmarks index [LARGEST]`: the stored stories, 10,000 a day, are made as features, not as texts, by a
seeded generator: each has a fingerprint, 30 segments, as many as a real one, and few words and shingles, so that
10 million take 12 GB of feature files and 4 GB of index. Every story holds one of 2,000 segments that many do, and one in
ten holds one of 5,000 shingles that become and cease to be boilerplate. Half of a new day's stories are planted
neighbours of stored ones of any day: near only in the fingerprint, or with one, three or ten segments in common.
What is timed is all that a new day costs between its features and its pairs: bringing the index up to date,
finding whose boilerplate changed, candidates over the whole archive, verification. `cpu` is the processor's share of
these seconds, `read MB` what came from the disk: on a busy machine these two say more. Recall is the share of planted
neighbours among the verified pairs.
"""

import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.dedup import DEFAULT, Features
from pipelines.dedup.arrays.ragged import Ragged
from pipelines.dedup.stored.days import StoredDays, addresses_of
from pipelines.dedup.stored.feature_file import FeatureFolder, StoryPlace
from pipelines.dedup.stored.index import CandidateIndex
from pipelines.dedup.stored.pairs import find_stored_pairs

A_DAY = 10_000
_FIRST = date(1990, 1, 1).toordinal()
_SEGMENTS, _SHINGLES, _WORDS = 30, 12, 16
_HASH_BITS = 48
# Planted neighbours in the fingerprint alone, and with each number of segments in common.
_NEAR = 2_000
_SHARED_SEGMENTS = (1, 3, 10)
_SHARING = 1_000


def run(largest: str = "10000000") -> None:
    """Prints a line a size, warm and cold."""
    print(
        f"{'stored':>12}  {'files':>9}  {'seconds':>7}  {'index':>6}  {'pairs':>6}  {'cpu':>5}  {'read MB':>7}  {'peak MB':>7}  {'recall':>6}  "
        f"{'touched':>7}  {'files':>5}  {'index MB':>8}  built in s"
    )
    with tempfile.TemporaryDirectory(prefix="naba-index-", dir=os.environ.get("NABA_DATA")) as folder:
        store = _Store(Path(folder))
        stored = 100_000
        while stored <= int(largest):
            start = time.perf_counter()
            for day in range(len(store.signatures), stored // A_DAY):
                store.write(_FIRST + day, _made(day))
            made = time.perf_counter() - start
            start = time.perf_counter()
            _in_a_process(_update, store)
            built = time.perf_counter() - start
            for number, where in enumerate(("in memory", "on disk")):
                new = _FIRST + stored // A_DAY + number
                planted = store.write_new(new, seed=number)
                if where == "on disk":
                    store.forget_pages()
                found = _in_a_process(_measure, store, new, planted)
                print(
                    f"{stored:12,}  {where:>9}  {found.index_seconds + found.pair_seconds:7.2f}  "
                    f"{found.index_seconds:6.2f}  {found.pair_seconds:6.2f}  {found.processor:5.2f}  "
                    f"{found.read_mb:7,.0f}  {found.peak_mb:7,.0f}  {found.recall:6.4f}  "
                    f"{found.touched:7,}  {found.sorted_files:5}  {store.index_mb():8,.0f}  {built:.0f} (features made in {made:.0f})",
                    flush=True,
                )
            for number in range(2):
                del store.signatures[_FIRST + stored // A_DAY + number]
            stored *= 10


@dataclass(slots=True)
class _Measured:
    index_seconds: float
    pair_seconds: float
    processor: float
    read_mb: float
    peak_mb: float
    recall: float
    touched: int
    sorted_files: int


class _Store:
    """Feature files and an index in a folder; what is needed to open them in another process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.signatures: dict[int, str] = {}

    def days(self, without: int | None = None) -> StoredDays:
        signatures = {day: name for day, name in self.signatures.items() if day != without}
        return StoredDays(FeatureFolder(self.folder / "features"), signatures)

    def write(self, day: int, features: Features, signature: str = "stored") -> None:
        noon = datetime.combine(date.fromordinal(day), datetime.min.time(), UTC) + timedelta(hours=12)
        places = [
            StoryPlace.at(f"{day}-{row:05}", is_copy=False, published_at=noon) for row in range(len(features))
        ]
        FeatureFolder(self.folder / "features").save(date.fromordinal(day), signature, places, features)
        self.signatures[day] = signature

    def write_new(self, day: int, seed: int) -> list[tuple[int, int]]:
        """A new day; the pairs that are planted."""
        chance = np.random.default_rng([1, seed, day])
        days = self.days()
        count = _NEAR + _SHARING * len(_SHARED_SEGMENTS)
        originals = np.unique(
            addresses_of(
                chance.choice(np.array(sorted(self.signatures)), 2 * count),
                chance.integers(0, A_DAY, 2 * count),
            )
        )
        # Of a planted neighbour of an earlier measurement nothing is known.
        kept = [self.signatures[day] == "stored" for day in (originals >> 32).tolist()]
        originals = chance.permutation(originals[np.array(kept)])[:count]
        features, copied = _made(10**6 + day), days.compared(originals)[0]
        fingerprints = features.fingerprints.copy()
        flips = np.uint64(1) << chance.integers(0, 64, (3, _NEAR), np.uint64)
        fingerprints[:_NEAR] = copied.fingerprints[:_NEAR] ^ np.bitwise_or.reduce(flips)
        segments = features.segments.values.reshape(-1, _SEGMENTS).copy()
        theirs = copied.segments.values.reshape(-1, _SEGMENTS)
        habitual = np.isin(theirs, _HABITUAL_SEGMENTS)
        theirs = np.take_along_axis(theirs, np.argsort(habitual, axis=1, kind="stable"), axis=1)
        for number, shared in enumerate(_SHARED_SEGMENTS):
            rows = slice(_NEAR + _SHARING * number, _NEAR + _SHARING * (number + 1))
            segments[rows, :shared] = theirs[rows, :shared]
        shingles = features.shingles.values.reshape(-1, _SHINGLES).copy()
        shingles[:count] = copied.shingles.values.reshape(-1, _SHINGLES)
        self.write(
            day,
            Features(
                fingerprints,
                features.text_hashes,
                _rows(np.sort(segments, axis=1)),
                _rows(shingles),
                features.leads,
                features.words,
            ),
            f"new {seed}",
        )
        return list(zip(originals.tolist(), addresses_of(day, np.arange(count)).tolist(), strict=True))

    def index_mb(self) -> float:
        return sum(file.stat().st_size for file in (self.folder / "index").iterdir()) / 1e6

    def forget_pages(self) -> None:
        """Asks the system to drop the files from memory."""
        os.sync()
        for file in self.folder.rglob("*.*"):
            with file.open("rb") as source:
                os.posix_fadvise(source.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


_HABITUAL_SEGMENTS, _HABITUAL_SHINGLES = (
    np.random.default_rng([0, seed]).integers(0, 1 << _HASH_BITS, count, np.uint64)
    for seed, count in ((1, 2_000), (2, 5_000))
)


def _made(seed: int) -> Features:
    """The features of a day's stories that have nothing to do with each other."""
    chance = np.random.default_rng([2, seed])

    def hashes(columns: int) -> np.ndarray:
        return chance.integers(0, 1 << _HASH_BITS, (A_DAY, columns), np.uint64)

    segments, shingles, words = hashes(_SEGMENTS), hashes(_SHINGLES), hashes(_WORDS)
    segments[:, 0] = chance.choice(_HABITUAL_SEGMENTS, A_DAY)
    shingles[::10, 0] = chance.choice(_HABITUAL_SHINGLES, A_DAY // 10)
    return Features(
        chance.integers(0, 1 << 64, A_DAY, np.uint64),
        chance.integers(0, 1 << 64, A_DAY, np.uint64),
        _rows(np.sort(segments, axis=1)),
        _rows(np.sort(shingles, axis=1)),
        _rows(words[:, :4].copy()),
        _rows(words & ~np.uint64(1)),
    )


def _rows(values: np.ndarray) -> Ragged:
    return Ragged(values.ravel(), np.arange(len(values) + 1, dtype=np.int64) * values.shape[1])


def _in_a_process(function: Callable[..., Any], *arguments: object) -> Any:
    """In a process of its own, whose peak memory is that of the function."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def _update(store: _Store) -> None:
    CandidateIndex(store.folder / "index", DEFAULT.hamming).update(store.days())


def _measure(store: _Store, new: int, planted: list[tuple[int, int]]) -> _Measured:
    before, after = store.days(without=new), store.days()
    processor, read = time.process_time(), _read_mb()
    start = time.perf_counter()
    index = CandidateIndex(store.folder / "index", DEFAULT.hamming)
    index.update(after)
    indexed = time.perf_counter()
    found = list(find_stored_pairs(before, after, index, {new}, DEFAULT))
    end = time.perf_counter()
    pairs = {(pair.first, pair.second) for part in found for pair in part.pairs}
    return _Measured(
        indexed - start,
        end - indexed,
        time.process_time() - processor,
        _read_mb() - read,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        len(pairs & set(planted)) / len(planted),
        sum(len(part.stories) for part in found),
        index.sorted_files,
    )


def _read_mb() -> float:
    """What this process had the disk read."""
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("read_bytes")) / 1e6
