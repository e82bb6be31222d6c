"""The steps of the pipeline, as Dagster and the command line both call them.

Each step reads what the step before it left (archive or database), computes, and replaces its partition in
one short transaction. A step may be run again, or killed at any point: the next run gives what one
undisturbed run would have given.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines import dedup, warehouse
from pipelines.captures import (
    ArchiveProblem,
    StoredCapture,
    archive_files,
    read_capture_at,
    read_captures,
    read_fetch_log,
)
from pipelines.cleaning import CLEANER_VERSION, clean
from pipelines.dedup.feature_file import load_features, save_features
from pipelines.dedup.pairs import with_equal_texts
from pipelines.errors import NabaError, NoArticleError
from pipelines.records import Article, Capture, SourceRules
from pipelines.settings import Settings
from pipelines.text import normalize_all
from pipelines.warehouse import partitions, reading

Log = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """What the archive holds for the days asked about, by day, and what of it can't be read."""

    captures: Mapping[date, int]
    fetches: int
    problems: Sequence[ArchiveProblem]


@dataclass(slots=True)
class CleanReport:
    """What cleaning made: articles and stories by day, and why captures gave none."""

    articles: dict[date, int] = field(default_factory=dict)
    stories: dict[date, int] = field(default_factory=dict)
    read_also: int = 0
    rejected: dict[str, int] = field(default_factory=dict)


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


def index_archive(settings: Settings, days: Iterable[date], log: Log) -> ArchiveReport:
    """Writes the tables `captures` (for the days) and `fetches` (what new logs hold) from the archive.

    A truncated or damaged file gives what it holds up to there; the report says what was skipped.
    """
    problems: list[ArchiveProblem] = []
    counts: dict[date, int] = {}
    for day in days:
        rows: dict[str, dict[str, Any]] = {}
        for file in archive_files(settings.archive, day):
            for stored in read_captures(file, settings.archive, problems):
                if stored.capture.kind in ("page", "entry"):
                    # The same response may have been stored twice around a crash; one row is enough.
                    rows.setdefault(stored.capture.capture_id, _capture_row(day, stored))
        with warehouse.session(settings) as connection:
            counts[day] = partitions.replace_captures(connection, day, rows.values())
        log(f"{day}: {counts[day]} captures in the archive")
    for problem in problems:
        log(f"{problem.file} at byte {problem.offset}: {problem.reason}; read up to there")
    return ArchiveReport(counts, _store_fetch_logs(settings), problems)


def _capture_row(day: date, stored: StoredCapture) -> dict[str, Any]:
    capture = stored.capture
    return {
        "day": day,
        "capture_id": capture.capture_id,
        "source_id": capture.source_id,
        "kind": capture.kind,
        "url": capture.url,
        "fetched_at": capture.fetched_at,
        "status": capture.status,
        "bytes": len(capture.body),
        "sha256": hashlib.sha256(capture.body).hexdigest(),
        "warc_file": stored.warc_file,
        "warc_offset": stored.offset,
        "rejected": None,
    }


def _store_fetch_logs(settings: Settings) -> int:
    """Stores the attempts of every log that is new or has grown; returns how many attempts."""
    with warehouse.session(settings) as connection:
        known = reading.fetch_log_bytes(connection)
    total = 0
    for file in sorted(settings.fetch_logs.glob("*/*.jsonl")):
        size = file.stat().st_size
        if known.get(file.stem) != size:
            attempts = list(read_fetch_log(file))
            with warehouse.session(settings) as connection:
                total += partitions.replace_fetch_log(connection, file.stem, size, attempts)
    return total


def clean_days(
    settings: Settings, days: Iterable[date], rules: Mapping[str, SourceRules], log: Log
) -> CleanReport:
    """Makes articles, stories and fingerprints of the days from their captures.

    Args:
        settings: where things are.
        days: partitions to make anew.
        rules: by source id; a capture of a source that is no more is cleaned by general rules.
        log: gets a line a day.
    """
    report = CleanReport()
    for day in days:
        articles: list[tuple[Capture, Article]] = []
        rejected: list[tuple[str, str]] = []
        with warehouse.session(settings) as connection:
            captures = reading.newest_captures(connection, day)
        for capture_id, warc_file, offset in captures:
            try:
                capture = read_capture_at(settings.archive / warc_file, offset)
                articles.append((capture, clean(capture, rules.get(capture.source_id, SourceRules()))))
            except NoArticleError as reason:
                rejected.append((capture_id, str(reason)))
            except NabaError as error:
                rejected.append((capture_id, f"unreadable capture: {error}"))
            except Exception as error:  # noqa: BLE001 - a page that the cleaner fails on must not stop the day
                rejected.append((capture_id, f"cleaner failed: {type(error).__name__}: {error}"))
        _write_day(settings, day, articles, rejected)
        report.articles[day] = len(articles)
        report.stories[day] = sum(len(article.stories) for _, article in articles)
        report.read_also += sum(len(article.stories) - 1 for _, article in articles)
        for _, why in rejected:
            report.rejected[why] = report.rejected.get(why, 0) + 1
        log(
            f"{day}: {report.articles[day]} articles, {report.stories[day]} stories"
            + (f", {len(rejected)} captures without an article" if rejected else "")
        )
    return report


def _write_day(
    settings: Settings,
    day: date,
    articles: Sequence[tuple[Capture, Article]],
    rejected: Sequence[tuple[str, str]],
) -> None:
    article_rows = []
    story_rows = []
    for capture, article in articles:
        article_id = hashlib.sha256(f"{capture.source_id}\n{article.url}".encode()).hexdigest()[:16]
        article_rows.append(_article_row(day, article_id, capture, article))
        story_rows += _story_rows(day, article_id, capture, article)
    story_rows.sort(key=lambda row: str(row["story_id"]))

    features = dedup.features_of(normalize_all([row["body"] for row in story_rows]))
    signature = hashlib.sha256(dedup.VERSION.encode())
    for position, row in enumerate(story_rows):
        row["words"] = int(features.words[position])
        row["fingerprint"] = int(features.fingerprints[position])
        place = (row["story_id"], row["role"], row["published_at"].isoformat())
        signature.update(f"{place} {features.text_hashes[position]}\n".encode())
    save_features(
        _feature_file(settings, day), signature.hexdigest(), [row["story_id"] for row in story_rows], features
    )
    with warehouse.session(settings) as connection:
        partitions.replace_day(
            connection,
            day,
            articles=article_rows,
            stories=story_rows,
            rejected=rejected,
            stories_signature=signature.hexdigest(),
        )


def _article_row(day: date, article_id: str, capture: Capture, article: Article) -> dict[str, Any]:
    return {
        "day": day,
        "article_id": article_id,
        "capture_id": capture.capture_id,
        "source_id": capture.source_id,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "author": article.author,
        "language": article.language,
        "published_at": article.published_at,
        "published_from": article.published_from,
        "fetched_at": capture.fetched_at,
        "attribution": article.attribution,
        "keywords": article.keywords,
        "related": article.related,
        "body": article.body,
        "text": article.text,
        "removed": [{"start": cut.start, "end": cut.end, "kind": cut.kind} for cut in article.removed],
        "cleaner_version": CLEANER_VERSION,
    }


def _story_rows(day: date, article_id: str, capture: Capture, article: Article) -> list[dict[str, Any]]:
    return [
        {
            "day": day,
            "story_id": f"{article_id}-{story.position}",
            "article_id": article_id,
            "source_id": capture.source_id,
            "position": story.position,
            "role": story.role,
            "title": story.title,
            "dateline": story.dateline,
            "body": story.body,
            "published_at": article.published_at or capture.fetched_at,
            "words": 0,
            "fingerprint": 0,
            "fingerprint_version": dedup.VERSION,
        }
        for story in article.stories
    ]


def pair_days(
    settings: Settings, days: Iterable[date], log: Log, config: dedup.DedupConfig = dedup.DEFAULT
) -> PairReport:
    """Finds the duplicate pairs of the days' stories, over the whole archive.

    Also of every other day whose stories changed since its pairs were found, and of all days within reach
    of these: what counts as boilerplate there depends on them. So the pairs are the same in whatever order
    days arrive.
    """
    with warehouse.locked(settings, "dedup"):
        with warehouse.session(settings) as connection:
            stories = reading.stories_in_canonical_order(connection)
            signatures = reading.signatures(connection)
        good = {day: f"{signature}/{config.config_id}" for day, (signature, _) in signatures.items()}
        changed = set(days) | {day for day, (_, paired) in signatures.items() if paired != good[day]}
        features = _features_in_order(settings, signatures, stories)
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


def _features_in_order(
    settings: Settings,
    signatures: Mapping[date, tuple[str, str | None]],
    stories: Sequence[reading.StoryKey],
) -> dedup.Features:
    """The features of all stories, from each day's file; a file that does not fit is made anew."""
    rows: dict[str, int] = {}
    parts: list[dedup.Features] = []
    for day, (signature, _) in signatures.items():
        file = _feature_file(settings, day)
        loaded = load_features(file, signature)
        if loaded is None:
            with warehouse.session(settings) as connection:
                texts = reading.bodies(connection, day)
            story_ids = [story_id for story_id, _ in texts]
            loaded = story_ids, dedup.features_of(normalize_all([body for _, body in texts]))
            save_features(file, signature, *loaded)
        start = sum(map(len, parts))
        rows |= {story_id: start + position for position, story_id in enumerate(loaded[0])}
        parts.append(loaded[1])
    order = np.array([rows[story.story_id] for story in stories], np.int64)
    return dedup.Features.concatenate(parts).take(order)


def _feature_file(settings: Settings, day: date) -> Path:
    return settings.warehouse / "features" / f"{day}.npz"


def group_stories(settings: Settings, log: Log) -> GroupReport:
    """Groups all stories of the archive from their pairs."""
    with warehouse.locked(settings, "dedup"):
        with warehouse.session(settings) as connection:
            stories = reading.stories_in_canonical_order(connection)
            pairs = reading.pairs(connection)
        position = {story.story_id: number for number, story in enumerate(stories)}
        different: list[tuple[int, int]] = []
        equal: list[tuple[int, int]] = []
        for story_a, story_b, reason in pairs:
            # A pair whose story was dropped meanwhile waits for its day's pairs to be found anew.
            if story_a in position and story_b in position:
                place = (position[story_a], position[story_b])
                (equal if reason == "identical" else different).append(place)
        canonical = dedup.group_stories(len(stories), different, equal)
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
