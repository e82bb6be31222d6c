"""What to make of each answer: which entries to follow, what to keep, what to count. Knows no Scrapy.

Order matters everywhere here: the WARC record first, then the state, then the log, so that a crawl killed
between any two of them loses nothing.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from crawlers.collect.keeper import Articles, Kept
from crawlers.collect.rechecks import due_rechecks
from crawlers.collect.tally import Tally, crawl_progress, crawl_report
from crawlers.fetch.context import utc_now
from crawlers.lists.reading import Listing, child_sitemaps, day_of, first_targets, next_page, read_listing
from crawlers.memory.crawl_state import CrawlState, ListMemory
from crawlers.progress.counts import CrawlProgress
from crawlers.registry.spec import SourceSpec
from crawlers.rules.page_facts import is_believable, own_day
from crawlers.rules.report import CrawlReport
from crawlers.rules.schedule import (
    Poll,
    Schedule,
    after_failure,
    after_success,
    max_age,
    retry_after,
    weight_of,
)
from crawlers.rules.targets import Answer, Failure, ListTarget, PageTarget, Target, Verdict, Window
from pipelines.archive.captures import CaptureWriter, capture_id, read_capture_at
from pipelines.errors import NoArticleError, StorageError
from pipelines.feeds import NotAFeedError
from pipelines.records import Capture, CaptureKind, FeedEntry


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
        random: Callable[[], float],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._sources = sources
        self._window = window
        self._state = state
        self._writer = writer
        self._archive = archive
        self._articles = Articles(state, writer, archive, sources)
        self._random = random
        self._now = now
        self._tallies = {source_id: Tally(window) for source_id in sources}
        self._asked: set[tuple[str, str]] = set()

    def start(self) -> tuple[Target, ...]:
        """All that is to be asked first: feeds, sitemaps, listing pages, and pages due for a recheck."""
        targets: list[Target] = []
        for source_id, source in self._sources.items():
            tally = self._tallies[source_id]
            self._count_held(source_id)
            for target in first_targets(source, self._window):
                schedule = self._state.schedule(source_id, target.url)
                if self._window.due_only and target.is_scheduled and not schedule.is_due(self._now()):
                    tally.report.not_due += 1
                    targets += self._listed_before(target)
                else:
                    targets.append(target)
            if self._window.live:
                targets += due_rechecks(source, self._state, self._archive, self._now())
        return self._take_up(targets)

    def took_in(self, imported: Mapping[str, int]) -> None:
        """Counts the captures that came from given WARC files, by source."""
        for source_id, tally in self._tallies.items():
            if number := imported.get(source_id, 0):
                tally.report.imported += number
                self._count_held(source_id)

    def request_headers(self, target: Target) -> dict[str, str]:
        """Headers that spare a feed or sitemap sending what has not changed."""
        if not isinstance(target, ListTarget):
            return {}
        memory = self._state.list_memory(target.source_id, target.url)
        schedule = self._state.schedule(target.source_id, target.url)
        if memory is None or schedule.wants_bytes(self._now()):
            return {}
        known = {"If-None-Match": memory.etag, "If-Modified-Since": memory.last_modified}
        return {name: value for name, value in known.items() if value}

    def answered(self, target: Target, answer: Answer) -> Verdict:
        """Keeps what is to be kept of an answer and says where it leads.

        Raises:
            StorageError: the archive or the state cannot be written; the run cannot go on.
        """
        tally = self._tallies[target.source_id]
        tally.report.bytes += len(answer.body)
        verdict = self._list(target, answer) if isinstance(target, ListTarget) else self._page(target, answer)
        if verdict.error:
            self._failed(target, Failure(verdict.outcome, verdict.error, answer.status))
        tally.finish(target)
        return verdict

    def failed(self, target: Target, failure: Failure) -> None:
        """Counts a target that gave no answer, and remembers when to try again."""
        self._failed(target, failure)
        self._tallies[target.source_id].finish(target)

    def report(self, run_id: str) -> CrawlReport:
        """What was done so far; a source that has requests open counts as failed."""
        return crawl_report(run_id, self._tallies)

    def progress(self) -> CrawlProgress:
        """How far the run is."""
        return crawl_progress(self._tallies)

    def _count_held(self, source_id: str) -> None:
        for held in self._state.held_of_days(source_id, self._window.first, self._window.last):
            self._tallies[source_id].obtain(held.url, held)

    def _failed(self, target: Target, failure: Failure) -> None:
        tally = self._tallies[target.source_id]
        is_end_of_listing = (
            isinstance(target, ListTarget) and target.page > 1 and failure.status in {404, 410}
        )
        if not is_end_of_listing:
            tally.lose(target, failure.error)
        if isinstance(target, PageTarget) and target.recheck:
            self._state.rechecked(target.source_id, target.url)
        elif isinstance(target, PageTarget) or target.is_scheduled:
            at = self._now()
            schedule = after_failure(
                self._state.schedule(target.source_id, target.url),
                at,
                weight_of(failure.outcome, failure.status),
                status=failure.status,
                wait=retry_after(failure.retry_after, at, self._random()),
            )
            self._state.reschedule(target.source_id, target.url, schedule)
            if isinstance(target, ListTarget) and schedule.gone_at is not None:
                tally.report.notices.append(
                    f"{target.url}: gone (HTTP 410) since {schedule.gone_at:%Y-%m-%d %H:%M}"
                )

    def _take_up(self, targets: Iterable[Target]) -> tuple[Target, ...]:
        new = []
        for target in targets:
            key = (target.source_id, target.url)
            if key not in self._asked:
                self._asked.add(key)
                self._tallies[target.source_id].take_up(target)
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
            listing = read_listing(self._sources[target.source_id], target, answer.body, answer.content_type)
        except NotAFeedError as error:
            self._state.forget_conditions(target.source_id, target.url)  # next time it may be one again
            return Verdict("not_a_feed", _without_url(error, target.url))
        schedule = self._state.schedule(target.source_id, target.url)
        etag, last_modified = answer.header("etag"), answer.header("last-modified")
        if memory is not None and _same_conditions(memory, etag, last_modified):
            schedule = replace(schedule, etag_lies=True)
        self._polled(target, answer, listing, schedule, self._known_share(target, listing, memory))
        remembered = ListMemory(etag, last_modified, digest, warc_file, offset)
        self._state.remember_list(target.source_id, target.url, remembered)
        return Verdict("captured", None, self._follow(target, listing, answer.at))

    def _same_list(self, target: ListTarget, answer: Answer, memory: ListMemory | None) -> Verdict:
        """A list that has not changed: what it lists is read from the archive, for other days may be wanted now."""
        if memory is None:
            return Verdict("not_modified", "answered 304 to a request without conditions")
        try:
            listing = self._read_again(target, memory)
        except (StorageError, NotAFeedError) as error:
            self._state.forget_list(target.source_id, target.url)  # next time the whole of it is asked for
            return Verdict("not_modified", f"has not changed, but what it was cannot be read: {error}")
        self._tallies[target.source_id].report.not_modified += 1
        known_share = 1.0 if listing.entries else None
        schedule = self._state.schedule(target.source_id, target.url)
        self._polled(target, answer, listing, schedule, known_share)
        return Verdict("not_modified", None, self._follow(target, listing, answer.at))

    def _listed_before(self, target: ListTarget) -> tuple[Target, ...]:
        """What a list that is not due listed last: articles that failed then may be due themselves."""
        memory = self._state.list_memory(target.source_id, target.url)
        try:
            listing = self._read_again(target, memory) if memory else Listing(())
        except (StorageError, NotAFeedError):
            self._state.forget_list(target.source_id, target.url)
            return ()
        return tuple(self._pages(target, listing, self._now()))

    def _read_again(self, target: ListTarget, memory: ListMemory) -> Listing:
        stored = read_capture_at(self._archive / memory.warc_file, memory.warc_offset)
        return read_listing(self._sources[target.source_id], target, stored.body, stored.content_type)

    def _known_share(self, target: ListTarget, listing: Listing, memory: ListMemory | None) -> float | None:
        """Share of the entries that the poll before had, None if there is nothing to compare."""
        if memory is None or not target.is_scheduled or not listing.entries:
            return None
        try:
            before = {entry.url for entry in self._read_again(target, memory).entries}
        except (StorageError, NotAFeedError):
            return None
        known = sum(entry.url in before for entry in listing.entries)
        return known / len(listing.entries) if before else None

    def _polled(
        self,
        target: ListTarget,
        answer: Answer,
        listing: Listing,
        schedule: Schedule,
        known_share: float | None,
    ) -> None:
        if not target.is_scheduled:
            return
        poll = Poll(
            at=answer.at,
            known_share=known_share,
            received=answer.status != 304,
            hint=listing.hint,
            max_age=max_age(answer.header("cache-control")),
            moved_to=answer.moved_to,
        )
        self._state.reschedule(target.source_id, target.url, after_success(schedule, poll))
        notices = self._tallies[target.source_id].report.notices
        if poll.overflowed:
            notices.append(
                f"{target.url}: shares no entry with the poll before"
                + (f" of {schedule.polled_at:%Y-%m-%d %H:%M}" if schedule.polled_at else "")
                + ": articles may have been missed"
            )
        if poll.moved_to:
            notices.append(
                f"{target.url}: moved for good to {poll.moved_to}: put that into the source's file"
            )

    def _follow(self, target: ListTarget, listing: Listing, at: datetime) -> tuple[Target, ...]:
        report = self._tallies[target.source_id].report
        report.feeds += 1
        report.entries += len(listing.entries)
        targets: list[Target] = list(self._pages(target, listing, at))
        if target.kind == "listing":
            page = next_page(self._sources[target.source_id], target)
            is_new = any((target.source_id, entry.url) not in self._asked for entry in listing.entries)
            targets += [page] if page and (is_new or target.page == 1) and listing.entries else []
        targets += child_sitemaps(target, listing.children, self._window)
        return self._take_up(targets)

    def _pages(self, target: ListTarget, listing: Listing, at: datetime) -> list[PageTarget]:
        """The wanted articles of a list that are not held yet; full texts are kept on the way."""
        tally = self._tallies[target.source_id]
        targets: list[PageTarget] = []
        wanted: list[str] = []
        for entry in listing.entries:
            day = target.day or day_of(entry, at)
            if not self._wants(target, entry, day, listing.is_news):
                continue
            wanted.append(entry.url)
            tally.expect(entry.url, day)
            told = replace(
                entry, section=tuple(dict.fromkeys((*filter(None, [target.section]), *entry.section)))
            )
            page_entry = replace(told, content_html=None)
            if entry.content_html is not None:
                self._keep_full_text(target, page_entry, entry.content_html, day, at)
            if held := self._state.held(target.source_id, (entry.url,)):
                tally.report.known += 1
                tally.obtain(entry.url, held)
            elif self._may_try(target.source_id, entry.url):
                targets.append(PageTarget(target.source_id, entry.url, day, page_entry))
        self._state.saw(target.source_id, target.url, wanted, at)
        return targets

    def _may_try(self, source_id: str, url: str) -> bool:
        """Whether a page that failed before is due again; a run that is asked for by hand does not wait."""
        return not self._window.due_only or self._state.schedule(source_id, url).is_due(self._now())

    def _wants(self, target: ListTarget, entry: FeedEntry, day: date, is_news: bool) -> bool:
        # a plain sitemap lists everything that a site ever published: only what is dated, and of the days asked for
        if target.kind == "sitemap" and entry.published_at is None:
            return False
        return day in self._window or (self._window.live and (target.kind == "feed" or is_news))

    def _page(self, target: PageTarget, answer: Answer) -> Verdict:
        if not answer.body.strip():
            return Verdict("empty", "the page has no content")
        capture = self._capture(target, answer, target.day, target.entry)
        if target.recheck:
            return self._recheck(capture, answer)
        published = target.entry.published_at if target.entry else None
        if published is None or not is_believable(published, answer.at):
            capture = replace(capture, day=self._day_of_page(capture))
        kept = self._articles.keep(capture, answer.headers)
        self._count(capture, kept)
        held = None if kept == "stored" else self._state.held(target.source_id, (target.url,))
        self._tallies[target.source_id].obtain(target.url, held or capture)
        return Verdict("known" if kept == "known" else "captured")

    def _day_of_page(self, capture: Capture) -> date:
        """The day that a page gives itself where its list gave it none, else that of the list."""
        try:
            return own_day(capture, self._sources[capture.source_id].rules()) or capture.day
        except NoArticleError:
            return capture.day

    def _recheck(self, capture: Capture, answer: Answer) -> Verdict:
        self._tallies[capture.source_id].report.rechecked += 1
        if self._articles.recheck(capture, answer.headers) == "known":
            return Verdict("not_modified")
        self._count(capture, "revised")
        return Verdict("captured")

    def _keep_full_text(
        self, target: ListTarget, entry: FeedEntry, html: str, day: date, at: datetime
    ) -> None:
        if self._state.held(target.source_id, (entry.url,), "entry"):
            return
        body = html.encode()
        capture = Capture(
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
        )
        if self._articles.keep(capture) == "stored":
            self._count(capture, "stored")

    def _count(self, capture: Capture, kept: Kept) -> None:
        report = self._tallies[capture.source_id].report
        if kept == "known":
            report.known += 1  # another run was faster, or it has another address
            return
        if kept == "revised":
            report.revised += 1
        else:
            report.captured += 1
        day = capture.day.isoformat()
        report.days[day] = report.days.get(day, 0) + 1

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


def _same_conditions(memory: ListMemory, etag: str | None, last_modified: str | None) -> bool:
    """Whether a list whose bytes changed came with the ETag, or failing one the date, that it had before."""
    if etag or memory.etag:
        return etag == memory.etag
    return last_modified is not None and last_modified == memory.last_modified


def _without_url(error: NotAFeedError, url: str) -> str:
    return str(error).removeprefix(f"{url}: ")
