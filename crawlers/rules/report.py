"""What a crawl did, per source: printed as JSON, handed to Dagster, returned to callers."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Coverage(BaseModel):
    """How much of one day a source's archive holds: articles that are known to exist, and those of them there."""

    model_config = ConfigDict(extra="forbid")
    expected: int
    obtained: int


class SourceReport(BaseModel):
    """What a crawl did for one source.

    Attributes:
        outcome: `failed` if none of its feeds and sitemaps could be read; articles that failed are counted only.
        reason: why it failed, one line; for `ok` the first thing that went wrong, or None.
        unreadable: the feeds and sitemaps that could not be read, each as `URL: why`.
        feeds: feeds and sitemaps that could be read, whether they had changed or not.
        not_modified: those of them that had not changed.
        not_due: feeds and sitemaps that were left alone until they are due.
        entries: entries that they list.
        known: wanted entries that had been captured before.
        captured: captures stored: pages, and full texts that entries carry.
        imported: captures of the source that came from given WARC files.
        rechecked: articles that were fetched again to see whether their text changed.
        revised: those of them whose text did.
        moved: captures stored under another day than before: it was a guess, and is known now.
        failed: articles that should have been captured and were not.
        refused: those of them whose address answered with something else, by cause: see `acceptance.RefusalCause`.
        expected: articles of the wanted days that are known to exist: listed somewhere, or held.
        obtained: those of them that the archive holds now.
        missing: why the others are not there, with their number.
        coverage: `expected` and `obtained` by day (ISO).
        unknown_days: days (ISO) of which articles may exist that nobody knows of, since a list has lost entries.
        notices: what a person should know of a feed: moved, gone, overflowed; each as `URL: what`.
        bytes: size of all bodies received, after content decoding.
        days: captures stored by day (ISO), the partitions that got something new.
    """

    model_config = ConfigDict(extra="forbid")
    outcome: Literal["ok", "failed"] = "ok"
    reason: str | None = None
    unreadable: list[str] = []
    feeds: int = 0
    not_modified: int = 0
    not_due: int = 0
    entries: int = 0
    known: int = 0
    captured: int = 0
    imported: int = 0
    rechecked: int = 0
    revised: int = 0
    moved: int = 0
    failed: int = 0
    refused: dict[str, int] = {}
    expected: int = 0
    obtained: int = 0
    missing: dict[str, int] = {}
    coverage: dict[str, Coverage] = {}
    unknown_days: list[str] = []
    notices: list[str] = []
    bytes: int = 0
    days: dict[str, int] = {}

    @property
    def was_left_alone(self) -> bool:
        """Whether it has lists, none of them was due, and nothing else was asked for either."""
        asked = self.feeds or self.captured or self.imported or self.rechecked or self.failed or self.known
        return self.outcome == "ok" and self.not_due > 0 and not (asked or self.unreadable or self.bytes)


PAUSED = "paused: its file says so"
"""The reason why such a source was not asked."""
STOPPED = "stopped"
"""How the reason begins where a crawl ended before it had asked all: it was told to, or had no time left."""

# Of a crawl: lines of the log that a person reads through.
_WARNINGS_SHOWN = 20


class CrawlReport(BaseModel):
    """What a crawl did; sources by id."""

    model_config = ConfigDict(extra="forbid")
    run_id: str
    sources: dict[str, SourceReport]

    def summary(self) -> str:
        """One line: what all sources gave together, and which of them gave nothing."""
        done = self.sources.values()
        failed = {
            key: source.reason or "" for key, source in self.sources.items() if source.outcome == "failed"
        }
        stopped = [key for key, reason in failed.items() if reason.startswith(STOPPED)]
        unreadable = [key for key in failed if key not in stopped]
        paused = sum(one.reason == PAUSED for one in done)
        return (
            f"{len(done) - paused} sources: {sum(one.captured for one in done)} captured, "
            f"{sum(one.known for one in done)} held already, {sum(one.failed for one in done)} articles failed"
            + (f"; {paused} paused" if paused else "")
            + (f"; stopped before all was asked: {', '.join(stopped)}" if stopped else "")
            + (f"; could not be read: {', '.join(unreadable)}" if unreadable else "")
        )

    def warnings(self) -> list[str]:
        """What a person should know of the sources, a line each; of many the first ones, and how many more."""
        lines = [f"{key}: {notice}" for key, done in sorted(self.sources.items()) for notice in done.notices]
        more = len(lines) - _WARNINGS_SHOWN
        return lines if more <= 0 else [*lines[:_WARNINGS_SHOWN], f"{more} more lines of this kind"]
