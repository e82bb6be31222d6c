"""What a crawl did, per source: printed as JSON, handed to Dagster, returned to callers."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class SourceReport(BaseModel):
    """What a crawl did for one source.

    Attributes:
        outcome: `failed` if none of its feeds and sitemaps could be read; articles that failed are counted only.
        reason: why it failed, one line; for `ok` the first thing that went wrong, or None.
        unreadable: the feeds and sitemaps that could not be read, each as `URL: why`.
        feeds: feeds and sitemaps that could be read, whether they had changed or not.
        not_modified: those of them that had not changed.
        entries: entries that they list.
        known: wanted entries that had been captured before.
        captured: captures stored: pages, and full texts that entries carry.
        failed: articles that should have been captured and were not.
        bytes: size of all bodies received, after content decoding.
        days: captures stored by day (ISO), the partitions that got something new.
    """

    model_config = ConfigDict(extra="forbid")
    outcome: Literal["ok", "failed"] = "ok"
    reason: str | None = None
    unreadable: list[str] = []
    feeds: int = 0
    not_modified: int = 0
    entries: int = 0
    known: int = 0
    captured: int = 0
    failed: int = 0
    bytes: int = 0
    days: dict[str, int] = {}


class CrawlReport(BaseModel):
    """What a crawl did; sources by id."""

    model_config = ConfigDict(extra="forbid")
    run_id: str
    sources: dict[str, SourceReport]
