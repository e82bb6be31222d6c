"""Cleaning the captures of one source on one day: the piece of work that runs in a process of its own.

The pages are cleaned together, by the ids of their captures, so that a day comes out the same whenever it is made.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipelines import dedup
from pipelines.archive.captures import read_capture_at
from pipelines.cleaning import CLEANER_VERSION, Draft, clean, clean_source, read_capture
from pipelines.dedup import Features
from pipelines.errors import NabaError, NoArticleError, StorageError
from pipelines.records import Article, Capture, SourceRules
from pipelines.text import normalize_all, wording
from pipelines.warehouse.write.columns import Columns, misfit
from pipelines.warehouse.write.rows import Row

Place = tuple[str, str, int]
"""A capture's id, its archive file and its offset there."""


@dataclass(frozen=True, slots=True)
class SourceDay:
    """What the articles of one source and day are made from.

    Attributes:
        day, source_id: whose.
        rules: of the source.
        newest: the capture that stands for each address.
        recaptured: pages that were captured more than once: address, and all captures from the oldest on.
    """

    day: date
    source_id: str
    rules: SourceRules
    newest: tuple[Place, ...]
    recaptured: tuple[tuple[str, tuple[Place, ...]], ...]

    @property
    def signature(self) -> str:
        """Equal where the same articles come out: of captures, rules and versions, not of where captures stand."""
        made_of = (
            CLEANER_VERSION,
            dedup.VERSION,
            self.rules,
            sorted(name for name, *_ in self.newest),
            [(url, [name for name, *_ in places]) for url, places in self.recaptured],
        )
        return hashlib.sha256(repr(made_of).encode()).hexdigest()


@dataclass(slots=True)
class CleanedSource:
    """What came of it.

    Attributes:
        articles, revisions: rows of these tables.
        stories: rows of that table, by story id.
        features: of the stories, in their order.
        rejected: (capture_id, why it gave no article).
        unreadable: captures that can't be read from the archive, a line each.
    """

    articles: list[Row] = field(default_factory=list)
    stories: list[Row] = field(default_factory=list)
    revisions: list[Row] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    features: Features | None = None


def clean_source_day(work: SourceDay, archive: Path, columns: Mapping[str, Columns]) -> CleanedSource:
    """Makes the rows of one source and day.

    Args:
        work: what to clean.
        archive: the archive folder.
        columns: of the tables `articles`, `stories` and `article_revisions`; what has no place there is no article.
    """
    captures: dict[str, Capture] = {}
    result = CleanedSource()

    def read(place: Place) -> Draft:
        capture = read_capture_at(archive / place[1], place[2])
        # A day's pages are too much to hold.
        captures[place[0]] = replace(capture, body=b"")
        return read_capture(capture, work.rules)

    cleaned = clean_source({place[0]: partial(read, place) for place in work.newest})
    ids: dict[str, str] = {}
    for name, *_ in work.newest:
        match cleaned[name]:
            case NoArticleError() as error:
                result.rejected.append((name, str(error)))
            case StorageError() as error:
                result.unreadable.append(str(error))
                result.rejected.append((name, f"unreadable capture: {error}"))
            case Exception() as error:
                result.rejected.append((name, f"cleaner failed: {type(error).__name__}: {_one_line(error)}"))
            case article:
                capture = captures[name]
                article_id = hashlib.sha256(f"{work.source_id}\n{article.url}".encode()).hexdigest()[:16]
                row = _article_row(work.day, article_id, capture, article)
                stories = _story_rows(work.day, article_id, capture, article)
                reasons = [
                    misfit(columns["articles"], row),
                    *(misfit(columns["stories"], one) for one in stories),
                ]
                if reason := next(filter(None, reasons), None):
                    result.rejected.append((name, f"can't be stored: {reason}"))
                    continue
                ids[article.url] = article_id
                result.articles.append(row)
                result.stories += stories
    result.stories.sort(key=lambda row: str(row["story_id"]))
    _add_features(result)
    result.revisions = [
        row
        for url, places in work.recaptured
        if url in ids
        for row in _revisions(work, ids[url], places, archive)
        if misfit(columns["article_revisions"], row) is None
    ]
    return result


def _add_features(result: CleanedSource) -> None:
    features = dedup.features_of(normalize_all([row["body"] for row in result.stories]))
    result.features = features
    result.stories = [
        {
            **row,
            "words": int(features.lengths[position]),
            "fingerprint": int(features.fingerprints[position]),
        }
        for position, row in enumerate(result.stories)
    ]


def _revisions(
    work: SourceDay, article_id: str, places: Sequence[Place], archive: Path
) -> Iterator[dict[str, Any]]:
    """What changed in an article from one capture to the next: rows of `article_revisions`."""
    revision = 0
    for (_, before), (capture, after) in pairwise(_versions(work, places, archive)):
        if wording(before) == wording(after):
            continue
        revision += 1
        yield {
            "day": work.day,
            "article_id": article_id,
            "revision": revision,
            "capture_id": capture.capture_id,
            "source_id": work.source_id,
            "url": after.url,
            "seen_at": capture.fetched_at,
            "title_before": before.title,
            "title_after": after.title,
            "body_before": before.body,
            "body_after": after.body,
        }


def _versions(work: SourceDay, places: Sequence[Place], archive: Path) -> Iterator[tuple[Capture, Article]]:
    for _, file, offset in places:
        try:
            capture = read_capture_at(archive / file, offset)
            yield capture, clean(capture, work.rules)
        except NabaError:
            # No article in that version; the cleaning of the newest one says why.
            continue
        except Exception:  # noqa: BLE001, S112 - a page that the cleaner fails on is a version without an article
            continue


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
        "section": article.section,
        "image_url": article.image_url,
        "language": article.language,
        "published_at": article.published_at,
        "published_from": article.published_from,
        "fetched_at": capture.fetched_at,
        "attribution": article.attribution,
        "keywords": article.keywords,
        "related": article.related,
        "body": article.body,
        "text": article.text,
        "is_complete": article.is_complete,
        "removed": [{"start": cut.start, "end": cut.end, "kind": cut.kind} for cut in article.removed],
        "cleaner_version": CLEANER_VERSION,
    }


def _story_rows(day: date, article_id: str, capture: Capture, article: Article) -> list[Row]:
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


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
