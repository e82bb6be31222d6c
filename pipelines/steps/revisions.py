"""What changed in articles after they were first fetched."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from pipelines import warehouse
from pipelines.archive.captures import read_capture_at
from pipelines.cleaning import clean
from pipelines.errors import NabaError
from pipelines.records import Article, Capture, SourceRules
from pipelines.settings import Settings
from pipelines.text import wording
from pipelines.warehouse.ask import for_steps


def find_revisions(
    settings: Settings,
    day: date,
    article_ids: Mapping[tuple[str, str], str],
    rules: Mapping[str, SourceRules],
) -> list[dict[str, Any]]:
    """The revisions of one day's articles: pages captured more than once, whose text became another.

    Args:
        settings: where things are.
        day: the day of the captures and articles.
        article_ids: the day's articles, by source and address.
        rules: by source id, as for cleaning.

    Returns:
        Rows of `article_revisions`.
    """
    with warehouse.session(settings) as connection:
        recaptured = for_steps.recaptured_pages(connection, day)
    return [
        row
        for page, places in recaptured.items()
        if page in article_ids
        for row in _changes(day, article_ids[page], _versions(settings, places, rules))
    ]


def _versions(
    settings: Settings, places: Sequence[tuple[str, int]], rules: Mapping[str, SourceRules]
) -> Iterator[tuple[Capture, Article]]:
    for warc_file, offset in places:
        try:
            capture = read_capture_at(settings.archive / warc_file, offset)
            yield capture, clean(capture, rules.get(capture.source_id, SourceRules()))
        except NabaError:
            continue  # no article in that version; the day's cleaning says so


def _changes(
    day: date, article_id: str, versions: Iterator[tuple[Capture, Article]]
) -> Iterator[dict[str, Any]]:
    revision = 0
    for (_, before), (capture, after) in pairwise(versions):
        if wording(before) == wording(after):
            continue
        revision += 1
        yield {
            "day": day,
            "article_id": article_id,
            "revision": revision,
            "capture_id": capture.capture_id,
            "source_id": capture.source_id,
            "url": after.url,
            "seen_at": capture.fetched_at,
            "title_before": before.title,
            "title_after": after.title,
            "body_before": before.body,
            "body_after": after.body,
        }
