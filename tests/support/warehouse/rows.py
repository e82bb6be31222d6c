"""Rows of the smallest possible articles and stories, for the warehouse's tests."""

from datetime import UTC, datetime

from pipelines import warehouse
from pipelines.warehouse.write import partitions

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
        "cleaner_version": 1,
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


def write_day(settings, day, article_ids, *, articles=None, stories=None):
    """Writes a day of articles, by their ids or as rows."""
    with warehouse.session(settings) as connection:
        partitions.replace_day(
            connection,
            day,
            articles=[article(day, name) for name in article_ids] if articles is None else articles,
            stories=[story(day, name) for name in article_ids] if stories is None else stories,
            rejected=[],
            revisions=[],
            stories_signature="signature",
        )
