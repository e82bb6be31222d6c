"""Pages longer than those that were learned from: live blogs, long tables, thousands of comments.

Of the many lines of one kind in one element the model sees the first; the rest is judged as the middle one of these is.
Else a live blog's hundredth entry would be no article for being far from its headline.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from pipelines.cleaning.main_content.features import Table
from pipelines.cleaning.main_content.model import Verdicts, Weights
from pipelines.cleaning.main_content.segment import Lines
from pipelines.cleaning.main_content.witnesses import Witnesses

# Lines of one kind that the model sees: their block elements have the same tag and names, and stand in the same block. Known
# pages have fewer in all but one of a hundred cases.
_SEEN_MAX = 120


def judge_page(lines: Lines, witnesses: Witnesses, weights: Weights) -> Verdicts:
    """The verdicts on a page's lines, of which there is at least one."""
    if len(lines.text) <= _SEEN_MAX:
        return weights.judge(lines, witnesses)
    around = lines.around
    kinds = around.kind[lines.blocks] * len(around.block) + around.block[around.parent[lines.blocks]]
    _, of_kind, counts = np.unique(kinds, return_inverse=True, return_counts=True)
    if counts.max() <= _SEEN_MAX:
        return weights.judge(lines, witnesses)
    many = [np.flatnonzero(of_kind == kind) for kind in np.flatnonzero(counts > _SEEN_MAX)]
    seen = np.ones(len(lines.text), np.bool_)
    for numbers in many:
        seen[numbers[_SEEN_MAX:]] = False
    verdicts = weights.judge(_abridged(lines, seen), witnesses)
    stands_for = np.cumsum(seen) - 1
    for numbers in many:
        first = stands_for[numbers[:_SEEN_MAX]]
        stands_for[numbers[_SEEN_MAX:]] = first[
            np.argsort(verdicts.second[first], kind="stable")[_SEEN_MAX // 2]
        ]
    return Verdicts(
        verdicts.first[stands_for],
        _rows(verdicts.first_table, stands_for),
        verdicts.second[stands_for],
        _rows(verdicts.second_table, stands_for),
    )


def _abridged(lines: Lines, seen: npt.NDArray[np.bool_]) -> Lines:
    """The lines that are seen, in elements that hold these only."""
    before = np.concatenate(([0], np.cumsum(seen)))
    around = lines.around
    return replace(
        lines,
        text=[lines.text[at] for at in np.flatnonzero(seen).tolist()],
        owner=lines.owner[seen],
        linked=lines.linked[seen],
        links=lines.links[seen],
        strong=lines.strong[seen],
        around=replace(around, first=before[around.first], end=before[around.end]),
    )


def _rows(table: Table, numbers: npt.NDArray[np.int64]) -> Table:
    found = Table(len(numbers))
    for name, values in table.columns.items():
        found[name] = values[numbers]
    return found
