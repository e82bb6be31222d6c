"""Texts that do not fit into memory: the same pairs and boilerplate, however little is looked at together."""

import json
import random
import tempfile
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup import DEFAULT, features_of, find_pairs, spooled
from pipelines.dedup.features.hash_ranges import hash_ranges
from pipelines.dedup.rules.boilerplate import UNDATED, find_boilerplate
from pipelines.errors import StorageError
from pipelines.text import normalize_all
from pipelines.tools.dedup import dedup_file
from tests.support.texts.prose import edited, lead, prose

pytestmark = pytest.mark.process

CLOSE = replace(DEFAULT, reach_days=2, boilerplate_days=3, crowd=4)
DAYS = [UNDATED, 1, *range(700_000, 700_008), 3_652_059]
TINY = {
    "features.hashing._SPANS_AT_ONCE": 10,
    "features.fingerprint._PORTION_VALUES": 100,
    "features.hash_ranges._VALUES_AT_ONCE": 50,
    "in_memory.WORDS_AT_ONCE": 100,
    "features.spool._TAKEN_AT_ONCE": 2,
}


def news(chance, count):
    """Day and text of each: copies, issues of a template, short and empty ones."""
    made = []
    for _ in range(count):
        original, frame = prose(chance.randrange(5), 40), prose(100 + chance.randrange(2), 30)
        text = chance.choice(
            [
                original,
                edited(original, chance.random()),
                lead(original, 0.6),
                f"{frame} {prose(chance.random(), 20)}",
                prose(chance.random(), 40),
                prose(0, 12),
                "",
            ]
        )
        made.append((chance.choice(DAYS), text))
    return sorted(made, key=lambda one: (one[0] == UNDATED, one[0]))


def features_and_days(made):
    return features_of(normalize_all([text for _, text in made])), np.array(
        [day for day, _ in made], np.int64
    )


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_pairs_of_spooled_texts_in_any_order_are_those_of_texts_in_memory(seed):
    chance = random.Random(seed)
    made = news(chance, chance.randrange(60))
    features, days = features_and_days(made)
    expected = find_pairs(features, days, CLOSE)
    shuffled = chance.sample(range(len(made)), len(made))
    texts = normalize_all([made[at][1] for at in shuffled])
    batches = (features_of(texts[at : at + 7]) for at in range(0, len(texts), 7))
    tracked = []
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        for name, value in TINY.items():
            patch.setattr(f"pipelines.dedup.{name}", value)
        with spooled(batches, Path(folder)) as on_disk:
            found = find_pairs(
                on_disk,
                days[np.array(shuffled, np.int64)],
                CLOSE,
                order=np.argsort(np.array(shuffled, np.int64)),
                track=lambda decided, total: tracked.append(total) or decided,
            )
            assert list(Path(folder).iterdir()) == []
    assert found == expected
    assert tracked[0] >= sum(pair.rule != "equal text" for pair in found)


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_boilerplate_stands_on_many_days_within_reach_or_in_many_undated_texts(seed):
    features, days = features_and_days(news(random.Random(seed), 60))
    found = find_boilerplate(features, days, CLOSE)
    for column, marked in (("shingles", found.shingles), ("segments", found.segments)):
        held = getattr(features, column)
        texts = {(int(days[row]), features.text_hashes[row]): row for row in range(len(features))}
        stands = defaultdict(Counter)
        for (day, _), row in texts.items():
            for value in held[row].tolist():
                stands[value][day] += 1
        for value, row, bad in zip(held.values.tolist(), held.rows.tolist(), marked.tolist(), strict=True):
            day = int(days[row])
            near = [count for other, count in stands[value].items() if abs(other - day) <= CLOSE.reach_days]
            assert bad == (
                sum(near) > CLOSE.crowd
                if day == UNDATED
                else len(near) >= CLOSE.boilerplate_days or (column == "segments" and sum(near) > CLOSE.crowd)
            )


@pytest.mark.parametrize("most_bits", [48, 44])
@pytest.mark.parametrize("at_once", [10, 10**6])
def test_ranges_hold_all_values_that_enough_stories_hold(most_bits, at_once, monkeypatch):
    monkeypatch.setattr("pipelines.dedup.features.hash_ranges._VALUES_AT_ONCE", at_once)
    features, _ = features_and_days(news(random.Random(1), 60))
    shingles = features.shingles
    places = []
    for held in hash_ranges(features, "shingles", least=3, most_bits=most_bits):
        assert held.bits <= most_bits
        assert (held.values == shingles.values[held.places] & np.uint64((1 << held.bits) - 1)).all()
        assert (held.rows == shingles.rows[held.places]).all()
        assert len(np.unique(shingles.values[held.places] >> np.uint64(held.bits))) <= 1
        places += held.places.tolist()
    assert len(places) == len(set(places))
    counts = Counter(shingles.values.tolist())
    enough = {place for place, value in enumerate(shingles.values.tolist()) if counts[value] >= 3}
    assert enough
    assert enough <= set(places)
    assert len(places) < len(shingles.values)


def test_a_folder_without_room_is_named_with_what_is_needed(tmp_path):
    (tmp_path / "in.jsonl").write_text('{"id": "1", "text": "نبأ"}\n', encoding="utf-8")
    with pytest.raises(StorageError, match="none, where 18 bytes a word are needed meanwhile: No such file"):
        dedup_file(tmp_path / "in.jsonl", tmp_path / "none" / "out.jsonl")


@pytest.mark.parametrize("cores", [1, 2])
def test_several_processes_write_what_one_writes(tmp_path, monkeypatch, cores):
    made = news(random.Random(1), 120)
    source, output, pairs = (tmp_path / name for name in ("in.jsonl", "out.jsonl", "pairs.jsonl"))
    source.write_text(
        "\n".join(json.dumps({"id": str(at), "text": text}) for at, (_, text) in enumerate(made)), "utf-8"
    )
    dedup_file(source, output, pairs)
    expected = output.read_bytes(), pairs.read_bytes()
    monkeypatch.setattr("pipelines.tools.dedup._BATCH_CHARACTERS", 3000)
    monkeypatch.setattr("pipelines.dedup.in_memory.WORDS_AT_ONCE", 500)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(cores)))
    dedup_file(source, output, pairs)
    assert (output.read_bytes(), pairs.read_bytes()) == expected
    assert expected[1]
