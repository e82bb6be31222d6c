"""Why two stories are one, or are not: decided anew by dedup itself, with all that led to it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipelines import dedup, warehouse
from pipelines.dedup import DedupConfig, Judgement
from pipelines.dedup.features.reference import reference_fingerprint
from pipelines.dedup.rules.boilerplate import Boilerplate, find_boilerplate
from pipelines.dedup.rules.verification import Verifier
from pipelines.dedup.stored.feature_file import FeatureFolder
from pipelines.errors import BadInputError
from pipelines.settings import Settings
from pipelines.text import normalize, normalize_all
from pipelines.text.comparison.differences import compare
from pipelines.text.comparison.side_by_side import SideBySide, side_by_side
from pipelines.warehouse.ask import for_explain, for_steps
from pipelines.warehouse.ask.for_explain import StoryRecord

# Of the words that one text has and the other lacks, and of places and sentences side by side; --json has all.
_WORDS_SHOWN = 30
_PLACES_SHOWN = 20
_SENTENCES_SHOWN = 20

# In place of a sentence that stands beside itself: what differs is what a reader looks for.
_SAME = "= the same"

_IDENTICAL = Judgement(dedup.EQUAL_TEXTS, dedup.EQUAL_TEXT, None, None, "identical")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Two stories and how they were decided.

    Attributes:
        first, second: in canonical order.
        hamming: bits in which their fingerprints differ, of 64.
        package_agrees: the `simhash` package gives both texts the stored fingerprints.
        near: the distance alone makes them a candidate.
        equal_segments: distinct 8-word windows in both that are no boilerplate; one makes a candidate.
        boilerplate_shingles: five-word shingles of each that tell nothing.
        judgement: what exact overlap says.
        decision: one sentence: the rule that decided.
        one_story: whether the pair is verified, by this decision.
        one_group: whether the database has them in one group.
        group: one sentence: what the group rule made of it.
        only_first, only_second: words that the other lacks, in order.
        side_by_side: the places in which the two differ, slots of a template among them, and their sentences.
        config: the thresholds.
    """

    first: StoryRecord
    second: StoryRecord
    hamming: int
    package_agrees: bool
    near: bool
    equal_segments: int
    boilerplate_shingles: tuple[int, int]
    judgement: Judgement
    decision: str
    one_story: bool
    one_group: bool
    group: str
    only_first: Sequence[str]
    only_second: Sequence[str]
    side_by_side: SideBySide
    config: DedupConfig


def explain(
    settings: Settings, database: Path | str, one: str, other: str, config: DedupConfig = dedup.DEFAULT
) -> Explanation:
    """Explains two stories of a published database.

    Args:
        settings: where features of whole days may lie; a day without them is read anew.
        database: the published file, or the URI of a DuckLake.
        one: a story's id, or the URL of its page.
        other: the same.
        config: thresholds.

    Raises:
        BadInputError: there is no database or no such story, or both are the same.
    """
    with warehouse.asked(database) as connection:
        stories = sorted((_story(connection, one), _story(connection, other)), key=_canonical_order)
        first, second = stories
        if first.story_id == second.story_id:
            raise BadInputError(f"{one} and {other} are the same story: name two")
        compared = [_story(connection, story.stands_for_it) for story in stories]
        context = _Context.load(connection, settings, compared, config)
        group = _group_sentence(connection, first, second)
    rows = [context.row_of[story.story_id] for story in compared]
    boilerplate = find_boilerplate(context.features, context.days, config)
    judgement, decision = _decide(context, boilerplate, compared, rows, config)
    hamming = (first.fingerprint ^ second.fingerprint).bit_count()
    difference = compare(first.body, second.body)
    return Explanation(
        first=first,
        second=second,
        hamming=hamming,
        package_agrees=all(reference_fingerprint(normalize(one.body)) == one.fingerprint for one in stories),
        near=hamming <= config.hamming,
        equal_segments=context.equal_segments(boilerplate, rows),
        boilerplate_shingles=context.boilerplate_shingles(boilerplate, rows),
        judgement=judgement,
        decision=decision,
        one_story=judgement.reason is not None,
        one_group=first.group_id == second.group_id,
        group=group,
        only_first=difference.only_left,
        only_second=difference.only_right,
        side_by_side=side_by_side(first.body, second.body),
        config=config,
    )


def explain_group(database: Path | str, name: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows: all stories of a story's group, with the evidence between it and each.

    Raises:
        BadInputError: there is no database or no such story.
    """
    with warehouse.asked(database) as connection:
        return for_explain.explain_group(connection, _story(connection, name).story_id)


def _story(connection: Any, name: str) -> StoryRecord:
    story = for_explain.find_story(connection, name)
    if story is None:
        raise BadInputError(f"no story {name} in the database: give a story_id, or the URL of an article")
    return story


def _canonical_order(story: StoryRecord) -> tuple[bool, Any, str]:
    return story.role != "main", story.published_at, story.story_id


@dataclass(frozen=True, slots=True)
class _Context:
    """The stories of all days that tell what is boilerplate for the two."""

    row_of: dict[str, int]
    days: Any
    features: dedup.Features

    @classmethod
    def load(
        cls, connection: Any, settings: Settings, stories: Sequence[StoryRecord], config: DedupConfig
    ) -> "_Context":
        ids: list[str] = []
        days: list[int] = []
        parts: list[dedup.Features] = []
        folder = FeatureFolder(settings.features)
        near = for_explain.days_near(connection, [story.day for story in stories], config.reach_days)
        for day, signature in near.items():
            stored = folder.open(day.toordinal(), signature)
            if stored is None:
                texts = for_steps.texts(connection, day)
                ids += [name for name, *_ in texts]
                parts.append(dedup.features_of(normalize_all([body for *_, body in texts])))
            else:
                ids += stored.story_ids(np.arange(len(stored)))
                parts.append(stored.features)
            days += [day.toordinal()] * len(parts[-1])
        return cls(
            {name: row for row, name in enumerate(ids)},
            np.array(days, np.int64),
            dedup.Features.concatenate(parts),
        )

    def equal_segments(self, boilerplate: Boilerplate, rows: Sequence[int]) -> int:
        """Distinct segments of both that are boilerplate on neither day."""
        segments = self.features.segments
        places = [segments.places(np.array([row]))[0] for row in rows]
        first, second = (segments.values[these][~boilerplate.segments[these]] for these in places)
        return len(np.intersect1d(first, second))

    def crowded_segments(self, boilerplate: Boilerplate, rows: Sequence[int]) -> int:
        """Distinct segments of both that would make them a candidate, if so many other texts did not hold them."""
        segments = self.features.segments
        places = [segments.places(np.array([row]))[0] for row in rows]
        first, second = (
            segments.values[these][~boilerplate.segments[these] | boilerplate.crowded[these]]
            for these in places
        )
        return len(np.intersect1d(first, second)) - self.equal_segments(boilerplate, rows)

    def boilerplate_shingles(self, boilerplate: Boilerplate, rows: Sequence[int]) -> tuple[int, int]:
        """Distinct five-word shingles of each that are boilerplate on its day."""
        places = [self.features.shingles.places(np.array([row]))[0] for row in rows]
        first, second = (int(np.count_nonzero(boilerplate.shingles[these])) for these in places)
        return first, second


def _decide(
    context: _Context,
    boilerplate: Boilerplate,
    stories: Sequence[StoryRecord],
    rows: Sequence[int],
    config: DedupConfig,
) -> tuple[Judgement, str]:
    """The judgement and the rule that decided, in the order in which dedup asks."""
    features = context.features
    minutes = np.zeros(len(features), np.int64)
    minutes[list(rows)] = [int(story.published_at.timestamp()) // 60 for story in stories]
    judgement = Verifier(features, context.days, boilerplate.shingles, config, minutes).judge(
        rows[0], rows[1]
    )
    equal = stories[0].story_id == stories[1].story_id
    shortest = min(int(features.lengths[row]) for row in rows)
    if shortest < config.min_words:
        return _not(judgement), f"a text of {shortest} words is never grouped (min_words {config.min_words})"
    if equal or features.text_hashes[rows[0]] == features.text_hashes[rows[1]]:
        return _IDENTICAL, _rule_sentence(_IDENTICAL, config)
    if judgement.rule is None and shortest < config.short_words:
        return judgement, (
            f"with {shortest} words, only what stands before or behind a text may differ "
            f"(short_words {config.short_words})"
        )
    hamming = (stories[0].fingerprint ^ stories[1].fingerprint).bit_count()
    if hamming > config.hamming and not context.equal_segments(boilerplate, rows):
        crowded = context.crowded_segments(boilerplate, rows)
        return _not(judgement), (
            f"no candidate: fingerprints {hamming} bits apart (hamming {config.hamming}) and no equal segment"
            + (f" but {crowded} that more than {config.crowd} texts hold (crowd)" if crowded else "")
        )
    return judgement, _rule_sentence(judgement, config)


def _not(judgement: Judgement) -> Judgement:
    return Judgement(**(asdict(judgement) | {"overlap": judgement.overlap, "reason": None}))


def _rule_sentence(judgement: Judgement, config: DedupConfig) -> str:
    overlap = judgement.overlap
    if judgement.template is not None:
        return {
            "numbers": f"two issues of a template: {_slots_sentence(judgement)}",
            "slots": f"two issues of a template: {_slots_sentence(judgement)}",
            "nothing else": f"two issues of a template: {overlap.telling_share:.2f} of the text is no boilerplate, "
            f"and the jaccard of that, {overlap.telling_jaccard:.2f}, is under {config.telling_jaccard_of_template}",
        }[judgement.template]
    if judgement.rule is not None:
        containment = f"containment {overlap.containment:.2f} reaches"
        return {
            "equal text": "the same words in the same order",
            "jaccard": f"jaccard {overlap.jaccard:.2f} reaches {config.jaccard}",
            "containment": f"{containment} {config.containment}, "
            f"and jaccard {overlap.jaccard:.2f} reaches {config.least_jaccard_for_containment(overlap.lead)}",
            "part": f"{containment} {config.containment}, and jaccard {overlap.jaccard:.2f} reaches "
            f"{config.jaccard_for_inner_containment}: the one is about half of the other",
            "lead": f"{containment} {config.containment_with_lead}, "
            f"and lead {overlap.lead:.2f} reaches {config.lead}",
            "both ends": f"{containment} {config.containment_with_lead}, and {config.words_at_ends} words at both ends "
            "are equal",
            "aligned lead": f"{containment} {config.containment_with_aligned_lead}, and {config.aligned_lead} of the "
            "shorter text's words run in parallel to the beginning of the longer one",
            "aligned": f"{config.aligned} of the longer text's words run in parallel, with single words touched",
            "sentences": f"{config.sentences} of the shorter text's sentences stand in the longer one, in order, and "
            f"jaccard {overlap.jaccard:.2f} reaches {config.jaccard_for_sentences}",
            "passages": f"{overlap.shared} shingles are shared in passages whose words stayed as they were, of "
            f"{config.shared_for_passages} needed, containment {overlap.containment:.2f} reaches "
            f"{config.containment_for_passages}, and jaccard {overlap.jaccard:.2f} reaches {config.jaccard_for_passages}",
        }[judgement.rule]
    if overlap.shared < config.min_shared:
        return f"{overlap.shared} shared five-word shingles without boilerplate, under {config.min_shared}"
    return (
        f"too little overlap for each rule: jaccard {overlap.jaccard:.2f}, "
        f"containment {overlap.containment:.2f}, lead {overlap.lead:.2f}"
    )


def _slots_sentence(judgement: Judgement) -> str:
    slots = judgement.slots
    if slots is None:
        return "they were not laid side by side"
    return (
        f"they differ in {slots.numbers} numbers, {slots.days} days, {slots.words} other slots and {slots.others} other "
        f"places; {slots.equal_numbers} numbers are equal"
    )


def _group_sentence(connection: Any, first: StoryRecord, second: StoryRecord) -> str:
    verified = for_explain.verified_with(connection, second.stands_for_it)
    if first.group_id != second.group_id:
        if first.stands_for_it in verified:
            return "a verified pair, but the second had joined another group, or too few of this one's stories agree"
        return "different groups"
    members = for_explain.members(connection, first.group_id)
    if members[0] in verified or members[0] in {second.story_id, second.stands_for_it}:
        return "one group: the second is verified against its canonical story, or is it"
    return f"one group: the second is verified against {len(verified & set(members))} of its {len(members)} stories"


def lines(explanation: Explanation) -> Iterator[tuple[str, Any, Any]]:
    """The explanation as rows of (what, of the first story, of the second or the threshold)."""
    first, second, overlap = explanation.first, explanation.second, explanation.judgement.overlap
    config = explanation.config
    yield "story", first.story_id, second.story_id
    yield "source", first.source_id, second.source_id
    yield "published", f"{first.published_at:%Y-%m-%d %H:%M}", f"{second.published_at:%Y-%m-%d %H:%M}"
    yield "title", first.title, second.title
    yield "words", first.words, second.words
    yield "fingerprint", f"{first.fingerprint:016x}", f"{second.fingerprint:016x}"
    yield "boilerplate shingles", *explanation.boilerplate_shingles
    yield "only here", _some(explanation.only_first), _some(explanation.only_second)
    yield "distance of fingerprints", explanation.hamming, f"candidate up to {config.hamming}"
    yield "equal segments", explanation.equal_segments, "candidate from 1"
    yield "shared shingles, no boilerplate", overlap.shared, f"at least {config.min_shared}"
    yield (
        "jaccard",
        f"{overlap.jaccard:.2f}",
        f"{config.jaccard}, with containment {config.least_jaccard_for_containment(overlap.lead)}",
    )
    yield (
        "containment",
        f"{overlap.containment:.2f}",
        f"{config.containment}, with lead {config.containment_with_lead}",
    )
    yield "lead", f"{overlap.lead:.2f}", f"{config.lead}, where it is asked for"
    yield (
        "jaccard, no boilerplate",
        f"{overlap.telling_jaccard:.2f}",
        f"{config.telling_jaccard}, or containment",
    )
    yield "containment, no boilerplate", f"{overlap.telling_containment:.2f}", f"{config.telling_containment}"
    yield (
        "simhash package",
        "the same fingerprints" if explanation.package_agrees else "OTHER FINGERPRINTS",
        None,
    )
    yield from _beside("place", explanation.side_by_side.places, _PLACES_SHOWN)
    yield from _beside("sentence", explanation.side_by_side.sentences, _SENTENCES_SHOWN)


def _beside(
    what: str, pairs: Sequence[tuple[str | None, str | None]], shown: int
) -> Iterator[tuple[str, str, str]]:
    for number, (one, other) in enumerate(pairs[:shown], 1):
        yield f"{what} {number}", one or "—", _SAME if one == other else other or "—"
    if len(pairs) > shown:
        yield f"{what}s", f"… and {len(pairs) - shown} more", ""


def _some(words: Sequence[str]) -> str:
    shown = " ".join(words[:_WORDS_SHOWN])
    left_out = len(words) - _WORDS_SHOWN
    return f"{shown} … and {left_out} more" if left_out > 0 else shown


def as_record(explanation: Explanation) -> dict[str, Any]:
    """The explanation for `--json`: everything but the bodies; fingerprints as 16 hex digits."""
    record = asdict(explanation)
    for name in ("first", "second"):
        del record[name]["body"]
        record[name]["fingerprint"] = f"{record[name]['fingerprint']:016x}"
    return record | {"config_id": explanation.config.config_id}
