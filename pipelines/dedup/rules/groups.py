"""Pairs to groups: a story joins the group whose canonical story it is verified against, or half its members.

Connected components chain (A~B, B~C, so A=C) and cost a fifth of the precision (.80 against .97).
Only pairs with most of their shingles in common count towards the half: a digest stands beside several stories that
it holds parts of, and two texts with words touched everywhere stand beside ever less like ones; neither makes them
another's copy. The rule looks at stories in canonical order only, so the same stories and pairs give the same
groups, however they came in.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from pipelines.dedup.rules.verification import ALIKE, EQUAL_TEXT, Rule

_COUNTS: Rule = "jaccard"
_PART: Rule = "part"
_PASSAGES: Rule = "passages"


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
    # For each story the earlier ones that it is verified against, and by which rule.
    rules: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for one, other, rule in pairs:
        first, second = min(one, other), max(one, other)
        if rule == EQUAL_TEXT:
            first_with_text[second] = first
            weights[first] += 1
        else:
            rules[second][first] = rule

    canonical = list(range(n))
    sizes = weights.copy()
    has_parts: set[int] = set()
    for story in sorted(rules):
        group = _group_of(rules[story], canonical, sizes, weights, has_parts)
        if group is not None:
            canonical[story] = group
            sizes[group] += weights[story]
            if rules[story].get(group, _COUNTS) not in ALIKE:
                has_parts.add(group)
    verified = {
        story: {first: rule == _COUNTS for first, rule in of_story.items()}
        for story, of_story in rules.items()
    }
    joined = _joined_groups(canonical, sizes, weights, verified)
    return [joined.get(canonical[first], canonical[first]) for first in first_with_text]


def _group_of(
    rules: Mapping[int, str],
    canonical: Sequence[int],
    sizes: Sequence[int],
    weights: Sequence[int],
    has_parts: Collection[int],
) -> int | None:
    """The group that a story with these rules joins, by its canonical story; None if it begins one of its own."""
    alike: defaultdict[int, int] = defaultdict(int)
    known: defaultdict[int, int] = defaultdict(int)
    for earlier, rule in rules.items():
        alike[canonical[earlier]] += weights[earlier] if rule == _COUNTS else 0
        known[canonical[earlier]] += weights[earlier]
    # One part of a text is not another part of it: where the group has one, somebody else must know this one. Of texts
    # that share passages only, each must share them with all of the group.
    met = {
        group
        for group in alike
        if group in rules
        and not (rules[group] == _PART and group in has_parts and known[group] == weights[group])
        and not (rules[group] == _PASSAGES and known[group] < sizes[group])
    }
    joinable = [group for group, weight in alike.items() if group in met or 2 * weight >= sizes[group]]
    if not joinable:
        return None
    # Verified against the canonical story first, then most of the group, then by most stories, then the earliest
    # group: a shortened copy stands in a digest, too, but its original's other copies know it.
    return min(
        joinable, key=lambda group: (group not in met, -alike[group] / sizes[group], -known[group], group)
    )


def _joined_groups(
    canonical: Sequence[int],
    sizes: Sequence[int],
    weights: Sequence[int],
    verified: Mapping[int, Mapping[int, bool]],
) -> dict[int, int]:
    """The groups that are one with an earlier one, and which: at least half of the pairs between them count.

    A story that came before those that link it to an earlier group had to begin one of its own.
    """
    between: defaultdict[int, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for second, earlier in verified.items():
        for first, counts in earlier.items():
            one, other = sorted((canonical[first], canonical[second]))
            if counts and one != other:
                between[other][one] += weights[first] * weights[second]
    joined: dict[int, int] = {}
    sizes = list(sizes)
    for group in sorted(between):
        alike: defaultdict[int, int] = defaultdict(int)
        for other, pairs in between[group].items():
            alike[joined.get(other, other)] += pairs
        joinable = [other for other, pairs in alike.items() if 2 * pairs >= sizes[other] * sizes[group]]
        if joinable:
            joined[group] = min(joinable, key=lambda other: (-alike[other] / sizes[other], other))
            sizes[joined[group]] += sizes[group]
    return joined
