"""What a crawl says of itself in one line."""

from crawlers.rules.report import PAUSED, STOPPED, CrawlReport, SourceReport


def test_sources_that_were_stopped_are_not_called_unreadable():
    report = CrawlReport(
        run_id="1",
        sources={
            "whole": SourceReport(outcome="ok", captured=3),
            "half": SourceReport(outcome="failed", reason=f"{STOPPED} with 12 requests to go", captured=6),
            "later": SourceReport(outcome="failed", reason=f"{STOPPED} before it was asked"),
            "gone": SourceReport(outcome="failed", reason="http://gone.example/rss.xml: HTTP 410"),
            "quiet": SourceReport(outcome="ok", reason=PAUSED),
        },
    )
    assert report.summary() == (
        "4 sources: 9 captured, 0 held already, 0 articles failed; 1 paused; "
        "stopped before all was asked: half, later; could not be read: gone"
    )
