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
from typing import Any, NamedTuple

from pipelines import dedup
from pipelines.archive.captures import read_capture_at
from pipelines.cleaning import CLEANER_VERSION, Draft, clean, clean_changed, read_capture
from pipelines.dedup import Features
from pipelines.errors import NabaError, NoArticleError, StorageError
from pipelines.records import Article, Capture, SourceRules
from pipelines.settings import Bucket
from pipelines.steps.seen_pages import CleanedPage, SeenPages
from pipelines.text import normalize_all, wording
from pipelines.warehouse.write.columns import Columns, misfit
from pipelines.warehouse.write.rows import Row


class Place(NamedTuple):
    """A capture: its id, its archive file and offset there, and the microseconds from 1970 to when it was fetched."""

    capture_id: str
    file: str
    offset: int
    fetched: int

    @property
    def key(self) -> str:
        """Equal where the same article comes out: the same bytes may have been fetched at two times."""
        return f"{self.capture_id} {self.fetched}"


@dataclass(frozen=True, slots=True)
class SourceDay:
    """What the articles of one source and day are made from.

    Attributes:
        day, source_id: whose.
        first_id: the oldest id that the source had; ids of its articles are made of it.
        rules: of the source.
        newest: the capture that stands for each address.
        recaptured: pages that were captured more than once: address, and all captures from the oldest on.
        known: signature of what the articles in the database were made of; None where there are none.
    """

    day: date
    source_id: str
    first_id: str
    rules: SourceRules
    newest: tuple[Place, ...]
    recaptured: tuple[tuple[str, tuple[Place, ...]], ...]
    known: str | None = None

    @property
    def made_with(self) -> str:
        """Of rules and versions, hashed: other ones make other articles of the same captures."""
        return _hash((CLEANER_VERSION, dedup.VERSION, self.rules))

    @property
    def signature(self) -> str:
        """Equal where the same articles come out: of captures, rules and versions, not of where captures stand."""
        recaptured = [(url, [place.key for place in places]) for url, places in self.recaptured]
        return _hash((self.made_with, sorted(place.key for place in self.newest), recaptured))


def _hash(facts: tuple[Any, ...]) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()


@dataclass(slots=True)
class CleanedSource:
    """What came of it.

    Attributes:
        articles, revisions: rows of these tables.
        stories: rows of that table, by story id.
        features: of the stories, in their order.
        rejected: (capture_id, why it gave no article).
        unreadable: captures that can't be read from the archive, a line each.
        replaced: ids of the articles that these rows replace; None where they replace all of the source's day.
    """

    articles: list[Row] = field(default_factory=list)
    stories: list[Row] = field(default_factory=list)
    revisions: list[Row] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    features: Features | None = None
    replaced: list[str] | None = None


def clean_source_day(
    work: SourceDay, archive: Path | Bucket, columns: Mapping[str, Columns], seen_pages: Path
) -> CleanedSource:
    """Makes the rows of one source and day: of the pages that are new or would come out otherwise than before.

    Args:
        work: what to clean.
        archive: where the archive is.
        columns: of the tables `articles`, `stories` and `article_revisions`; what has no place there is no article.
        seen_pages: folder of what is remembered of pages (`seen_pages`).
    """
    memory = SeenPages(seen_pages / work.day.isoformat(), work.source_id)
    before = memory.read(work.known, work.made_with) if work.known else {}
    versions = {place.key: int(_hash(places)[:16], 16) for _, places in work.recaptured for place in places}
    captures: dict[str, Capture] = {}

    def read(place: Place) -> Draft:
        capture = read_capture_at(archive, place.file, place.offset)
        # A day's pages are too much to hold.
        captures[place.key] = replace(capture, body=b"")
        return read_capture(capture, work.rules)

    cleaned = clean_changed(
        {place.key: partial(read, place) for place in work.newest},
        {key: page.seen for key, page in before.items() if page.versions == versions.get(key, 0)},
    )
    rows = _Rows(work, columns)
    result, ids = rows.result, rows.ids
    pages: dict[str, CleanedPage] = {}
    for place in work.newest:
        key = place.key
        if key in cleaned.results:
            article_id, reason = rows.add(captures.get(key), cleaned.results[key])
        else:
            article_id, reason = before[key].article_id, before[key].rejected
        if reason is not None:
            result.rejected.append((place.capture_id, reason))
        pages[key] = CleanedPage(cleaned.seen[key], versions.get(key, 0), article_id, reason)
    if before:
        changed = [
            page.article_id for key, page in before.items() if key not in pages or key in cleaned.results
        ]
        result.replaced = sorted({*ids.values(), *filter(None, changed)})
    if not result.unreadable:
        memory.write(work.signature, work.made_with, pages)
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


@dataclass(slots=True)
class _Rows:
    """Gathers the rows of pages; `ids` are those of their articles, by address."""

    work: SourceDay
    columns: Mapping[str, Columns]
    result: CleanedSource = field(default_factory=CleanedSource)
    ids: dict[str, str] = field(default_factory=dict)

    def add(self, capture: Capture | None, cleaned: Article | Exception) -> tuple[str | None, str | None]:
        """Takes what came of a page; its article's id, or why there is none."""
        match cleaned:
            case NoArticleError() as error:
                return None, str(error)
            case StorageError() as error:
                self.result.unreadable.append(str(error))
                return None, f"unreadable capture: {error}"
            case Exception() as error:
                return None, f"cleaner failed: {type(error).__name__}: {_one_line(error)}"
        if capture is None:
            raise ValueError(f"{cleaned.url}: an article of a page that was not read")
        article_id = hashlib.sha256(f"{self.work.first_id}\n{cleaned.url}".encode()).hexdigest()[:16]
        row = _article_row(self.work, article_id, capture, cleaned)
        stories = _story_rows(self.work, article_id, capture, cleaned)
        reasons = [
            misfit(self.columns["articles"], row),
            *(misfit(self.columns["stories"], one) for one in stories),
        ]
        if reason := next(filter(None, reasons), None):
            return None, f"can't be stored: {reason}"
        self.ids[cleaned.url] = article_id
        self.result.articles.append(row)
        self.result.stories += stories
        return article_id, None


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
    work: SourceDay, article_id: str, places: Sequence[Place], archive: Path | Bucket
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


def _versions(
    work: SourceDay, places: Sequence[Place], archive: Path | Bucket
) -> Iterator[tuple[Capture, Article]]:
    for place in places:
        try:
            capture = read_capture_at(archive, place.file, place.offset)
            yield capture, clean(capture, work.rules)
        except NabaError:
            # No article in that version; the cleaning of the newest one says why.
            continue
        except Exception:  # noqa: BLE001, S112 - a page that the cleaner fails on is a version without an article
            continue


def _article_row(work: SourceDay, article_id: str, capture: Capture, article: Article) -> dict[str, Any]:
    return {
        "day": work.day,
        "article_id": article_id,
        "capture_id": capture.capture_id,
        "source_id": work.source_id,
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


def _story_rows(work: SourceDay, article_id: str, capture: Capture, article: Article) -> list[Row]:
    return [
        {
            "day": work.day,
            "story_id": f"{article_id}-{story.position}",
            "article_id": article_id,
            "source_id": work.source_id,
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
