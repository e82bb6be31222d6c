"""From captures to articles and stories, with their fingerprints."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipelines import dedup, warehouse
from pipelines.archive.captures import read_capture_at
from pipelines.cleaning import CLEANER_VERSION, Draft, clean_source, read_capture
from pipelines.dedup.stored.feature_file import FeatureFolder, StoryPlace
from pipelines.errors import NabaError, NoArticleError
from pipelines.records import Article, Capture, SourceRules
from pipelines.settings import Settings
from pipelines.steps.archive import Log
from pipelines.steps.revisions import find_revisions
from pipelines.text import normalize_all
from pipelines.warehouse.ask import for_steps
from pipelines.warehouse.write import partitions
from pipelines.warehouse.write.rows import Row


@dataclass(slots=True)
class CleanReport:
    """What cleaning made: articles and stories by day, and why captures gave none."""

    articles: dict[date, int] = field(default_factory=dict)
    stories: dict[date, int] = field(default_factory=dict)
    read_also: int = 0
    revisions: int = 0
    rejected: dict[str, int] = field(default_factory=dict)


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
        with warehouse.day_locked(settings, day):
            articles, rejected = _clean_day(settings, day, rules)
            revisions = find_revisions(settings, day, _article_ids(articles), rules)
            _write_day(settings, day, articles, rejected, revisions)
        report.articles[day] = len(articles)
        report.stories[day] = sum(len(article.stories) for _, article in articles)
        report.read_also += sum(len(article.stories) - 1 for _, article in articles)
        report.revisions += len(revisions)
        for _, why in rejected:
            report.rejected[why] = report.rejected.get(why, 0) + 1
        log(
            f"{day}: {report.articles[day]} articles, {report.stories[day]} stories"
            + (f", {len(rejected)} captures without an article" if rejected else "")
        )
    return report


def _clean_day(
    settings: Settings, day: date, rules: Mapping[str, SourceRules]
) -> tuple[list[tuple[Capture, Article]], list[tuple[str, str]]]:
    """The day's articles with their captures, and the captures that gave none, with the reason.

    The day's pages of one source are cleaned together, by the ids of their captures, so that a day comes
    out the same whenever it is made.
    """
    with warehouse.session(settings) as connection:
        places = for_steps.newest_captures(connection, day)
    captures: dict[str, Capture] = {}

    def reader(capture_id: str, path: Path, offset: int) -> Callable[[], Draft]:
        def read() -> Draft:
            capture = read_capture_at(path, offset)
            captures[capture_id] = replace(capture, body=b"")  # a day's pages are too much to hold
            return read_capture(capture, rules.get(capture.source_id, SourceRules()))

        return read

    by_source: defaultdict[str, dict[str, Callable[[], Draft]]] = defaultdict(dict)
    for capture_id, source_id, warc_file, offset in places:
        by_source[source_id][capture_id] = reader(capture_id, settings.archive / warc_file, offset)
    cleaned: dict[str, Article | Exception] = {}
    for pages in by_source.values():
        cleaned |= clean_source(pages)
    articles: list[tuple[Capture, Article]] = []
    rejected: list[tuple[str, str]] = []
    for capture_id, *_ in places:
        match cleaned[capture_id]:
            case NoArticleError() as reason:
                rejected.append((capture_id, str(reason)))
            case NabaError() as error:
                rejected.append((capture_id, f"unreadable capture: {error}"))
            case Exception() as error:
                rejected.append((capture_id, f"cleaner failed: {type(error).__name__}: {error}"))
            case article:
                articles.append((captures[capture_id], article))
    return articles, rejected


def _write_day(
    settings: Settings,
    day: date,
    articles: Sequence[tuple[Capture, Article]],
    rejected: Sequence[tuple[str, str]],
    revisions: Sequence[Row],
) -> None:
    article_rows = []
    story_rows = []
    for capture, article in articles:
        article_id = _article_id(capture, article)
        article_rows.append(_article_row(day, article_id, capture, article))
        story_rows += _story_rows(day, article_id, capture, article)
    story_rows.sort(key=lambda row: str(row["story_id"]))

    features = dedup.features_of(normalize_all([row["body"] for row in story_rows]))
    signature = hashlib.sha256(dedup.VERSION.encode())
    for position, row in enumerate(story_rows):
        row["words"] = int(features.lengths[position])
        row["fingerprint"] = int(features.fingerprints[position])
        place = (row["story_id"], row["role"], row["published_at"].isoformat())
        signature.update(f"{place} {features.text_hashes[position]}\n".encode())
    places = [StoryPlace(row["story_id"], row["role"] != "main", row["published_at"]) for row in story_rows]
    FeatureFolder(settings.features).save(day, signature.hexdigest(), places, features)
    with warehouse.session(settings) as connection:
        partitions.replace_day(
            connection,
            day,
            articles=article_rows,
            stories=story_rows,
            rejected=rejected,
            revisions=revisions,
            stories_signature=signature.hexdigest(),
        )


def _article_id(capture: Capture, article: Article) -> str:
    return hashlib.sha256(f"{capture.source_id}\n{article.url}".encode()).hexdigest()[:16]


def _article_ids(articles: Sequence[tuple[Capture, Article]]) -> dict[tuple[str, str], str]:
    """By source and address."""
    return {(capture.source_id, article.url): _article_id(capture, article) for capture, article in articles}


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
