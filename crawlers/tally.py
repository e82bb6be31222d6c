"""Counting what a crawl does, source by source."""

from collections import Counter
from collections.abc import Iterable

from crawlers.report import CrawlReport, SourceReport
from crawlers.targets import PageTarget, Target

_REASONS = 10  # of missing articles, the most frequent ones


class Tally:
    """The counts of one source while its crawl runs.

    Attributes:
        report: what is counted directly.
        open_requests: targets taken up and not yet done with.
    """

    def __init__(self) -> None:
        self.report = SourceReport()
        self.open_requests = 0
        self._expected: set[str] = set()
        self._obtained: set[str] = set()
        self._missing: dict[str, str] = {}

    def expect(self, url: str) -> None:
        """An article of the wanted days is known to exist."""
        self._expected.add(url)

    def obtain(self, urls: Iterable[str]) -> None:
        """The archive holds these articles of the wanted days."""
        self._obtained.update(urls)

    def lose(self, target: Target, error: str) -> None:
        """A target gave nothing usable."""
        line = f"{target.url}: {error}"
        if not isinstance(target, PageTarget):
            self.report.unreadable.append(line)
        elif target.recheck:
            return  # the article is held, only its recheck failed
        else:
            self.report.failed += 1
            self._missing[target.url] = error
        self.report.reason = self.report.reason or line

    def result(self) -> SourceReport:
        """The whole; a source that has requests open, or none of whose lists could be read, failed."""
        stopped = f"stopped with {self.open_requests} requests to go" if self.open_requests else None
        lists = self.report.feeds + self.report.not_due
        expected = self._expected | self._obtained
        left = expected - self._obtained
        why = Counter(self._missing.get(url, "not asked for yet") for url in left)
        return self.report.model_copy(
            update={
                "outcome": "failed" if stopped or not lists else "ok",
                "reason": stopped or self.report.reason,
                "days": dict(sorted(self.report.days.items())),
                "expected": len(expected),
                "obtained": len(self._obtained),
                "missing": dict(why.most_common(_REASONS)),
            }
        )


def crawl_report(run_id: str, tallies: dict[str, Tally]) -> CrawlReport:
    """What was done so far."""
    return CrawlReport(run_id=run_id, sources={key: tally.result() for key, tally in tallies.items()})


def progress(tallies: dict[str, Tally]) -> str:
    """One line on how far the run is."""
    captured = sum(tally.report.captured for tally in tallies.values())
    failed = sum(tally.report.failed for tally in tallies.values())
    waiting = {key: tally.open_requests for key, tally in tallies.items() if tally.open_requests}
    busiest = sorted(waiting, key=lambda one: -waiting[one])
    named = ", ".join(f"{source_id} {waiting[source_id]}" for source_id in busiest[:5])
    return f"{captured} captured, {failed} failed, {sum(waiting.values())} to go" + (
        f" ({named}{', …' if len(busiest) > 5 else ''})" if named else ""
    )
