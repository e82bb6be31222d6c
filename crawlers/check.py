"""Are the sources still there? Asks each feed and sitemap once, as a crawl would, and keeps nothing.

`python -m crawlers.check [--source ID …]` prints a JSON list of `ListCheck`.
"""

import sys
from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, TypeAdapter

from crawlers.context import CrawlContext, new_run_id, utc_now
from crawlers.ledger import Ledger
from crawlers.polling import Schedule
from crawlers.process import OneLineParser, run_command, run_spider
from crawlers.registry import SourceSpec, load_sources
from crawlers.state import CrawlState
from pipelines.captures import FetchAttempt
from pipelines.errors import BadInputError, NabaError
from pipelines.settings import Settings


class ListCheck(BaseModel):
    """What one feed or sitemap answered.

    Attributes:
        status: HTTP status, None if there was no answer.
        entries: of a sitemap index, the sitemaps that it names.
        newest_at: date of its newest entry, UTC.
        encoding: what a feed was decoded as.
        problem: why a crawl would get nothing from it.
        note: what is odd but no hindrance.
    """

    source_id: str
    url: str
    status: int | None = None
    entries: int = 0
    newest_at: datetime | None = None
    encoding: str | None = None
    problem: str | None = None
    note: str | None = None


_LISTS = TypeAdapter(list[ListCheck])


def check_sources(settings: Settings, ids: Sequence[str]) -> list[ListCheck]:
    """Checks sources in a process of its own; no ids means all.

    Raises:
        NabaError: a source file is wrong, or an id is no source's.
    """
    command = [sys.executable, "-m", "crawlers.check", *(["--source", *ids] if ids else [])]
    return _LISTS.validate_json(run_command(settings, command))


class _Nowhere:
    def add(self, attempt: FetchAttempt) -> None:
        """A check leaves no trace in the fetch log: it is no part of collecting."""


def _check(settings: Settings, ids: Sequence[str]) -> list[ListCheck]:
    sources = select_sources(settings, ids)
    from crawlers.spiders.check import CheckSpider  # noqa: PLC0415  slow, and bad input needs no Scrapy

    with Ledger(settings.politeness) as ledger:
        context = CrawlContext(new_run_id(utc_now()), sources, settings.proxy, _Nowhere(), ledger)
        checks = run_spider(settings, context, CheckSpider).checks
    if settings.crawl_state.exists():
        with CrawlState(settings.crawl_state, settings.archive) as state:
            for check in checks:
                _add_history(check, state.schedule(check.source_id, check.url))
    return sorted(checks, key=lambda check: (check.source_id, check.url))


def _add_history(check: ListCheck, schedule: Schedule) -> None:
    """Notes what crawls have met that one look cannot show."""
    notes = [check.note] if check.note else []
    if schedule.overflowed_at is not None:
        notes.append(
            f"{schedule.overflows} times no entry in common with the poll before, "
            f"last {schedule.overflowed_at:%Y-%m-%d %H:%M}: articles may have been missed"
        )
    if schedule.etag_lies:
        notes.append("keeps its ETag while its content changes")
    check.note = "; ".join(notes) or None


def select_sources(settings: Settings, ids: Sequence[str]) -> dict[str, SourceSpec]:
    """The sources of these ids, all if there are none; every file must be right.

    Raises:
        BadInputError: a file is wrong, or an id is no source's.
    """
    sources = load_sources(settings.sources)
    unknown = [one for one in ids if one not in sources]
    if unknown:
        raise BadInputError(f"no source {', '.join(unknown)}: there are {', '.join(sources)}")
    return {one: sources[one] for one in sorted(ids or sources)}


def main(arguments: Sequence[str] | None = None) -> int:
    """The process; returns its exit code."""
    parser = OneLineParser(prog="python -m crawlers.check", description=__doc__)
    parser.add_argument("--source", nargs="+", default=[], metavar="ID", help="default: all")
    try:
        options = parser.parse_args(arguments)
        checks = _check(Settings.from_environment(), options.source)
    except NabaError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(_LISTS.dump_json(checks).decode() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
