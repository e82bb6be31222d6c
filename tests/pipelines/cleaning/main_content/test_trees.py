"""Symmetric trees: NumPy's answers are those of walking each tree, and the reasons add up to the verdict."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.main_content.trees import Trees


def some_trees(seed, trees=4, depth=3, features=5):
    draw = np.random.default_rng(seed)
    return Trees(
        draw.integers(0, features, (trees, depth)),
        draw.normal(size=(trees, depth)).astype(np.float32),
        draw.normal(size=(trees, 2**depth)).astype(np.float32),
        0.25,
    )


def walked(trees, line):
    odds = trees.bias
    for columns, borders, leaves in zip(trees.columns, trees.borders, trees.leaves, strict=True):
        number = sum(
            (line[column] > border) << level
            for level, (column, border) in enumerate(zip(columns, borders, strict=True))
        )
        odds += leaves[number]
    return odds


@given(st.integers(0, 1000), st.integers(1, 6))
def test_all_trees_at_once_say_what_each_says(seed, lines):
    trees = some_trees(seed)
    features = np.random.default_rng(seed + 1).normal(size=(lines, 5)).astype(np.float32)
    expected = [1 / (1 + np.exp(-walked(trees, line))) for line in features]
    assert trees.probabilities(features) == pytest.approx(expected, abs=1e-5)


@given(st.integers(0, 1000))
def test_reasons_add_up_to_the_verdict(seed):
    trees = some_trees(seed)
    line = np.random.default_rng(seed + 1).normal(size=5).astype(np.float32)
    at_first = trees.bias + trees.leaves.mean(axis=1).sum()
    assert at_first + trees.reasons(line).sum() == pytest.approx(walked(trees, line), abs=1e-4)


def test_a_feature_that_no_tree_asks_for_is_no_reason():
    trees = some_trees(3, features=2)
    assert trees.reasons(np.zeros(5, np.float32))[2:].tolist() == [0, 0, 0]
