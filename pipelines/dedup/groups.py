"""Pairs to groups: a story joins the group whose canonical story it is verified against, or half its members.

Connected components chain (A~B, B~C, so A=C) and cost a fifth of the precision (study §8: .80 against .97).
Only pairs of texts that are alike as wholes count towards the half: a digest stands beside several stories
that it holds parts of, and makes none of them another's copy. The rule looks at stories in canonical order
only, so the same stories and pairs give the same groups, however they came in.
"""

from collections import defaultdict
from collections.abc import Iterable

from pipelines.dedup.verification import ALIKE, EQUAL_TEXT


def group_stories(n: int, pairs: Iterable[tuple[int, int, str]]) -> list[int]:
    """Groups stories 0..n-1, numbered in canonical order.

    Args:
        n: number of stories.
        pairs: verified pairs and the `Rule` that decided each, in any order. Stories with equal texts are each
            paired with the first one of that text only, and act as one story with the weight of all.

    Returns:
        For each story the first story of its group, the canonical one; itself where it is alone.
    """
    first_with_text = list(range(n))
    weights = [1] * n
    # for each story the earlier ones that it is verified against, and whether the texts are alike as wholes
    verified: defaultdict[int, dict[int, bool]] = defaultdict(dict)
    for one, other, rule in pairs:
        first, second = min(one, other), max(one, other)
        if rule == EQUAL_TEXT:
            first_with_text[second] = first
            weights[first] += 1
        else:
            verified[second][first] = rule in ALIKE

    canonical = list(range(n))
    sizes = weights.copy()
    for story in sorted(verified):
        alike_weight: defaultdict[int, int] = defaultdict(int)
        for earlier, are_alike in verified[story].items():
            alike_weight[canonical[earlier]] += weights[earlier] if are_alike else 0
        joinable = [
            group
            for group, weight in alike_weight.items()
            if group in verified[story] or 2 * weight >= sizes[group]
        ]
        if joinable:
            # Verified against the canonical story first, then most of the group, then the earliest group.
            canonical[story] = min(
                joinable,
                key=lambda group: (
                    group not in verified[story],
                    -alike_weight[group] / sizes[group],
                    group,
                ),
            )
            sizes[canonical[story]] += weights[story]
    return [canonical[first] for first in first_with_text]
