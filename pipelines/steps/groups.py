"""From stories to duplicate pairs, and from pairs to groups."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from pipelines import dedup, warehouse
from pipelines.dedup.feature_file import load_features, save_features
from pipelines.dedup.pairs import with_equal_texts
from pipelines.errors import BusyError
from pipelines.settings import Settings
from pipelines.steps.archive import Log
from pipelines.text import normalize_all
from pipelines.warehouse import partitions, reading

_READ_AGAIN = 10
# A day is written in a fraction of the time that reading all takes; ten in a row would be a storm.


@dataclass(frozen=True, slots=True)
class PairReport:
    """Days whose pairs were found anew, the stories looked at, and the pairs that touch them."""

    days: Sequence[date]
    stories: int
    pairs: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class GroupReport:
    """All groups, those with more than one story, and the stories in them."""

    groups: int
    with_copies: int
    stories: int


def pair_days(
    settings: Settings, days: Iterable[date], log: Log, config: dedup.DedupConfig = dedup.DEFAULT
) -> PairReport:
    """Finds the duplicate pairs of the days' stories, over the whole archive.

    Also of every other day whose stories changed since its pairs were found, and of all days within reach
    of these: what counts as boilerplate there depends on them. So the pairs are the same in whatever order
    days arrive.
    """
    with warehouse.locked(settings, "dedup"):
        stories, signatures, features = _stories_with_features(settings)
        good = {day: f"{signature}/{config.config_id}" for day, (signature, _) in signatures.items()}
        changed = set(days) | {day for day, (_, paired) in signatures.items() if paired != good[day]}
        day_numbers = np.array([story.day.toordinal() for story in stories], np.int64)
        focus = with_equal_texts(features, _within_reach(day_numbers, changed, config))
        found = dedup.find_pairs(features, day_numbers, config, focus=focus)
        rows = [
            {
                "story_a": stories[pair.first].story_id,
                "story_b": stories[pair.second].story_id,
                "day_a": stories[pair.first].day,
                "day_b": stories[pair.second].day,
                "hamming": pair.hamming,
                "overlap": round(pair.overlap.containment, 4),
                "jaccard": round(pair.overlap.jaccard, 4),
                "shared_runs": pair.overlap.shared,
                "rule": pair.rule,
                "reason": pair.reason,
                "config": config.config_id,
            }
            for pair in found
        ]
        with warehouse.session(settings) as connection:
            partitions.replace_pairs(
                connection,
                (stories[row].story_id for row in np.flatnonzero(focus)),
                rows,
                [(day, good[day]) for day in changed if day in good],
            )
    reasons: dict[str, int] = {}
    for pair in found:
        reasons[pair.reason] = reasons.get(pair.reason, 0) + 1
    log(f"{len(found)} pairs among {int(focus.sum())} stories of {len(changed)} days and those near them")
    return PairReport(sorted(changed), int(focus.sum()), len(found), reasons)


def _within_reach(
    day_numbers: npt.NDArray[np.int64], changed: Iterable[date], config: dedup.DedupConfig
) -> npt.NDArray[np.bool_]:
    near = np.zeros(len(day_numbers), np.bool_)
    for day in changed:
        near |= np.abs(day_numbers - day.toordinal()) <= config.reach_days
    return near


def _stories_with_features(
    settings: Settings,
) -> tuple[list[reading.StoryKey], dict[date, tuple[str, str | None]], dedup.Features]:
    """All stories in canonical order, the signatures of their days, and the stories' features in that order.

    Raises:
        BusyError: days were written all the time.
    """
    for _ in range(_READ_AGAIN):
        with warehouse.session(settings) as connection:
            stories = reading.stories_in_canonical_order(connection)
            signatures = reading.signatures(connection)
        features = _features_in_order(settings, signatures, stories)
        if features is not None:
            return stories, signatures, features
    raise BusyError("days were written again and again while their pairs were to be found; try again later")


def _features_in_order(
    settings: Settings,
    signatures: Mapping[date, tuple[str, str | None]],
    stories: Sequence[reading.StoryKey],
) -> dedup.Features | None:
    """The features of all stories, from each day's file; a file that does not fit is made anew.

    None where a day was written since its stories were read.
    """
    rows: dict[str, int] = {}
    parts: list[dedup.Features] = []
    for day, (signature, _) in signatures.items():
        file = settings.features_of(day)
        loaded = load_features(file, signature)
        if loaded is None:
            with warehouse.session(settings) as connection:
                texts = reading.bodies(connection, day)
            story_ids = [story_id for story_id, _ in texts]
            loaded = story_ids, dedup.features_of(normalize_all([body for _, body in texts]))
            with warehouse.day_locked(settings, day):
                save_features(file, signature, *loaded)
        start = sum(map(len, parts))
        rows |= {story_id: start + position for position, story_id in enumerate(loaded[0])}
        parts.append(loaded[1])
    if rows.keys() != {story.story_id for story in stories}:
        return None
    order = np.array([rows[story.story_id] for story in stories], np.int64)
    return dedup.Features.concatenate(parts, order)


def group_stories(settings: Settings, log: Log) -> GroupReport:
    """Groups all stories of the archive from their pairs."""
    with warehouse.locked(settings, "dedup"):
        with warehouse.session(settings) as connection:
            stories = reading.stories_in_canonical_order(connection)
            pairs = reading.pairs(connection)
        position = {story.story_id: number for number, story in enumerate(stories)}
        canonical = dedup.group_stories(
            len(stories),
            (
                (position[story_a], position[story_b], rule)
                for story_a, story_b, rule in pairs
                # A pair whose story was dropped meanwhile waits for its day's pairs to be found anew.
                if story_a in position and story_b in position
            ),
        )
        members: dict[int, list[int]] = {}
        for number, first in enumerate(canonical):
            members.setdefault(first, []).append(number)
        groups = [
            {
                # The group is named by its canonical story: stable as long as that is.
                "group_id": stories[first].story_id,
                "canonical_story_id": stories[first].story_id,
                "first_published_at": min(stories[number].published_at for number in numbers),
                "stories": len(numbers),
                "sources": len({stories[number].source_id for number in numbers}),
            }
            for first, numbers in members.items()
        ]
        with warehouse.session(settings) as connection:
            partitions.replace_groups(
                connection,
                groups,
                (
                    {
                        "group_id": stories[first].story_id,
                        "story_id": story.story_id,
                        "is_canonical": number == first,
                    }
                    for number, (story, first) in enumerate(zip(stories, canonical, strict=True))
                ),
            )
    with_copies = sum(len(numbers) > 1 for numbers in members.values())
    log(f"{len(stories)} stories in {len(groups)} groups, {with_copies} of them with copies")
    return GroupReport(len(groups), with_copies, len(stories))
