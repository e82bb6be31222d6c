"""Counting what a crawl does, source by source."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import cast, get_args

from crawlers.lists.kind import Target
from crawlers.memory.crawl_state import Held
from crawlers.progress.counts import CrawlProgress, SourceProgress
from crawlers.rules.acceptance import RefusalCause, status_cause
from crawlers.rules.report import STOPPED, Coverage, CrawlReport, SourceReport
from crawlers.rules.targets import Failure, PageTarget, Window
from pipelines.records import Capture

# Why articles are missing: the most frequent reasons.
_REASONS = 10


class Tally:
    """The counts of one source while its crawl runs.

    Attributes:
        report: what is counted directly.
    """

    def __init__(self, window: Window) -> None:
        self.report = SourceReport()
        self._window = window
        # By whether it is a page.
        self._asked: Counter[bool] = Counter()
        self._done: Counter[bool] = Counter()
        self._left = 0
        self._left_because = ""
        self._expected: dict[str, date] = {}
        self._obtained: dict[str, date] = {}
        self._missing: dict[str, str] = {}
        self._gaps: dict[str, tuple[datetime, datetime]] = {}

    def take_up(self, target: Target) -> None:
        """A target is going to be asked."""
        self._asked[isinstance(target, PageTarget)] += 1

    def finish(self, target: Target) -> None:
        """A target has been answered, or failed."""
        self._done[isinstance(target, PageTarget)] += 1

    def leave(self, why: str) -> None:
        """A target is left for the next crawl."""
        self._left += 1
        self._left_because = self._left_because or why

    def expect(self, url: str, day: date) -> None:
        """An article is known to exist, of this day as far as its list tells."""
        self._expected.setdefault(url, day)

    def obtain(self, url: str, held: Held | Capture) -> None:
        """The archive holds an article, perhaps as another address than its list gave."""
        if held.url != url:
            self._expected.pop(url, None)
        self._obtained[held.url] = held.day

    def lose(self, target: Target, failure: Failure) -> None:
        """A target gave nothing usable."""
        if not isinstance(target, PageTarget):
            self.report.unreadable.append(f"{target.url}: {failure.error}")
        else:
            if cause := _cause(failure):
                self.report.refused[cause] = self.report.refused.get(cause, 0) + 1
            if target.recheck:
                # The article is held, only its recheck failed.
                return
            self.report.failed += 1
            # Evidence is a page's own; a status is many pages'.
            why = cause.replace("_", " ") if cause == failure.outcome else failure.error
            for url in [entry.url for entry in target.items] or [target.url]:
                self._missing[url] = why
        self.report.reason = self.report.reason or f"{target.url}: {failure.error}"

    def lose_sight(self, url: str, since: datetime, until: datetime) -> None:
        """A list shares no entry with its poll before: what it named in between may have been lost."""
        self._gaps[url] = since, until

    def caught_up(self, url: str) -> None:
        """The older pages of a list have led back to what was known: nothing is lost."""
        self._gaps.pop(url, None)

    def progress(self) -> SourceProgress:
        """How far it is."""
        return SourceProgress(
            lists=self._asked[False],
            lists_done=self._done[False],
            pages=self._asked[True],
            pages_done=self._done[True],
            captured=self.report.captured,
            failed=self.report.failed,
        )

    def result(self) -> SourceReport:
        """The whole; a source that has requests open, or none of whose lists could be read, failed."""
        to_go = self.progress().to_go
        stopped = f"{STOPPED} with {to_go} requests to go" if to_go else None
        over = f"{STOPPED} with {self._left} to go: {self._left_because}" if self._left else None
        lists = self.report.feeds + self.report.not_due
        # Of the wanted days; an article whose list was wrong about its day counts for the day that it is held under.
        days = {url: day for url, day in (self._expected | self._obtained).items() if day in self._window}
        left = days.keys() - self._obtained.keys()
        why = Counter(self._missing.get(url, "not asked for yet") for url in left)
        gaps = [
            f"{url}: shares no entry with the poll before of {since:%Y-%m-%d %H:%M}: articles may have been missed"
            for url, (since, _) in self._gaps.items()
        ]
        of_day, missing_of_day = Counter(days.values()), Counter(days[url] for url in left)
        return self.report.model_copy(
            update={
                "outcome": "failed" if stopped or not lists else "ok",
                "reason": stopped or over or self.report.reason,
                "days": dict(sorted(self.report.days.items())),
                "expected": len(days),
                "obtained": len(days) - len(left),
                "coverage": {
                    day.isoformat(): Coverage(expected=count, obtained=count - missing_of_day[day])
                    for day, count in sorted(of_day.items())
                },
                "unknown_days": sorted(
                    {
                        (since.date() + timedelta(days=number)).isoformat()
                        for since, until in self._gaps.values()
                        for number in range((until.date() - since.date()).days + 1)
                    }
                ),
                "missing": dict(why.most_common(_REASONS)),
                "notices": [*self.report.notices, *gaps],
            }
        )


def _cause(failure: Failure) -> RefusalCause | None:
    """Why an address answered with something else than its article, None if it did not answer so."""
    if failure.outcome in get_args(RefusalCause):
        return cast("RefusalCause", failure.outcome)
    return status_cause(failure.status) if failure.outcome == "http_error" else None


def crawl_report(run_id: str, tallies: dict[str, Tally]) -> CrawlReport:
    """What was done so far."""
    return CrawlReport(run_id=run_id, sources={key: tally.result() for key, tally in tallies.items()})


def crawl_progress(tallies: dict[str, Tally]) -> CrawlProgress:
    """How far the crawl is."""
    return CrawlProgress({key: tally.progress() for key, tally in tallies.items()})
