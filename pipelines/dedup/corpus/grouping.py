"""From decisions to groups: the pairs of each part, the texts that they connect, and the group rule on each of these."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from pipelines.dedup.arrays.array_file import Array
from pipelines.dedup.arrays.postings import is_in
from pipelines.dedup.arrays.ragged import Ints
from pipelines.dedup.corpus.catalogue import Catalogue
from pipelines.dedup.corpus.pair_arrays import RULES, joined_pairs
from pipelines.dedup.corpus.verified import STEP as DECISIONS
from pipelines.dedup.corpus.witnesses import STEP as ISSUES
from pipelines.dedup.corpus.work import Work
from pipelines.dedup.rules.groups import group_stories
from pipelines.processes import Apply

PAIRS = "pairs"
STEP = "groups"
# Pairs of the components that are grouped together.
_PAIRS_AT_ONCE = 1 << 16


def write_pairs(work: Work, number: int) -> None:
    """Puts together the pairs of a part: those that were decided and are no issues, and equal texts."""
    catalogue = Catalogue.of(work)
    here = catalogue.rows_of(number)
    lowest = catalogue.in_order[catalogue.copies].min(axis=1)
    copies = catalogue.copies[(here.start <= lowest) & (lowest < here.stop)]
    pairs = joined_pairs(work.read(DECISIONS, number), copies)
    issues = work.read(ISSUES, number)["ends"].reshape(-1, 2)
    # A pair as one value; ranks are below 2^32.
    keys, without = (
        ends[:, 0].astype(np.uint64) << np.uint64(32) | ends[:, 1].astype(np.uint64)
        for ends in (pairs["ends"], issues)
    )
    order = np.argsort(keys)
    order = order[~is_in(keys[order], np.sort(without))]
    work.write(PAIRS, number, {name: column[order].ravel() for name, column in pairs.items()})


def write_groups(work: Work, apply: Apply) -> None:
    """Groups the texts: `canonical`, for each in canonical order the first of its group."""
    catalogue = Catalogue.of(work)
    found: dict[str, list[Array]] = {"ends": [], "rule": []}
    for part in range(catalogue.parts):
        pairs = work.read(PAIRS, part)
        for name, columns in found.items():
            columns.append(pairs[name].copy())
    ends, rules = np.concatenate(found["ends"]).reshape(-1, 2), np.concatenate(found["rule"])
    canonical = np.arange(len(catalogue.in_order))
    for texts, firsts in apply(_grouped, _components(ends, rules)):
        canonical[texts] = firsts
    work.write(STEP, 0, {"canonical": canonical})


class _Components(NamedTuple):
    """Some texts (ranks, ascending) with all pairs that any of them is in, and the rule of each by number."""

    texts: Ints
    pairs: Ints
    rules: Array


def _components(ends: Ints, rules: Array) -> Iterator[_Components]:
    """Texts that pairs connect, some thousand at a time."""
    texts, local = np.unique(ends, return_inverse=True)
    labels = _labels(local.reshape(-1, 2), len(texts))
    of_pairs, of_texts = labels[local.reshape(-1, 2)[:, 0]], labels
    pair_order, text_order = np.argsort(of_pairs, kind="stable"), np.argsort(of_texts, kind="stable")
    of_pairs, of_texts = of_pairs[pair_order], of_texts[text_order]
    firsts = np.flatnonzero(np.diff(of_pairs, prepend=-1))
    # Whole components: those that begin within the same so many pairs.
    cuts = firsts[np.flatnonzero(np.diff(firsts // _PAIRS_AT_ONCE)) + 1]
    edges = np.searchsorted(of_texts, of_pairs[cuts])
    pieces = zip(np.split(pair_order, cuts), np.split(text_order, edges), strict=True)
    for pairs, members in pieces if len(ends) else ():
        yield _Components(texts[np.sort(members)], ends[pairs], rules[pairs])


def _labels(pairs: Ints, count: int) -> Ints:
    """For each of so many texts the first of all that pairs connect with it."""
    labels = np.arange(count)
    while True:
        before = labels.copy()
        lowest = labels[pairs].min(axis=1)
        for side in (0, 1):
            np.minimum.at(labels, before[pairs[:, side]], lowest)
            np.minimum.at(labels, pairs[:, side], lowest)
        labels = labels[labels]
        if (labels == before).all():
            return labels


def _grouped(components: _Components) -> tuple[Ints, Ints]:
    """The texts, and of each the first of its group."""
    texts = components.texts
    pairs = np.searchsorted(texts, components.pairs).tolist()
    named = [
        (first, second, RULES[rule])
        for (first, second), rule in zip(pairs, components.rules.tolist(), strict=True)
    ]
    return texts, texts[np.array(group_stories(len(texts), named), np.int64)]
