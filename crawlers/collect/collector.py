"""What to make of each answer: which entries to follow, what to keep, what to count. Knows no Scrapy.

Order matters everywhere here: the WARC record first, then the state, then the log, so that a crawl killed
between any two of them loses nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from crawlers.collect.budgets import Budgets
from crawlers.collect.equipment import Equipment
from crawlers.collect.keeper import Articles, Kept
from crawlers.collect.polls import PolledList, Polls, captured, full_text_capture
from crawlers.collect.rechecks import due_rechecks
from crawlers.collect.tally import Tally, crawl_progress, crawl_report
from crawlers.collect.verdict import Verdict
from crawlers.lists.document import NO_READINGS, Document, Readings
from crawlers.lists.kind import Listing, ListTarget, Reached, Target
from crawlers.memory.crawl_state import Held
from crawlers.progress.counts import CrawlProgress
from crawlers.rules.acceptance import is_about, refusal
from crawlers.rules.entry_days import EntryDays, are_mostly_ahead, days_of, is_believable
from crawlers.rules.page_facts import own_day
from crawlers.rules.page_items import items_on
from crawlers.rules.page_look import look_at
from crawlers.rules.report import CrawlReport, SourceReport
from crawlers.rules.targets import Answer, Failure, PageTarget, Window, one_for_each_page
from pipelines.errors import NoArticleError
from pipelines.records import Capture, FeedEntry
from pipelines.text.packed import unpacked
from pipelines.urls import canonical_url

RETRIED_FOR = timedelta(days=7)
"""How long an article that failed is tried again, at intervals that grow to a day."""

MAX_HOPS = 5
"""Pages that lead to another by themselves, one after the other."""

# Fetches of a page to see whether it can be moved to the day that a list gives it now; what can't be fetched stays.
_MOST_MOVES_TRIED = 5

# Of a page of a list; a sitemap's part may have 50,000, and nobody asks what lies behind it.
_LAST_ENTRIES = 100


class Collector:
    """Collects for the sources of one crawl."""

    def __init__(self, equipment: Equipment, window: Window) -> None:
        self._sources = equipment.sources
        self._window = window
        self._state = equipment.state
        self._archive = equipment.archive
        self._articles = Articles(equipment.state, equipment.writer, equipment.archive, equipment.sources)
        self._polls = Polls(equipment)
        self._now = equipment.now
        self._started_at = equipment.now()
        self._budgets = Budgets(equipment.sources, equipment.now)
        self._tallies: dict[str, Tally] = {}
        self._asked: set[tuple[str, str]] = set()
        self._listed: set[tuple[str, str]] = set()

    def start(self, sources: Iterable[str] | None = None) -> tuple[Target, ...]:
        """All that is to be asked first of some sources, or of all: lists, and pages due for a recheck."""
        targets: list[Target] = []
        for source_id in self._sources if sources is None else sources:
            source = self._sources[source_id]
            tally = self._tallies[source_id] = Tally(self._window)
            self._budgets.begin(source_id)
            self._count_held(source_id)
            is_needed = not any(spec.is_polled for spec in source.lists)
            for spec in source.lists:
                for target in spec.first_targets(source_id, self._window, is_needed=is_needed):
                    if self._window.due_only and not self._polls.is_due(target):
                        tally.report.not_due += 1
                        # Articles that failed may be due though their list is not.
                        last = self._polls.last(target)
                        targets += self._pages(target, last, self._now()) if last else []
                    else:
                        targets.append(target)
            if self._window.live:
                targets += due_rechecks(source, self._state, self._archive, self._now())
            targets += self._due_retries(source_id)
        return self._take_up(targets)

    def _due_retries(self, source_id: str) -> list[PageTarget]:
        """The wanted articles that failed before and are due again, whether a list still names them or not."""
        due = []
        for target in self._state.retries(source_id, self._now() - RETRIED_FOR):
            if self._state.held(source_id, (target.url,)):
                self._state.retried(source_id, target.url)
            elif (self._window.live or target.day in self._window) and self._polls.is_due(target):
                self._tallies[source_id].expect(target.url, target.day)
                due.append(target)
        return due

    def took_in(self, imported: Mapping[str, int]) -> None:
        """Counts the captures that came from given WARC files, by source."""
        for source_id, tally in self._tallies.items():
            if number := imported.get(source_id, 0):
                tally.report.imported += number
                self._count_held(source_id)

    def request_headers(self, target: Target) -> dict[str, str]:
        """Headers that spare a list sending what has not changed."""
        return self._polls.request_headers(target) if isinstance(target, ListTarget) else {}

    def large_documents(self, target: ListTarget, answer: Answer) -> list[Document]:
        """What `answered` would take long to read of a list's answer; better read beforehand, elsewhere."""
        return self._polls.large_documents(target, answer)

    def answered(self, target: Target, answer: Answer, readings: Readings = NO_READINGS) -> Verdict:
        """Keeps what is to be kept of an answer and says where it leads.

        Args:
            target: what was asked.
            answer: what came.
            readings: of `large_documents`, where they were read beforehand.

        Raises:
            StorageError: the archive or the state cannot be written; the crawl cannot go on.
        """
        tally = self._tallies[target.source_id]
        tally.report.bytes += len(answer.body)
        self._budgets.received(target.source_id, len(answer.body))
        if isinstance(target, ListTarget):
            verdict = self._list(target, answer, readings)
        else:
            verdict = self._page(target, answer)
        if verdict.error:
            self._failed(target, Failure(verdict.outcome, verdict.error, answer.status))
        tally.finish(target)
        return verdict

    def failed(self, target: Target, failure: Failure) -> None:
        """Counts a target that gave no answer, and remembers when to try again."""
        if failure.outcome == "over_budget":
            self._tallies[target.source_id].leave(failure.error)
        else:
            self._failed(target, failure)
        self._tallies[target.source_id].finish(target)

    def spent(self, source_id: str) -> str | None:
        """Why nothing more is asked of a source, None while it may be."""
        return self._budgets.spent(source_id)

    def report(self, run_id: str) -> CrawlReport:
        """What was done so far of the sources that were begun; one that has requests open counts as failed."""
        return crawl_report(run_id, self._tallies)

    def finished(self, source_id: str) -> SourceReport | None:
        """What was done of a source, None while it has requests open."""
        tally = self._tallies[source_id]
        return None if tally.progress().to_go else tally.result()

    def progress(self) -> CrawlProgress:
        """How far the crawl is."""
        return crawl_progress(self._tallies)

    def _count_held(self, source_id: str) -> None:
        for held in self._state.held_of_days(source_id, self._window.first, self._window.last):
            self._tallies[source_id].obtain(held.url, held)

    def _failed(self, target: Target, failure: Failure) -> None:
        tally = self._tallies[target.source_id]
        if isinstance(target, ListTarget) and target.step and failure.status in target.spec.end_statuses:
            return
        tally.lose(target, failure)
        if isinstance(target, PageTarget) and target.recheck:
            self._state.rechecked(target.source_id, target.url)
        elif isinstance(target, PageTarget) or target.is_scheduled:
            schedule = self._polls.failed(target, failure)
            if isinstance(target, ListTarget) and schedule.gone_at is not None:
                tally.report.notices.append(
                    f"{target.url}: gone (HTTP 410) since {schedule.gone_at:%Y-%m-%d %H:%M}"
                )

    def _take_up(self, targets: Iterable[Target]) -> tuple[Target, ...]:
        new = []
        for target in targets:
            key = (target.source_id, target.asked)
            if key in self._asked:
                continue
            self._asked.add(key)
            tally = self._tallies[target.source_id]
            if why := self._budgets.refuse(target):
                tally.leave(why)
            else:
                tally.take_up(target)
                new.append(target)
        return tuple(new)

    def _list(self, target: ListTarget, answer: Answer, readings: Readings) -> Verdict:
        polled = self._polls.read(target, answer, readings)
        if polled.listing is None:
            return Verdict(polled.outcome, polled.error)
        report = self._tallies[target.source_id].report
        report.feeds += 1
        report.not_modified += polled.outcome == "not_modified"
        report.entries += len(polled.listing.entries)
        report.notices += polled.notices
        if polled.listing.problem and polled.outcome != "not_modified":
            report.notices.append(f"{target.url}: {polled.listing.problem}")
        if are_mostly_ahead(polled.listing.entries, answer.at):
            report.notices.append(
                f"{target.url}: most entries are dated ahead of their fetch: is the source's time zone right?"
            )
        caught_up = self._caught_up(target, polled)
        pages = self._pages(target, polled.listing, answer.at)
        keys = {(target.source_id, entry.url) for entry in polled.listing.entries}
        reached = Reached(answer, caught_up, is_repeat=keys <= self._listed)
        self._listed |= keys
        lists = target.spec.next_targets(target, polled.listing, self._window, reached)
        return Verdict(polled.outcome, None, self._take_up([*pages, *lists]))

    def _caught_up(self, target: ListTarget, polled: PolledList) -> bool:
        """Whether a list reaches back to what was known; keeps account of the gap where one does not."""
        assert polled.listing is not None  # noqa: S101  only lists that were read are asked about
        tally = self._tallies[target.source_id]
        if target.step == 0:
            if polled.overflowed_since:
                tally.lose_sight(target.spec.url, polled.overflowed_since, self._now())
            return polled.overflowed_since is None
        if caught_up := self._was_listed(target, polled.listing):
            tally.caught_up(target.spec.url)
        return caught_up

    def _was_listed(self, target: ListTarget, listing: Listing) -> bool:
        """Whether a crawl before this one met one of a list's last entries."""
        urls = [entry.url for entry in listing.entries[-_LAST_ENTRIES:]]
        return self._state.was_seen(target.source_id, urls, before=self._started_at)

    def _pages(self, target: ListTarget, listing: Listing, at: datetime) -> list[PageTarget]:
        """The wanted articles of a list that are not held yet; full texts are kept on the way."""
        tally = self._tallies[target.source_id]
        targets: list[PageTarget] = []
        wanted: list[str] = []
        for entry in listing.entries:
            days = self._days_of(target, entry, at)
            if not target.spec.wants(entry, days, listing, self._window):
                continue
            day = days.likely
            wanted.append(entry.url)
            tally.expect(entry.url, day)
            sections = tuple(dict.fromkeys((*filter(None, [target.spec.section]), *entry.section)))
            page_entry = replace(entry, section=sections, content_html=None)
            is_new = entry.content_html is not None and self._keep_full_text(
                target.source_id, page_entry, entry.content_html, day, at
            )
            if held := self._held(target, entry):
                tally.report.known += not is_new
                tally.obtain(entry.url, held)
                if held.kind == "page" and self._knows_better(held, page_entry, at):
                    targets.append(PageTarget(target.source_id, held.url, day, page_entry, recheck=True))
            elif self._may_try(target.source_id, entry.url):
                targets.append(PageTarget(target.source_id, entry.url, day, page_entry))
        self._state.saw(target.source_id, target.url, wanted, at)
        return one_for_each_page(targets)

    def _days_of(self, target: Target, entry: FeedEntry, at: datetime) -> EntryDays:
        if isinstance(target, ListTarget) and target.day is not None:
            return EntryDays(target.day, target.day, target.day)
        return days_of(entry, at, self._sources[target.source_id].timezone)

    def _held(self, target: ListTarget, entry: FeedEntry) -> Held | None:
        """What the archive holds of a listed article, so that its page need not be fetched."""
        held = self._state.held(target.source_id, (entry.url,))
        if held is None and (target.spec.is_whole or "#" in entry.url):
            held = self._state.held(target.source_id, (entry.url,), "entry")
        return held

    def _knows_better(self, held: Held, entry: FeedEntry, at: datetime) -> bool:
        """Whether a list gives the date of publication of an article that is held under a guessed day."""
        published = entry.published_at
        return (
            published is not None
            and is_believable(published, at)
            and published.date() != held.day
            and held.rechecks < _MOST_MOVES_TRIED
            and self._articles.day_was_guessed(held)
        )

    def _may_try(self, source_id: str, url: str) -> bool:
        """Whether a page that failed before is due again; a crawl that is asked for by hand does not wait."""
        return not self._window.due_only or self._state.schedule(source_id, url).is_due(self._now())

    def _page(self, target: PageTarget, answer: Answer) -> Verdict:
        body, _ = unpacked(answer.body, PageTarget.max_bytes)
        if not body.strip():
            return Verdict("empty", "the page has no content")
        answer = replace(answer, body=body)
        led = self._led_on(target, answer)
        if led is not None or target.items:
            return led or self._items(target, answer)
        listed_title = target.entry.title if target.entry else None
        if refused := refusal(target.url, answer, listed_title):
            return Verdict(refused.cause, refused.evidence)
        capture = captured(target, answer, target.day, target.entry)
        published = target.entry.published_at if target.entry else None
        if published is None or not is_believable(published, answer.at):
            capture = replace(capture, day=self._day_of_page(capture))
        if target.recheck:
            return self._recheck(capture, answer)
        kept = self._articles.keep(capture, answer.headers)
        if kept == "same_text":
            return Verdict("not_the_article", "the same text was listed under another title")
        self._count(capture, kept)
        self._state.retried(target.source_id, target.url)
        held = None if kept == "stored" else self._state.held(target.source_id, (target.url,))
        self._tallies[target.source_id].obtain(target.url, held or capture)
        return Verdict("known" if kept == "known" else "captured")

    def _items(self, target: PageTarget, answer: Answer) -> Verdict:
        """Keeps the parts of a page that are articles each; a page without such parts is one article."""
        if refused := refusal(target.url, answer, None):
            return Verdict(refused.cause, refused.evidence)
        tally = self._tallies[target.source_id]
        names = {entry.url.partition("#")[2]: entry for entry in target.items}
        found = items_on(answer.body, answer.content_type, names)
        if left := len(names) - len(found):
            tally.report.notices.append(
                f"{target.url}: {left} entries name parts that the page does not have"
            )
        for name, part in found.items():
            day = self._days_of(target, names[name], answer.at).likely
            self._keep_full_text(target.source_id, names[name], part, day, answer.at)
            if held := self._state.held(target.source_id, (names[name].url,), "entry"):
                tally.obtain(names[name].url, held)
        if found:
            return Verdict("captured")
        verdict = self._page(replace(target, items=()), answer)
        if held := self._state.held(target.source_id, (target.url,)):
            self._state.add_addresses(target.source_id, [entry.url for entry in target.items], held.url)
            for entry in target.items:
                tally.obtain(entry.url, held)
        return verdict

    def _led_on(self, target: PageTarget, answer: Answer) -> Verdict | None:
        """Follows a redirect that the page makes itself; None if it makes none."""
        page = look_at(answer.body, answer.content_type)
        place = page.leads_to
        if place is None or is_about(page, target.entry.title if target.entry else None):
            return None
        url = canonical_url(place, answer.final_url)
        if url is None or url in {target.asked, answer.final_url} or target.hops >= MAX_HOPS:
            return None
        targets = self._take_up([replace(target, led_to=url, hops=target.hops + 1)])
        return Verdict("redirected", None, targets) if targets else None

    def _day_of_page(self, capture: Capture) -> date:
        """The day that a page gives itself where its list gave it none, else that of the list."""
        try:
            return own_day(capture, self._sources[capture.source_id].rules()) or capture.day
        except NoArticleError:
            return capture.day

    def _recheck(self, capture: Capture, answer: Answer) -> Verdict:
        self._tallies[capture.source_id].report.rechecked += 1
        kept = self._articles.recheck(capture, answer.headers)
        if kept in {"revised", "moved"}:
            self._count(capture, kept)
            if kept == "moved":
                self._tallies[capture.source_id].obtain(capture.url, capture)
            return Verdict("captured")
        if kept == "lost":
            return Verdict("not_the_article", "most of the text that is held is gone from it: that stays")
        return Verdict("not_modified")

    def _keep_full_text(self, source_id: str, entry: FeedEntry, html: str, day: date, at: datetime) -> bool:
        """Keeps the full text that a list carries, or a part of a page; whether it is new."""
        held = self._state.held(source_id, (entry.url,), "entry")
        if held and not self._knows_better(held, entry, at):
            return False
        capture = full_text_capture(source_id, entry, html, day, at)
        kept = self._articles.revise(held, capture) if held else self._articles.keep(capture)
        is_new = kept in {"stored", "moved"}
        if is_new:
            self._count(capture, kept)
        return is_new

    def _count(self, capture: Capture, kept: Kept) -> None:
        report = self._tallies[capture.source_id].report
        if kept in {"known", "lost"}:
            # Another crawl was faster, or it has another address.
            report.known += 1
            return
        if kept == "moved":
            report.moved += 1
        elif kept == "revised":
            report.revised += 1
        else:
            report.captured += 1
        day = capture.day.isoformat()
        report.days[day] = report.days.get(day, 0) + 1
