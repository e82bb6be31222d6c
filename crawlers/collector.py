"""What to make of each answer: which entries to follow, what to keep, what to count. Knows no Scrapy.

Order matters everywhere here: the WARC record first, then the state, then the log, so that a crawl killed
between any two of them loses nothing.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from crawlers.registry import SourceSpec
from crawlers.report import CrawlReport, SourceReport
from crawlers.state import CrawlState, ListMemory
from pipelines.captures import CaptureWriter, FetchOutcome, capture_id, read_capture_at
from pipelines.errors import StorageError
from pipelines.feeds import ChildSitemap, NotAFeedError, parse_feed, parse_sitemap
from pipelines.records import Capture, CaptureKind, FeedEntry

MAX_SITEMAP_DEPTH = 3
"""An index may name indexes; deeper nesting is a mistake or a trap."""

MAX_CHILD_SITEMAPS = 100
"""Of one index, the most recently changed ones."""

MAX_DAYS_AHEAD = timedelta(days=1)
"""An entry dated further ahead than this has no believable date."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which entries are wanted: those of the days `first` to `last`, and if `live` also all others that are new."""

    first: date
    last: date
    live: bool


@dataclass(frozen=True, slots=True)
class ListTarget:
    """A feed or sitemap to ask; `depth` counts the sitemap indexes that led here."""

    source_id: str
    url: str
    kind: Literal["feed", "sitemap"]
    section: str | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class PageTarget:
    """An article to fetch; `day` is the partition that it belongs to."""

    source_id: str
    url: str
    day: date
    entry: FeedEntry
    kind: Literal["page"] = "page"


Target = ListTarget | PageTarget


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response: 2xx or 304, after redirects and content decoding."""

    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def content_type(self) -> str:
        """HTTP Content-Type, "" if none."""
        return self.header("content-type") or ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an answer, for the log, and where it leads."""

    outcome: FetchOutcome
    error: str | None = None
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class _Listing:
    entries: tuple[FeedEntry, ...]
    children: tuple[ChildSitemap, ...]
    is_news: bool


class Collector:
    """Collects for the sources of one run."""

    def __init__(
        self,
        sources: Mapping[str, SourceSpec],
        window: Window,
        *,
        state: CrawlState,
        writer: CaptureWriter,
        archive: Path,
    ) -> None:
        self._sources = sources
        self._window = window
        self._state = state
        self._writer = writer
        self._archive = archive
        self._reports = {source_id: SourceReport() for source_id in sources}
        self._open = dict.fromkeys(sources, 0)
        self._asked: set[tuple[str, str]] = set()

    def start(self) -> tuple[Target, ...]:
        """All feeds and sitemaps that the sources' files name."""
        targets: list[ListTarget] = []
        for source_id, source in self._sources.items():
            targets += [ListTarget(source_id, feed.url, "feed", feed.section) for feed in source.feeds]
            targets += [ListTarget(source_id, sitemap.url, "sitemap") for sitemap in source.sitemaps]
        return self._take_up(targets)

    def request_headers(self, target: Target) -> dict[str, str]:
        """Headers that spare a feed or sitemap sending what has not changed."""
        memory = (
            self._state.list_memory(target.source_id, target.url) if isinstance(target, ListTarget) else None
        )
        known = {"If-None-Match": memory.etag, "If-Modified-Since": memory.last_modified} if memory else {}
        return {name: value for name, value in known.items() if value}

    def answered(self, target: Target, answer: Answer) -> Verdict:
        """Keeps what is to be kept of an answer and says where it leads.

        Raises:
            StorageError: the archive or the state cannot be written; the run cannot go on.
        """
        report = self._reports[target.source_id]
        report.bytes += len(answer.body)
        verdict = self._list(target, answer) if isinstance(target, ListTarget) else self._page(target, answer)
        if verdict.error:
            self._count_failure(target, verdict.error)
        self._open[target.source_id] -= 1
        return verdict

    def failed(self, target: Target, error: str) -> None:
        """Counts a target that gave no answer."""
        self._count_failure(target, error)
        self._open[target.source_id] -= 1

    def report(self, run_id: str) -> CrawlReport:
        """What was done so far; a source that has requests open counts as failed."""
        reports = {}
        for source_id, counted in self._reports.items():
            open_requests = self._open[source_id]
            stopped = f"stopped with {open_requests} requests to go" if open_requests else None
            failed = stopped is not None or counted.feeds == 0
            reports[source_id] = counted.model_copy(
                update={
                    "outcome": "failed" if failed else "ok",
                    "reason": stopped or counted.reason,
                    "days": dict(sorted(counted.days.items())),
                }
            )
        return CrawlReport(run_id=run_id, sources=reports)

    def progress(self) -> str:
        """One line on how far the run is."""
        captured = sum(report.captured for report in self._reports.values())
        failed = sum(report.failed for report in self._reports.values())
        busy = sorted(
            (source_id for source_id, count in self._open.items() if count), key=lambda one: -self._open[one]
        )
        waiting = ", ".join(f"{source_id} {self._open[source_id]}" for source_id in busy[:5])
        return f"{captured} captured, {failed} failed, {sum(self._open.values())} to go" + (
            f" ({waiting}{', …' if len(busy) > 5 else ''})" if waiting else ""
        )

    def _count_failure(self, target: Target, error: str) -> None:
        report = self._reports[target.source_id]
        line = f"{target.url}: {error}"
        report.reason = report.reason or line
        if isinstance(target, PageTarget):
            report.failed += 1
        else:
            report.unreadable.append(line)

    def _take_up(self, targets: Iterable[Target]) -> tuple[Target, ...]:
        new = []
        for target in targets:
            key = (target.source_id, target.url)
            if key not in self._asked:
                self._asked.add(key)
                self._open[target.source_id] += 1
                new.append(target)
        return tuple(new)

    def _list(self, target: ListTarget, answer: Answer) -> Verdict:
        memory = self._state.list_memory(target.source_id, target.url)
        digest = hashlib.sha256(answer.body).hexdigest()
        if answer.status == 304 or (memory is not None and memory.sha256 == digest):
            return self._same_list(target, answer, memory)
        capture = self._capture(target, answer, answer.at.date(), None)
        warc_file, offset = self._writer.write(capture, answer.headers)
        try:
            listing = _parse(target, answer.body, answer.content_type)
        except NotAFeedError as error:
            self._state.forget_list(target.source_id, target.url)  # next time it may be one again
            return Verdict("not_a_feed", _without_url(error, target.url))
        memory = ListMemory(answer.header("etag"), answer.header("last-modified"), digest, warc_file, offset)
        self._state.remember_list(target.source_id, target.url, memory)
        return Verdict("captured", None, self._follow(target, listing, answer.at))

    def _same_list(self, target: ListTarget, answer: Answer, memory: ListMemory | None) -> Verdict:
        """A list that has not changed: what it lists is read from the archive, for other days may be wanted now."""
        if memory is None:
            return Verdict("not_modified", "answered 304 to a request without conditions")
        try:
            stored = read_capture_at(self._archive / memory.warc_file, memory.warc_offset)
            listing = _parse(target, stored.body, stored.content_type)
        except (StorageError, NotAFeedError) as error:
            self._state.forget_list(target.source_id, target.url)  # next time the whole of it is asked for
            return Verdict("not_modified", f"has not changed, but what it was cannot be read: {error}")
        self._reports[target.source_id].not_modified += 1
        return Verdict("not_modified", None, self._follow(target, listing, answer.at))

    def _follow(self, target: ListTarget, listing: _Listing, at: datetime) -> tuple[Target, ...]:
        report = self._reports[target.source_id]
        report.feeds += 1
        report.entries += len(listing.entries)
        targets: list[Target] = []
        for entry in listing.entries:
            day = day_of(entry, at)
            if not self._wants(target, entry, day, listing.is_news):
                continue
            told = replace(
                entry, section=tuple(dict.fromkeys((*filter(None, [target.section]), *entry.section)))
            )
            page_entry = replace(told, content_html=None)
            if entry.content_html is not None:
                self._keep_full_text(target, page_entry, entry.content_html, day, at)
            if self._state.is_captured(target.source_id, entry.url, "page"):
                report.known += 1
            else:
                targets.append(PageTarget(target.source_id, entry.url, day, page_entry))
        targets += self._children(target, listing.children)
        return self._take_up(targets)

    def _wants(self, target: ListTarget, entry: FeedEntry, day: date, is_news: bool) -> bool:
        # a plain sitemap lists everything that a site ever published: only what is dated, and of the days asked for
        if target.kind == "sitemap" and entry.published_at is None:
            return False
        in_window = self._window.first <= day <= self._window.last
        return in_window or (self._window.live and (target.kind == "feed" or is_news))

    def _children(self, target: ListTarget, children: tuple[ChildSitemap, ...]) -> list[ListTarget]:
        if target.depth >= MAX_SITEMAP_DEPTH:
            return []
        # one that has not changed since the first wanted day cannot list anything published after it
        first = self._window.first
        able = [child for child in children if child.modified_at is None or child.modified_at.date() >= first]
        able.sort(key=lambda child: child.modified_at.timestamp() if child.modified_at else 0.0, reverse=True)
        return [
            ListTarget(target.source_id, child.url, "sitemap", depth=target.depth + 1)
            for child in able[:MAX_CHILD_SITEMAPS]
        ]

    def _page(self, target: PageTarget, answer: Answer) -> Verdict:
        if not answer.body.strip():
            return Verdict("empty", "the page has no content")
        capture = self._capture(target, answer, target.day, target.entry)
        if self._store(capture, answer.headers):
            return Verdict("captured")
        self._reports[target.source_id].known += 1  # another run was faster
        return Verdict("known")

    def _keep_full_text(
        self, target: ListTarget, entry: FeedEntry, html: str, day: date, at: datetime
    ) -> None:
        if self._state.is_captured(target.source_id, entry.url, "entry"):
            return
        body = html.encode()
        self._store(
            Capture(
                capture_id=capture_id(target.source_id, entry.url, "entry", body),
                source_id=target.source_id,
                kind="entry",
                url=entry.url,
                final_url=entry.url,
                day=day,
                fetched_at=at,
                status=200,
                content_type="text/html; charset=utf-8",
                body=body,
                entry=entry,
            ),
            (),
        )

    def _store(self, capture: Capture, headers: tuple[tuple[str, str], ...]) -> bool:
        stored = self._state.store_once(
            capture.source_id, capture.url, capture.kind, lambda: self._writer.write(capture, headers)
        )
        report = self._reports[capture.source_id]
        if stored:
            report.captured += 1
            day = capture.day.isoformat()
            report.days[day] = report.days.get(day, 0) + 1
        return stored

    def _capture(self, target: Target, answer: Answer, day: date, entry: FeedEntry | None) -> Capture:
        kind: CaptureKind = target.kind
        return Capture(
            capture_id=capture_id(target.source_id, target.url, kind, answer.body),
            source_id=target.source_id,
            kind=kind,
            url=target.url,
            final_url=answer.final_url,
            day=day,
            fetched_at=answer.at,
            status=answer.status,
            content_type=answer.content_type,
            body=answer.body,
            entry=entry,
        )


def day_of(entry: FeedEntry, at: datetime) -> date:
    """The day that an entry belongs to: its UTC date, or that of the fetch if it has none that can be true."""
    published = entry.published_at
    return at.date() if published is None or published > at + MAX_DAYS_AHEAD else published.date()


def _parse(target: ListTarget, body: bytes, content_type: str) -> _Listing:
    if target.kind == "feed":
        feed = parse_feed(body, url=target.url, content_type=content_type)
        return _Listing(feed.entries, (), is_news=False)
    sitemap = parse_sitemap(body, url=target.url)
    return _Listing(sitemap.entries, sitemap.children, sitemap.is_news)


def _without_url(error: NotAFeedError, url: str) -> str:
    return str(error).removeprefix(f"{url}: ")
