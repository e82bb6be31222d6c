"""From stories to duplicate pairs, and from pairs to groups."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from pipelines import dedup, warehouse
from pipelines.dedup.stored.days import StoredDays, day_of
from pipelines.dedup.stored.feature_file import FeatureFolder, StoryPlace
from pipelines.dedup.stored.index import CandidateIndex
from pipelines.dedup.stored.pairs import find_stored_pairs
from pipelines.locks import locked
from pipelines.settings import Settings
from pipelines.steps.archive import Log
from pipelines.text import normalize_all
from pipelines.warehouse.ask import for_steps
from pipelines.warehouse.write import partitions, regrouping
from pipelines.warehouse.write.rows import Row


@dataclass(frozen=True, slots=True)
class PairReport:
    """Days whose pairs were found anew, the stories looked at, and the pairs that touch them.

    Attributes:
        days, stories, pairs: these.
        reasons: number of the pairs by reason.
        cut: by day, texts that share a passage with so many others that they were not compared by it.
    """

    days: Sequence[date]
    stories: int
    pairs: int
    reasons: Mapping[str, int]
    cut: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class GroupReport:
    """All groups, those with more than one story, and the stories in them."""

    groups: int
    with_copies: int
    stories: int


def pair_days(settings: Settings, log: Log, config: dedup.DedupConfig = dedup.DEFAULT) -> PairReport:
    """Finds the duplicate pairs of all days whose stories changed since their pairs were found.

    Also of the stories near these for which other words became boilerplate, or no longer are. So the pairs are the
    same in whatever order days arrive, and all others are left as they are.
    """
    with locked(settings, "dedup"):
        folder = FeatureFolder(settings.features)
        start = _with_features(settings, folder)
        known = start.signatures
        versions = f"{dedup.VERSION}.{config.config_id}"
        good = {day: f"{stories}/{versions}" for day, (stories, _) in known.items()}
        changed = {day for day, (_, paired) in known.items() if paired != good[day]}
        if not (changed or start.stories):
            log("no story changed: all pairs are good")
            return PairReport([], 0, 0, {}, {})
        former = {day: paired.split("/")[0] for day, (_, paired) in known.items() if paired is not None}
        after = StoredDays(folder, {day.toordinal(): stories for day, (stories, _) in known.items()})
        before = StoredDays(folder, {day.toordinal(): stories for day, stories in former.items()})
        ordinals = {day.toordinal() for day in changed}
        # Found by other rules.
        anew = {day.toordinal() for day in changed if _versions(known[day][1]) not in (None, versions)}
        # What a day held before tells what changed near it; where that is lost, all near it is looked at.
        lost = [day for day in ordinals & before.signatures.keys() if not before.has(day)]
        anew.update(near for day in lost for near in after.near(day, config.reach_days))
        index = CandidateIndex(settings.candidate_index, config.hamming)
        index.update(after)
        stories: list[str] = []
        rows: list[Row] = []
        cut: Counter[date] = Counter()
        again = {day.toordinal(): names for day, names in start.stories.items()}
        for found in find_stored_pairs(
            before, after, index, ordinals - set(lost), config, anew=anew, again=again
        ):
            stories += after.story_ids(found.stories)
            rows += _pair_rows(after, found.pairs, config)
            cut.update(date.fromordinal(day) for day in day_of(found.cut).tolist())

        def store(connection: for_steps.Connection) -> Mapping[date, tuple[str, str | None]]:
            paired = [(day, good[day]) for day in changed]
            partitions.replace_pairs(connection, stories, rows, paired, found_at=start.generation)
            return for_steps.signatures(connection)

        used = warehouse.transact(settings, store)
        folder.keep_only(
            (day.toordinal(), signature.split("/")[0])
            for day, of_day in used.items()
            for signature in of_day
            if signature is not None
        )
    log(f"{len(rows)} pairs among {len(stories)} stories of {len(changed)} days and those near them")
    if cut:
        log(
            f"{cut.total()} texts share a passage with more than {config.crowd} others and were not compared by it: copies "
            f"among them may stand apart ({', '.join(f'{day}: {cut[day]}' for day in sorted(cut))})"
        )
    return PairReport(sorted(changed), len(stories), len(rows), Counter(row["reason"] for row in rows), cut)


def _versions(paired: str | None) -> str | None:
    """Of the signature that a day's pairs were found for, the part behind the slash."""
    return paired.split("/")[1] if paired is not None else None


def _with_features(settings: Settings, folder: FeatureFolder) -> for_steps.ToPair:
    """What is to be paired at one moment, with features of the stories of each day."""
    while True:
        with warehouse.session(settings) as connection:
            start = for_steps.to_pair(connection)
        for day, (signature, _) in start.signatures.items():
            if folder.open(day.toordinal(), signature) is not None:
                continue
            with warehouse.session(settings) as connection:
                texts = for_steps.texts(connection, day)
                meanwhile = for_steps.signatures(connection)[day][0] != signature
            if meanwhile:
                break
            places = [StoryPlace(*text[:3]) for text in texts]
            features = dedup.features_of(normalize_all([body for *_, body in texts]))
            folder.save(day, signature, places, features)
        else:
            return start


def _pair_rows(
    days: StoredDays, pairs: Sequence[dedup.DuplicatePair], config: dedup.DedupConfig
) -> Iterator[Row]:
    first, second = (
        np.array([getattr(pair, end) for pair in pairs], np.int64) for end in ("first", "second")
    )
    ends = zip(
        days.story_ids(first),
        days.story_ids(second),
        day_of(first).tolist(),
        day_of(second).tolist(),
        strict=True,
    )
    for pair, (story_a, story_b, day_a, day_b) in zip(pairs, ends, strict=True):
        yield {
            "story_a": story_a,
            "story_b": story_b,
            "day_a": date.fromordinal(day_a),
            "day_b": date.fromordinal(day_b),
            "hamming": pair.hamming,
            "overlap": round(pair.overlap.containment, 4),
            "jaccard": round(pair.overlap.jaccard, 4),
            "shared_runs": pair.overlap.shared,
            "rule": pair.rule,
            "reason": pair.reason,
            "config": config.config_id,
        }


def _compare(original: str, copies: Sequence[str]) -> list[Row]:
    return [
        {
            "hamming": evidence.hamming,
            "overlap": round(evidence.overlap.containment, 4),
            "jaccard": round(evidence.overlap.jaccard, 4),
            "shared_runs": evidence.overlap.shared,
            "reason": evidence.reason,
        }
        for evidence in dedup.evidence_against(original, copies)
    ]


def group_stories(settings: Settings, log: Log, now: datetime) -> GroupReport:
    """Groups the stories that changed or whose pairs did, and all that are connected with them.

    The groups are those that grouping all stories of the archive anew would give.

    Args:
        settings: where things are.
        log: gets a line.
        now: written beside group ids that changed.
    """

    def regroup(connection: for_steps.Connection) -> tuple[int, tuple[int, int, int]]:
        regrouped = regrouping.regroup(connection, dedup.group_stories, now, _compare)
        return regrouped, regrouping.totals(connection)

    with locked(settings, "dedup"):
        regrouped, (stories, groups, with_copies) = warehouse.transact(settings, regroup)
    log(f"{regrouped} stories looked at; {stories} in {groups} groups, {with_copies} of them with copies")
    return GroupReport(groups, with_copies, stories)
