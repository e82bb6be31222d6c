"""Which groups of a day tell the same event as another of that day or of the three before it.

Republications share their sentences; two reports of one event share its names, places and figures. Those are rare words,
and a story of something else has hardly any of them together. So two groups are related where the cosine of their terms,
weighted by how rare each is among the groups of the last days (tf-idf), is high. What stood in the news on many days
before is a routine's (markets, weather, congratulations, receptions): it counts for less. What one outlet tells in other
words is not linked: its series and forms resemble each other as two reports of an event do.

How rare a term is depends on what else is there, and what is related must not depend on the order in which days arrive.
So the links of a day are made of that day and the `window_days` before it and of nothing else: a new day changes no
older links, and an older day that changes makes those of the days behind it anew.

The weight of every term changes with every group, so each pair that shares enough rare terms is weighed each time.
Looking for such pairs is what takes long: that is done for groups that were not there before (`close_pairs.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.related.close_pairs import ClosePairs, Gone, Pairs, possible_pairs
from pipelines.related.config import DEFAULT, RelatedConfig
from pipelines.related.day_terms import DayTerms
from pipelines.related.weights import Shared, Weighed
from pipelines.related.window import Window

# Shared terms that a link shows.
_TERMS_SHOWN = 8
# Pairs that are weighed at a time: the terms of both sides take some 100 MB.
_PAIRS_AT_ONCE = 1 << 14


@dataclass(frozen=True, slots=True)
class Link:
    """Two groups that tell the same event.

    Attributes:
        earlier, later: group ids, in the order of publication, then of ids.
        similarity: cosine of their terms, above 0, at most 1; four decimals.
        telling: hashes of terms that both have, the most telling ones; `words_with` says which words of a lead they are.
    """

    earlier: str
    later: str
    similarity: float
    telling: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """What is found for a day.

    Attributes:
        links: by earlier, then later group.
        close: what the next search for this day begins with.
    """

    links: list[Link]
    close: ClosePairs


def links_of_day(days: Sequence[DayTerms], config: RelatedConfig = DEFAULT) -> list[Link]:
    """The links of the groups of a day with others of that day and of the days before it.

    Args:
        days: terms of the day, last, and of each of the `window_days` before it that has groups, in order.
        config: thresholds.

    Returns:
        By earlier, then later group.
    """
    return relate_day(days, None, Gone.of([]), config).links


def relate_day(
    days: Sequence[DayTerms], before: ClosePairs | None, gone: Gone, config: RelatedConfig
) -> Related:
    """`links_of_day`, where an earlier search is known: finds the same, in time that grows with what changed since then.

    Args:
        days: as there.
        before: what an earlier search for this day found, among whatever groups there were then.
        gone: terms of groups that went since then; where some are not known, all is searched anew.
        config: thresholds; the same as of the earlier search.
    """
    window = Window.of(days)
    pairs = possible_pairs(window, before, gone, config)
    weighed = Weighed.of(window, np.unique(np.concatenate([pairs.first, pairs.second])), config)
    links: list[Link] = []
    close: list[Pairs] = []
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        some = pairs.part(start, start + _PAIRS_AT_ONCE)
        shared = weighed.shared(some)
        is_close = shared.rare >= config.shared
        close.append(some.where(is_close))
        for at in np.flatnonzero(is_close & (shared.bound >= config.similarity)).tolist():
            similarity = round(float(shared.products_of(at).sum()), 4)
            if similarity >= config.similarity:
                links.append(_link(window, some, shared, at, similarity))
    return Related(
        sorted(links, key=lambda link: (link.earlier, link.later)),
        ClosePairs.of(window, Pairs.concatenate(close)),
    )


def _link(window: Window, pairs: Pairs, shared: Shared, at: int, similarity: float) -> Link:
    ends = sorted((window.time(row), window.group_id(row)) for row in (pairs.first[at], pairs.second[at]))
    most_telling = np.argsort(-shared.products_of(at), kind="stable")[:_TERMS_SHOWN]
    telling = shared.terms_of(at)[most_telling]
    return Link(ends[0][1], ends[1][1], similarity, tuple(telling.tolist()))
