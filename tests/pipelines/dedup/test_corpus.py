"""A whole corpus: the pairs and groups of texts in memory, however it is cut into parts and ranges, and wherever it stops."""

import random
import resource
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup import DEFAULT, DuplicatePair, features_of, find_groups
from pipelines.dedup.corpus import witnesses
from pipelines.dedup.corpus.catalogue import Catalogue, write_catalogue
from pipelines.dedup.corpus.corpus_groups import Groups, find_groups_of_corpus
from pipelines.dedup.corpus.pair_arrays import arrays_of_doubts, arrays_of_pairs, doubts_in, pairs_in
from pipelines.dedup.corpus.parts import STEP, TextRow, write_part
from pipelines.dedup.corpus.work import Work
from pipelines.dedup.rules.families import Doubt
from pipelines.dedup.rules.overlap import Overlap
from pipelines.dedup.rules.slots import Slots
from pipelines.errors import StorageError
from pipelines.files.jsonl import BadLines
from pipelines.text import normalize_all
from tests.support.texts.prose import edited, lead, prose

CLOSE = replace(DEFAULT, reach_days=2, boilerplate_days=3, crowd=4, witnesses=2)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)
TINY = {
    "in_memory.WORDS_AT_ONCE": 300,
    "corpus.verified.WORDS_AT_ONCE": 300,
    "corpus.catalogue._VALUES_AT_ONCE": 200,
    "corpus.catalogue._FINGERPRINTS_AT_ONCE": 8,
    "corpus.catalogue._IDS_AT_ONCE": 3,
    "corpus.grouping._PAIRS_AT_ONCE": 5,
    "corpus.parts._BATCH_CHARACTERS": 2000,
    "corpus.parts._TAKEN_AT_ONCE": 3,
}


def quiet(items, _what, _total):
    return iter(items)


def issue(chance):
    """One of a family of texts that differ in names only, as obituaries of one day do: some in one, some in all."""
    name, place, other = (
        chance.choice(names)
        for names in (("سليم الحداد", "رامي العطار", "فارس النجار"), ("حلب", "حمص"), ("الميناء", "الوادي"))
    )
    return f"{prose(7, 15)} {name} {prose(8, 15)} {place} {prose(9, 10)} {other} {prose(10, 10)}"


def a_text(chance):
    original = prose(chance.randrange(5), 40)
    return chance.choice(
        [
            original,
            edited(original, chance.random()),
            lead(original, 0.6),
            f"{prose(100 + chance.randrange(2), 30)} {prose(chance.random(), 20)}",
            prose(chance.random(), 40),
            issue(chance),
            issue(chance),
            prose(0, 6),
            "",
        ]
    )


def made(chance, count):
    """Texts in any order, some undated, under ids that begin alike."""
    return [
        TextRow(
            0,
            f"https://news.example/{chance.randrange(10**6)}/{number}",
            chance.choice([None, *(FIRST + timedelta(hours=chance.randrange(150)) for _ in range(5))]),
            a_text(chance),
        )
        for number in range(count)
    ]


def expected(rows):
    """The pairs, the canonical text of each id, and whether some texts are in crowds."""
    features = features_of(normalize_all([row.text for row in rows]))
    order = sorted(range(len(rows)), key=lambda at: (rows[at].published_at or LATEST, rows[at].id))
    in_crowds = []
    published = [row.published_at for row in rows]
    pairs, canonical = find_groups(features, published, order, CLOSE, cut=in_crowds.append)
    of_id = {rows[at].id: rows[order[first]].id for at, first in zip(order, canonical, strict=True)}
    return pairs, of_id, bool(in_crowds)


def parts_of(rows, chance):
    rest = list(rows)
    while rest:
        size = chance.randrange(30)
        yield rest[:size]
        rest = rest[size:]


def written(folder, parts):
    work = Work(Path(folder), CLOSE)
    for number, part in enumerate(parts):
        numbered = (row._replace(row=at) for at, row in enumerate(part))
        write_part(work.file(STEP, number), numbered, BadLines())
    return work


def found(work, parts):
    groups = Groups(work)
    pairs, of_id = [], {}
    for number, part in enumerate(parts):
        pairs += [pair for _, _, pair in groups.pairs_of_part(number)]
        rows, names, stands = groups.of_part(number)
        for row, name, is_canonical in zip(rows.tolist(), names, stands.tolist(), strict=True):
            of_id[part[row].id] = name
            assert is_canonical == (part[row].id == name)
    assert groups.count == len(set(of_id.values()))
    return sorted(pairs, key=lambda pair: (pair.first, pair.second)), of_id, groups.in_crowds > 0


@pytest.fixture
def tiny(monkeypatch):
    for name, value in TINY.items():
        monkeypatch.setattr(f"pipelines.dedup.{name}", value)


@pytest.mark.usefixtures("tiny")
def test_all_that_decides_is_in_these_texts(tmp_path):
    # What the next test holds would say little if no text were doubted, marked or held back.
    chance = random.Random(0)
    rows = made(chance, 120)
    parts = list(parts_of(rows, chance))
    work = written(tmp_path, parts)
    find_groups_of_corpus(work, len(parts), map, quiet)
    pairs, of_id, in_crowds = found(work, parts)
    assert in_crowds
    assert (pairs, of_id, in_crowds) == expected(rows)
    assert {"equal text", "jaccard"} <= {pair.rule for pair in pairs}
    bits = Catalogue.of(work).range_bits
    assert min(bits.values()) >= 1
    assert sum(len(work.read("boilerplate", at)["places"]) for at in range(1 << bits["shingles"]))
    assert len(work.read(witnesses.DOUBTED)["rows"])
    assert sum(len(work.read(witnesses.STEP, number)["ends"]) for number in range(len(parts)))


@pytest.mark.usefixtures("tiny")
def test_a_corpus_in_parts_has_the_pairs_and_groups_of_its_texts_in_memory():
    @settings(max_examples=5)
    @given(st.integers(0, 10**6))
    def check(seed):
        chance = random.Random(seed)
        rows = made(chance, chance.randrange(1, 90))
        parts = list(parts_of(rows, chance))
        with tempfile.TemporaryDirectory() as folder:
            work = written(folder, parts)
            find_groups_of_corpus(work, len(parts), map, quiet)
            assert found(work, parts) == expected(rows)

    check()


class Stopping:
    """Applies functions, and is ended after so many items, as by a kill."""

    def __init__(self, after):
        self.after = after
        self.done = Counter()

    def __call__(self, function, items):
        for item in items:
            if not self.after:
                raise KeyboardInterrupt
            self.after -= 1
            if isinstance(item, int):
                self.done[function.func.__name__, item] += 1
            yield function(item)


@pytest.mark.usefixtures("tiny")
def test_work_that_was_ended_anywhere_goes_on_and_does_nothing_twice(tmp_path):
    chance = random.Random(5)
    rows = made(chance, 60)
    parts = list(parts_of(rows, chance))
    work = written(tmp_path, parts)
    done = Counter()
    while True:
        stopping = Stopping(7)
        try:
            find_groups_of_corpus(work, len(parts), stopping, quiet)
        except KeyboardInterrupt:
            done += stopping.done
        else:
            break
    assert len(done) > 50
    assert set(done.values()) == {1}
    assert found(work, parts) == expected(rows)


def test_a_damaged_file_of_a_step_is_named(tmp_path):
    work = written(tmp_path, [[TextRow(0, "a", None, "")]])
    file = work.file(STEP)
    file.write_bytes(file.read_bytes()[:-5])
    with pytest.raises(StorageError, match="features/000000: damaged: remove it, then do the same again"):
        find_groups_of_corpus(work, 1, map, quiet)


def test_of_texts_with_one_id_the_first_counts_and_the_others_are_named(tmp_path):
    text = prose(1, 40)
    parts = [
        [TextRow(0, "a", FIRST, text), TextRow(1, "b", None, text)],
        [TextRow(0, "b", FIRST - timedelta(days=1), text), TextRow(1, "a" * 40, FIRST, "")],
    ]
    work = written(tmp_path, parts)
    find_groups_of_corpus(work, len(parts), map, quiet)
    groups = Groups(work)
    assert groups.of_part(0)[1] == ["a", "a"]
    assert [rows.tolist() if isinstance(rows, np.ndarray) else rows for rows in groups.of_part(1)] == [
        [1],
        ["a" * 40],
        [True],
    ]
    assert Catalogue.of(work).twice == (1, ["b"])


@pytest.mark.usefixtures("tiny")
def test_canonical_order_is_that_of_times_and_then_of_ids_whatever_they_are():
    ids = st.builds(str.__add__, st.sampled_from(["", "https://news.example/"]), st.text(max_size=30))

    @given(
        st.lists(
            st.tuples(st.sampled_from([None, 0, 1, 10**15]), ids), unique_by=lambda one: one[1], max_size=30
        )
    )
    @settings(max_examples=15)
    def check(named):
        rows = [
            TextRow(0, name, None if micros is None else FIRST + timedelta(microseconds=micros), "")
            for micros, name in named
        ]
        with tempfile.TemporaryDirectory() as folder:
            work = written(folder, [rows[:7], rows[7:]])
            write_catalogue(work, 2)
            in_order = [rows[at] for at in Catalogue.of(work).in_order]
        assert in_order == sorted(rows, key=lambda row: (row.published_at or LATEST, row.id))

    check()


def test_more_parts_than_files_may_be_open_are_no_matter(tmp_path):
    parts = [[TextRow(0, f"{number}", None, prose(number % 7, 30))] for number in range(40)]
    work = written(tmp_path, parts)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = max(int(open_file.name) for open_file in Path("/proc/self/fd").iterdir()) + 12
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, before[1]))
    try:
        find_groups_of_corpus(work, len(parts), map, quiet)
        assert Groups(work).count == 7
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_pairs_and_doubts_come_back_from_their_columns_as_they_were():
    overlap = Overlap(7, 0.1, 0.2, 1 / 3, 0.4, 0.5, 0.6)
    pairs = [
        DuplicatePair(1, 10**12, 64, overlap, "passages", "contained"),
        DuplicatePair(2, 3, 0, overlap, "jaccard", "edited"),
    ]
    doubts = [
        Doubt(
            1,
            2,
            Slots(1, 2, 3, 4, 5, 6, one_unit=True, places=((1, 2), (3, 4)), other_places=((5, 6), (7, 9))),
        ),
        Doubt(3, 4, Slots(0, 0, 0, 0, 0, 0, one_unit=False, places=(), other_places=())),
    ]
    assert list(pairs_in(arrays_of_pairs(pairs))) == pairs
    assert list(doubts_in(arrays_of_doubts(doubts))) == doubts
    assert list(pairs_in(arrays_of_pairs([]))) == list(doubts_in(arrays_of_doubts([]))) == []
