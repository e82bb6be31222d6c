"""What the first verdicts on a page's lines say of each other: the features of the second look.

An article is a run of lines in document order inside few elements: one line that looks like prose far from the others is
none of it, and a short line between two paragraphs is.
"""

import numpy as np

from pipelines.cleaning.main_content.features import Floats, Table, Totals, shifted, totals
from pipelines.cleaning.main_content.segment import Lines

# Features that the second look needs again.
_FROM_FIRST = (
    "units",
    "linked",
    "tag",
    "names_own",
    "names_block",
    "names_around",
    "ends",
    "since_heading",
    "strong",
)

_HOT = 0.7
# Units of text without a line of the article that part two runs of it.
_GAP = 400
_FAR = 60
# Largest sizes that count.
_MASS_MAX, _KIND_MAX, _AWAY_MAX = 20_000, 100, 20_000


def look_around(lines: Lines, first: Table, verdicts: Floats) -> Table:
    """The features of the second look.

    Args:
        lines: of the page.
        first: their features.
        verdicts: their probabilities by the first look.
    """
    table = Table(len(verdicts))
    for name in _FROM_FIRST:
        table[name] = first[name]
    units = first["units"]
    mass, every = totals(units * verdicts), totals(units)
    _of_neighbours(table, verdicts, mass, every)
    _of_elements(table, lines, mass, every)
    _of_kinds(table, lines, first, verdicts)
    _of_runs(table, units, verdicts)
    return table


def _of_neighbours(table: Table, verdicts: Floats, mass: Totals, every: Totals) -> None:
    count = len(verdicts)
    at = np.arange(count)
    table["p"] = verdicts
    for by in (1, 2, 3, -1, -2, -3):
        table[f"p@{by}"] = shifted(verdicts, by, -1)
    for reach in (5, 15):
        low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, count)
        table[f"p_back_{reach}"] = (mass[at] - mass[low]) / np.maximum(every[at] - every[low], 1)
        table[f"p_on_{reach}"] = (mass[high] - mass[at + 1]) / np.maximum(every[high] - every[at + 1], 1)
    total = max(float(mass[-1]), 1.0)
    table["p_before"] = mass[:-1] / total
    table["p_total"] = min(float(mass[-1]), _MASS_MAX)
    table["p_page"] = mass[-1] / max(float(every[-1]), 1.0)
    table["p_most"] = float(verdicts.max())
    hot = verdicts > _HOT
    back = np.maximum.accumulate(np.where(hot, at, -_FAR))
    table["since_hot"] = np.minimum(at - np.concatenate(([-_FAR], back[:-1])), _FAR)
    on = np.minimum.accumulate(np.where(hot, at, count + _FAR)[::-1])[::-1]
    table["until_hot"] = np.minimum(np.concatenate((on[1:], [count + _FAR])) - at, _FAR)


def _of_elements(table: Table, lines: Lines, mass: Totals, every: Totals) -> None:
    around = lines.around
    parents, first, end, blocks = around.parent, around.first, around.end, around.block
    total = max(float(mass[-1]), 1.0)
    level = lines.blocks
    for height in range(4):
        inside = mass[end[level]] - mass[first[level]]
        table[f"p_in_{height}"] = inside / np.maximum(every[end[level]] - every[first[level]], 1)
        table[f"p_share_{height}"] = inside / total
        level = blocks[parents[level]]


def _of_kinds(table: Table, lines: Lines, first: Table, verdicts: Floats) -> None:
    """Lines in elements of the same tag and names, in parents of the same tag, are of a kind."""
    around = lines.around
    tags: dict[str, int] = {}
    tag_of_kind = np.array([tags.setdefault(tag, len(tags)) for tag, _ in lines.around.kinds])
    block = lines.blocks
    parent = around.block[around.parent[block]]
    kind = (around.kind[block] * len(tags) + tag_of_kind[around.kind[parent]]) * 2 + (first["linked"] > 0.5)
    kinds = np.unique(kind, return_inverse=True)[1]
    units = first["units"]
    weight = np.bincount(kinds, weights=units * verdicts) / np.maximum(np.bincount(kinds, weights=units), 1)
    table["p_kind"] = weight[kinds]
    table["of_kind"] = np.minimum(np.bincount(kinds)[kinds], _KIND_MAX)


def _of_runs(table: Table, units: Floats, verdicts: Floats) -> None:
    """Runs of likely lines: how much is in a line's run, and how far it is from the run with most."""
    likely = verdicts > 0.5
    gap = np.where(likely, 0, units)
    passed = totals(gap)[1:]
    count = len(units)
    if not likely.any():
        for name in ("run_share", "run_from_main", "run_place"):
            table[name] = -1
        return
    at = np.flatnonzero(likely)
    starts = np.concatenate(([True], np.diff(passed[at]) > _GAP))
    number = np.cumsum(starts) - 1
    weight = np.bincount(number, weights=units[at])
    main = int(np.argmax(weight))
    # A line that is none belongs to the nearest likely one before it, else to the first.
    before = np.maximum(np.searchsorted(at, np.arange(count), side="right") - 1, 0)
    of = number[before]
    low, high = passed[at[number == main][0]], passed[at[number == main][-1]]
    table["run_share"] = weight[of] / weight.sum()
    table["run_from_main"] = np.clip(
        np.where(passed < low, passed - low, np.maximum(passed - high, 0)), -_AWAY_MAX, _AWAY_MAX
    )
    table["run_place"] = np.clip(of - main, -5, 5)
