"""Pairs found day by day, in any order and again, are those of one run over everything."""

import random
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.dedup import DEFAULT, features_of, find_pairs
from pipelines.text import normalize_all
from tests.support.texts.prose import edited, lead, prose
from tests.support.warehouse.feature_archive import Archive

pytestmark = pytest.mark.process

# So few days that every day's boilerplate depends on its neighbours, and changes with each.
CLOSE = replace(DEFAULT, reach_days=2, boilerplate_days=3, crowd=4)
FIRST = 700_000
DAYS = 9


def text(chance, seed):
    """One of a few originals, as it is or changed; or an issue of a template; or a short or empty one."""
    original = prose(seed + chance.randrange(5), 50)
    frame = prose(seed + 100 + chance.randrange(2), 40)
    return chance.choice(
        [
            original,
            original,
            edited(original, chance.random()),
            lead(original, 0.6),
            f"{frame} {prose(chance.random(), 25)}",
            f"{frame} {original}",
            prose(chance.random(), 50),
            prose(seed, 12),
            "",
        ]
    )


def stories_of(chance, seed, day, numbers):
    return [(f"{number}-{day}", day, chance.random() < 0.3, text(chance, seed)) for number in numbers]


def touched(chance, seed, story):
    """A story as it is, or placed elsewhere in canonical order, or telling something else."""
    name, day, _, its_text = story
    if chance.random() < 0.8:
        return story
    return name, day, chance.random() < 0.5, chance.choice([its_text, text(chance, seed)])


@settings(max_examples=25)
@given(st.integers(0, 10**6))
@example(6660)
def test_days_in_any_order_and_again_give_the_pairs_of_the_whole(seed):
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder), CLOSE)
        for _ in range(12):
            for _ in range(chance.choice([1, 1, 1, 3])):
                day = FIRST + chance.randrange(DAYS)
                kept = [
                    touched(chance, seed, story)
                    for story in archive.days.get(day, [])
                    if chance.random() < 0.8
                ]
                fresh = stories_of(chance, seed, day, range(chance.randrange(5)))
                archive.write(day, {story[0]: story for story in kept + fresh}.values())
            archive.pair()
            assert archive.pairs == archive.pairs_of_everything()


def test_little_that_is_new_on_a_large_day_is_decided_alone(tmp_path):
    chance = random.Random(7)
    archive = Archive(tmp_path, DEFAULT)
    stories = [(f"{number:03}", FIRST, False, prose(chance.random(), 60)) for number in range(300)]
    archive.write(FIRST, stories)
    archive.pair()
    fresh = [("new", FIRST, False, stories[5][-1]), ("other", FIRST, False, prose(chance.random(), 60))]
    archive.write(FIRST, stories + fresh)
    assert archive.pair() == {"new", "other", "005"}
    assert archive.pairs == archive.pairs_of_everything()


def test_a_family_that_is_too_large_to_be_compared_whole_is_named(tmp_path):
    told = []
    archive = Archive(tmp_path, CLOSE)
    text = prose(1, 120)
    family = [(f"{number}", FIRST, False, f"{prose(10 + number, 30)} {text}") for number in range(6)]
    archive.write(FIRST, [*family[:4], ("other", FIRST, False, prose(2, 50))])
    archive.pair()
    assert not archive.cut
    archive.write(FIRST, [*family, ("other", FIRST, False, prose(2, 50))])
    archive.pair()
    assert archive.cut == {name for name, *_ in family}
    find_pairs(
        features_of(normalize_all([text for *_, text in family])),
        np.full(6, FIRST),
        CLOSE,
        cut=told.append,
    )
    assert told == [6]
