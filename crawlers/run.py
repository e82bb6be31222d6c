"""A crawl as a process of its own, since Twisted's reactor starts once a process.

`python -m crawlers.run --source ID … --from DAY --to DAY …`, with `NABA_*` as settings. Started by
Dagster Pipes, it reports there; otherwise it prints its report as JSON. Exit 0: the crawl ran, whatever the
sources answered; 2: it could not, with one line that says why.
"""

import argparse
import os
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from datetime import date, datetime

from crawlers.clock import new_run_id, utc_now
from crawlers.collect.collector import Collector
from crawlers.collect.equipment import Equipment
from crawlers.collect.hubs import Hubs
from crawlers.collect.importing import Importer, import_folder
from crawlers.fetch.context import DEFAULT_LIMITS, CrawlContext, Limits
from crawlers.fetch.process import OneLineParser, run_command, run_main, run_spider
from crawlers.memory.fetch_log import FetchLog
from crawlers.memory.opening import open_ledger, open_state, open_subscriptions, shares_of
from crawlers.parent import stop_with_parent
from crawlers.pipes import fail_to_dagster, pipes_if_any, report_to_dagster
from crawlers.progress.counts import ProgressView
from crawlers.progress.show import open_terminal, shown
from crawlers.registry.loading import SourceProblem, load_registry
from crawlers.registry.spec import SourceSpec
from crawlers.rules.report import PAUSED, STOPPED, CrawlReport, SourceReport
from crawlers.rules.targets import Window
from pipelines.archive.captures import CaptureWriter
from pipelines.archive.outbox import send_left
from pipelines.errors import BadInputError, NabaError
from pipelines.settings import Settings


def crawl(
    settings: Settings,
    sources: Sequence[str],
    first: date,
    last: date,
    *,
    live: bool = False,
    due_only: bool = False,
    joins: str | None = None,
) -> CrawlReport:
    """Runs a crawl in a process of its own and waits for it.

    Args:
        settings: handed to the process as `NABA_*`.
        sources: ids; none means all.
        first: first wanted day.
        last: last wanted day.
        live: whether entries of other days are wanted too, as long as they are new.
        due_only: whether feeds are left alone until they are due; otherwise all are asked now.
        joins: the crawl of another machine that this one helps.

    Raises:
        NabaError: the crawl could not run; its message is what the process said.
    """
    output = run_command(
        settings, crawl_command(sources, first, last, live=live, due_only=due_only, joins=joins)
    )
    return CrawlReport.model_validate_json(output)


def crawl_command(
    sources: Sequence[str],
    first: date,
    last: date,
    *,
    live: bool = False,
    due_only: bool = False,
    bar: bool = False,
    joins: str | None = None,
) -> list[str]:
    """The command line of a crawl process; `bar`: whether it shows on its terminal how far it is."""
    command = [sys.executable, "-m", "crawlers.run", "--from", first.isoformat(), "--to", last.isoformat()]
    command += ["--source", *sources] if sources else []
    command += ["--join", joins] if joins else []
    return command + ["--live"] * live + ["--due-only"] * due_only + ["--bar"] * bar


def collect(
    settings: Settings,
    ids: tuple[str, ...],
    window: Window,
    *,
    view: ProgressView,
    now: Callable[[], datetime] = utc_now,
    limits: Limits = DEFAULT_LIMITS,
    joins: str | None = None,
) -> CrawlReport:
    """Crawls in this process, which can do it once.

    A source whose file is wrong fails, and the others are crawled.

    Raises:
        BadInputError: an id is no source's.
        StorageError: the data folder cannot be written.
    """
    registry = load_registry(settings.sources)
    selected = registry.select(ids)
    left_out = {key: why for key, found in selected.items() if (why := _left_out(found))}
    sources = {
        key: found for key, found in selected.items() if isinstance(found, SourceSpec) and key not in left_out
    }
    run_id = new_run_id(now())
    # What a dead crawl of this machine held is seen by all before its state is mended.
    sent_late = send_left(settings.archive)
    send_left(settings.fetch_logs)
    with (
        FetchLog(settings.fetch_logs, run_id) as log,
        open_state(settings) as state,
        state.run(run_id, sent_late),
        CaptureWriter(settings.archive, run_id) as writer,
        open_ledger(settings) as ledger,
        ExitStack() as stack,
    ):
        for source in sources.values():
            for former in source.formerly:
                state.rename(former, source.id)
        hubs = _hubs(settings, stack, now)
        equipment = Equipment(sources, state, writer, settings.archive, random.random, now, hubs)
        collector = Collector(equipment, window)
        shares = shares_of(state, run_id, window, sources, now=now, send=writer.send, joins=joins)
        context = CrawlContext(run_id, sources, settings.proxy, log, ledger, limits, now, collector.spent)
        if sources:
            from crawlers.fetch.spiders.feed import FeedSpider  # noqa: PLC0415  slow, and bad input needs no Scrapy

            spider = run_spider(
                settings, context, FeedSpider, collector=collector, shares=shares, view=view, hubs=hubs
            )
            if spider.fatal is not None:
                raise spider.fatal
        # Not of a crawl that somebody ended.
        if not window.live and not collector.progress().total("to_go"):
            importer = Importer(settings, registry.sources, state, writer)
            collector.took_in(import_folder(importer, settings.imports, view.say))
        report = collector.report(run_id)
    _add_the_others(report, sources, shares.crawled_elsewhere)
    report.sources.update(left_out)
    return report


def _add_the_others(
    report: CrawlReport, sources: Mapping[str, SourceSpec], elsewhere: Mapping[str, SourceReport]
) -> None:
    """Adds the sources that this crawl did not ask itself, and what is to be known of all."""
    report.sources.update(elsewhere)
    for key, source in sources.items():
        if key not in report.sources:
            report.sources[key] = SourceReport(outcome="failed", reason=f"{STOPPED} before it was asked")
        if not source.requests.verify_tls:
            report.sources[key].notices.append("its certificates are not verified (requests.verify_tls)")


def _hubs(settings: Settings, stack: ExitStack, now: Callable[[], datetime]) -> Hubs | None:
    """The hubs of a crawl, None where the operator gave no address for them; their file is open as long as the stack."""
    if settings.hub_callback is None:
        return None
    return Hubs(stack.enter_context(open_subscriptions(settings)), settings.hub_callback, now)


def _left_out(found: SourceSpec | SourceProblem) -> SourceReport | None:
    """What is reported of a source that is not asked; None of one that is."""
    if isinstance(found, SourceProblem):
        return SourceReport(outcome="failed", reason=found.message)
    if found.paused:
        return SourceReport(reason=PAUSED)
    variable = found.requests.cookies_from
    if variable and not os.environ.get(variable):
        reason = f"requests.cookies_from: the environment has no variable {variable}"
        return SourceReport(outcome="failed", reason=reason)
    return None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-01-31") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """The process; returns its exit code."""
    parser = OneLineParser(prog="python -m crawlers.run", description=__doc__)
    parser.add_argument("--source", nargs="+", default=[], metavar="ID", help="default: all")
    parser.add_argument("--from", dest="first", type=_day, required=True, metavar="DAY")
    parser.add_argument("--to", dest="last", type=_day, required=True, metavar="DAY")
    parser.add_argument("--live", action="store_true", help="also take new entries of other days")
    parser.add_argument("--due-only", action="store_true", help="leave feeds alone until they are due")
    parser.add_argument("--join", metavar="CRAWL", help="help a crawl of another machine")
    parser.add_argument("--bar", action="store_true", help="show on the terminal how far it is")

    def work() -> str:
        options = parser.parse_args(arguments)
        if options.first > options.last:
            raise BadInputError(f"--from {options.first} is after --to {options.last}")
        settings = Settings.from_environment()
        window = Window(options.first, options.last, live=options.live, due_only=options.due_only)
        with pipes_if_any() as pipes:
            if pipes is not None:
                stop_with_parent()
            try:
                with (
                    open_terminal() if options.bar else nullcontext() as terminal,
                    shown(pipes.log.info if pipes else None, terminal) as view,
                ):
                    report = collect(settings, tuple(options.source), window, view=view, joins=options.join)
            except NabaError as error:
                if pipes is None:
                    raise
                fail_to_dagster(pipes, error)
                return ""
            if pipes is None:
                return report.model_dump_json()
            report_to_dagster(pipes, report)
            return ""

    return run_main(work)


if __name__ == "__main__":
    sys.exit(main())
