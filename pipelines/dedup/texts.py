"""Texts that are at hand, without a database: which of them are one story."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from pipelines.dedup.features.fingerprint import Features, features_of
from pipelines.dedup.in_memory import Cut, DuplicatePair, Track, find_pairs
from pipelines.dedup.rules.boilerplate import UNDATED
from pipelines.dedup.rules.config import DEFAULT, DedupConfig
from pipelines.dedup.rules.groups import group_stories
from pipelines.errors import BadInputError
from pipelines.processes import Apply
from pipelines.text import normalize_all


def group_texts(
    texts: Sequence[str],
    published_at: Sequence[datetime | None] | None = None,
    *,
    config: DedupConfig = DEFAULT,
) -> list[int]:
    """Groups the texts that are one story.

    Args:
        texts: in any order, as they are; normalising is done here.
        published_at: when each was published, None where unknown; UTC where it has no offset. The earliest
            text stands for its group, and words that stand on many days tell a template; without any times, the
            first in the given order does, and all texts count as of one day.
        config: thresholds.

    Returns:
        For each text the position of the one that stands for its group; its own where it is alone.

    Raises:
        BadInputError: there are not as many times as texts, or something else stands among them.
    """
    moments = [None] * len(texts) if published_at is None else list(published_at)
    _check(texts, moments)
    last = datetime.max.replace(tzinfo=UTC)
    known = [moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) for moment in moments]
    order = sorted(range(len(texts)), key=lambda at: (known[at] or last, at))
    _, canonical = find_groups(features_of(normalize_all(texts)), known, order, config)
    groups = list(range(len(texts)))
    for at, first in zip(order, canonical, strict=True):
        groups[at] = order[first]
    return groups


def _check(texts: Sequence[object], moments: Sequence[object]) -> None:
    """What types promise, of callers who are not held to them: lists from data frames have NaN for what is not there."""
    if isinstance(texts, str):
        raise BadInputError("expected a list of texts, got one text")
    if len(moments) != len(texts):
        raise BadInputError(f"{len(texts)} texts, but {len(moments)} times of publication")
    for at, (text, moment) in enumerate(zip(texts, moments, strict=True)):
        if not isinstance(text, str):
            raise BadInputError(f"text {at}: expected a string, got {text!r:.80}")
        if not (moment is None or isinstance(moment, datetime)):
            raise BadInputError(f"time {at}: expected a datetime or None, got {moment!r:.80}")


def find_groups(
    features: Features,
    published_at: Sequence[datetime | None],
    order: Sequence[int],
    config: DedupConfig = DEFAULT,
    *,
    track: Track = lambda decided, _: decided,
    cut: Cut = lambda _: None,
    apply: Apply = map,
) -> tuple[list[DuplicatePair], list[int]]:
    """The verified pairs among texts, and for each text the first of its group; positions in canonical order.

    Args:
        features: of all texts.
        published_at: of each; aware times, or None.
        order: the texts in canonical order: earliest first, undated ones last.
        config: thresholds.
        track: as in `find_pairs`.
        cut: as in `find_pairs`.
        apply: as in `find_pairs`.
    """
    days = [UNDATED if moment is None else moment.astimezone(UTC).toordinal() for moment in published_at]
    pairs = find_pairs(
        features,
        np.array(days, np.int64),
        config,
        minutes=np.array(
            [0 if moment is None else int(moment.timestamp()) // 60 for moment in published_at], np.int64
        ),
        order=np.array(order, np.int64),
        track=track,
        cut=cut,
        apply=apply,
    )
    return pairs, group_stories(len(order), [(pair.first, pair.second, pair.rule) for pair in pairs])
