"""Rows of the smallest possible articles and stories, for the warehouse's tests."""

from datetime import UTC, datetime

from pipelines import warehouse
from pipelines.warehouse.write import partitions
from pipelines.warehouse.write.partitions import SourcesOfDay
from pipelines.warehouse.write.rows import RowFile

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def article(day, article_id):
    return {
        "day": day,
        "article_id": article_id,
        "capture_id": f"capture of {article_id}",
        "source_id": "almanara",
        "url": f"http://www.almanara.example/{article_id}",
        "canonical_url": f"http://www.almanara.example/{article_id}",
        "title": "خبر",
        "author": "محرر",
        "section": "ثقافة",
        "image_url": None,
        "language": "ar",
        "published_at": NOON,
        "published_from": "feed",
        "fetched_at": NOON,
        "attribution": None,
        "keywords": [],
        "related": [],
        "body": "نص الخبر",
        "text": "نص الخبر",
        "removed": [],
        "is_complete": True,
        "cleaner_version": "1",
    }


def story(day, article_id):
    return {
        "day": day,
        "story_id": f"{article_id}-0",
        "article_id": article_id,
        "source_id": "almanara",
        "position": 0,
        "role": "main",
        "title": "خبر",
        "dateline": None,
        "body": "نص الخبر",
        "published_at": NOON,
        "words": 2,
        "fingerprint": 7,
        "fingerprint_version": "test",
    }


def pair(one, other, rule="jaccard"):
    return {
        "story_a": one,
        "story_b": other,
        "day_a": NOON.date(),
        "day_b": NOON.date(),
        "hamming": 3,
        "overlap": 0.9,
        "jaccard": 0.8,
        "shared_runs": 50,
        "reason": "edited",
        "config": "test",
        "rule": rule,
    }


def replace_day(connection, day, *, articles, stories, revisions=()):
    """Replaces all sources of a day by these rows."""
    written = connection.execute("SELECT DISTINCT source_id FROM articles WHERE day = ?", [day]).fetchall()
    sources = {source for (source,) in written} | {row["source_id"] for row in (*articles, *stories)}
    with RowFile() as of_articles, RowFile() as of_stories, RowFile() as of_revisions:
        for file, rows in ((of_articles, articles), (of_stories, stories), (of_revisions, revisions)):
            for row in rows:
                file.add(row)
        signatures = dict.fromkeys(sources, "made by a test")
        made = SourcesOfDay(signatures, of_articles, of_stories, of_revisions, [])
        return partitions.replace_sources(connection, day, made)


def write_day(settings, day, article_ids, *, articles=None, stories=None):
    """Writes a day of articles, by their ids or as rows."""
    with warehouse.session(settings) as connection:
        replace_day(
            connection,
            day,
            articles=[article(day, name) for name in article_ids] if articles is None else articles,
            stories=[story(day, name) for name in article_ids] if stories is None else stories,
        )
