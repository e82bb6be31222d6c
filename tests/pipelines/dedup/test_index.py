"""The candidate index finds what brute force finds, whatever was written before, killed or damaged."""

import random
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup import DEFAULT
from pipelines.dedup.stored.days import addresses_of
from pipelines.dedup.stored.index import CandidateIndex, hits_of
from tests.support.texts.prose import edited, prose
from tests.support.warehouse.feature_archive import Archive

FIRST = 700_000


def write(archive, day, count, seed):
    chance = random.Random(seed)
    originals = [prose(number, 60) for number in range(10)]
    archive.write(
        day,
        [
            (f"{number}-{day}", day, False, edited(chance.choice(originals), seed + number, 0.02))
            for number in range(count)
        ],
    )


def addresses(archive):
    """Of the first story of each text of each day."""
    stored = archive.stored()
    return np.concatenate([addresses_of(day, stored[day].firsts) for day in sorted(archive.days)])


def found(index, archive):
    """What the index gives for all stories: pairs near, equal, and sharing a segment."""
    stored, stories = archive.stored(), addresses(archive)
    fingerprints, held = stored.facts(stories).fingerprints, stored.held("segments", stories)
    segments = np.unique(held.values)
    return [
        {
            (int(stories[which]), int(other))
            for which, other in zip(*hits_of(index.near(fingerprints)), strict=True)
        },
        {
            (int(stories[which]), int(other))
            for which, other in zip(*hits_of(index.equal(fingerprints)), strict=True)
        },
        {
            (int(segments[which]), int(other))
            for which, other in zip(*hits_of(index.holding(segments)), strict=True)
        },
    ]


def brute_force(archive):
    stored, stories = archive.stored(), addresses(archive)
    fingerprints, held = stored.facts(stories).fingerprints, stored.held("segments", stories)
    near = np.bitwise_count(fingerprints[:, None] ^ fingerprints[None, :])
    pairs = [
        {(int(stories[one]), int(other)) for one, other in zip(left, stories[right], strict=True)}
        for left, right in (np.nonzero(near <= DEFAULT.hamming), np.nonzero(near == 0))
    ]
    return [*pairs, {(int(value), int(stories[row])) for row in range(len(stories)) for value in held[row]}]


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 25)), min_size=1, max_size=12), st.data())
def test_it_finds_what_brute_force_finds_after_any_updates(writes, data):
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder), DEFAULT)
        for number, (day, count) in enumerate(writes):
            write(archive, FIRST + day, count, number)
            if data.draw(st.booleans()) or number == len(writes) - 1:
                index = archive.index()
        assert found(index, archive) == brute_force(archive)
        assert index.stories == sum(map(len, archive.days.values()))
        again = CandidateIndex(archive.folder / "candidates", DEFAULT.hamming)
        again.update(archive.stored())
        assert found(again, archive) == brute_force(archive)


@pytest.fixture
def archive(tmp_path):
    made = Archive(tmp_path, DEFAULT)
    for day in range(6):
        write(made, FIRST + day, 40 if day == 0 else 5, day)
        made.index()
    return made


def test_few_sorted_files_however_many_updates(archive):
    for number in range(30):
        write(archive, FIRST + number, 5, number)
        index = archive.index()
    assert index.sorted_files <= 4
    assert len(list((archive.folder / "candidates").glob("*.index"))) == index.sorted_files


def test_an_update_without_news_writes_nothing(archive):
    before = {file: file.stat().st_mtime_ns for file in (archive.folder / "candidates").iterdir()}
    archive.index()
    assert {file: file.stat().st_mtime_ns for file in (archive.folder / "candidates").iterdir()} == before


DAMAGES = {
    "missing": lambda file: file.unlink(),
    "cut off": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "empty": lambda file: file.write_bytes(b""),
    "something else": lambda file: file.write_bytes(b"[1, 2]" * 1000),
    "another version": lambda file: file.write_bytes(
        file.read_bytes().replace(b'"version"', b'"Version"').replace(b".index", b".Index")
    ),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_what_is_damaged_or_missing_is_made_anew(archive, damage):
    for which in (0, -1):  # a sorted file, the list of them
        damage(sorted((archive.folder / "candidates").iterdir())[which])
        assert found(archive.index(), archive) == brute_force(archive)


def test_another_distance_is_another_index(archive):
    index = CandidateIndex(archive.folder / "candidates", 2)
    assert index.stories == 0
    index.update(archive.stored())
    assert index.stories == sum(map(len, archive.days.values()))


@pytest.mark.parametrize("moment", range(3), ids=["new file", "merged file", "list"])
@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
def test_a_kill_at_any_renaming_leaves_what_an_update_brings_forward(archive, monkeypatch, moment, done):
    write(archive, FIRST + 1, 30, 99)
    write(archive, FIRST + 9, 30, 98)
    replace, moments = Path.replace, iter(range(100))

    def killed(self, target):
        this = next(moments)
        if this == moment and not done:
            raise KeyboardInterrupt
        replace(self, target)
        if this == moment:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            archive.index()
    assert found(archive.index(), archive) == brute_force(archive)
    assert {file.suffix for file in (archive.folder / "candidates").iterdir()} == {".index", ".json"}
