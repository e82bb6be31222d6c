"""Pairs to groups: a story joins the group whose canonical story it is verified against, or half its members.

Connected components chain (A~B, B~C, so A=C) and cost a fifth of the precision (study §8: .80 against .97).
The rule looks at stories in canonical order only, so the same stories and pairs give the same groups,
however they came in.
"""

from collections import defaultdict
from collections.abc import Iterable


def group_stories(n: int, pairs: Iterable[tuple[int, int]], equal: Iterable[tuple[int, int]]) -> list[int]:
    """Groups stories 0..n-1, numbered in canonical order.

    Args:
        n: number of stories.
        pairs: verified pairs of stories with different texts, in any order.
        equal: pairs of stories with equal texts, each story paired with the first one of its text. These
            act as one story with the weight of all.

    Returns:
        For each story the first story of its group, the canonical one; itself where it is alone.
    """
    first_with_text = list(range(n))
    weights = [1] * n
    for one, other in equal:
        first, copy = min(one, other), max(one, other)
        first_with_text[copy] = first
        weights[first] += 1
    neighbours: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        neighbours[max(one, other)].add(min(one, other))

    canonical = list(range(n))
    sizes = weights.copy()
    for story in sorted(neighbours):
        verified_weight: defaultdict[int, int] = defaultdict(int)
        for neighbour in neighbours[story]:
            verified_weight[canonical[neighbour]] += weights[neighbour]
        joinable = [
            group
            for group, weight in verified_weight.items()
            if group in neighbours[story] or 2 * weight >= sizes[group]
        ]
        if joinable:
            # Verified against the canonical story first, then most of the group, then the earliest group.
            canonical[story] = min(
                joinable,
                key=lambda group: (
                    group not in neighbours[story],
                    -verified_weight[group] / sizes[group],
                    group,
                ),
            )
            sizes[canonical[story]] += weights[story]
    return [canonical[first] for first in first_with_text]
