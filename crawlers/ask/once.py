"""Fetching some addresses once, in a process of its own, as politely and guarded as a crawl; keeps nothing.

`python -m crawlers.ask.once` reads a JSON list of `Wanted` and prints one of `Fetched`.
"""

import sys
from collections.abc import Sequence

from pydantic import TypeAdapter

from crawlers.clock import new_run_id, utc_now
from crawlers.fetch.context import CrawlContext
from crawlers.fetch.process import OneLineParser, run_command, run_main, run_spider
from crawlers.fetch.wanted import Fetched, Wanted
from crawlers.memory.opening import open_ledger
from crawlers.progress.show import shown
from crawlers.registry.spec import SourceSpec
from pipelines.archive.fetch_log import FetchAttempt
from pipelines.errors import BadInputError
from pipelines.settings import Settings
from pipelines.urls import canonical_url

_WANTED = TypeAdapter(list[Wanted])

_FETCHED = TypeAdapter(list[Fetched])


def fetch_all(settings: Settings, wanted: Sequence[Wanted]) -> list[Fetched]:
    """Fetches addresses side by side, each domain at its pace; answers in the order of the addresses."""
    with shown(None, sys.stderr) as view:
        view.say(f"asking {len(wanted)} addresses …" if len(wanted) > 1 else f"asking {wanted[0].url} …")
        command = [sys.executable, "-m", "crawlers.ask.once"]
        output = run_command(settings, command, _WANTED.dump_json(list(wanted)).decode())
    fetched = {(one.source_id, one.url): one for one in _FETCHED.validate_json(output)}
    return [fetched[one.source.id, one.url] for one in wanted]


def unnamed_source(url: str, *, allow_private: bool) -> SourceSpec:
    """A stand-in for the source of an address that no file names.

    Raises:
        BadInputError: it is no web address.
    """
    if canonical_url(url) is None or not url.startswith(("http://", "https://")):
        raise BadInputError(f"{url!r} is no address: expected one such as https://news.example/rss.xml")
    return SourceSpec(
        id="unnamed",
        country="un",
        name="unnamed",
        language="ar",
        timezone="UTC",
        homepage=url,
        allow_private=allow_private,
        delay_seconds=0.0 if allow_private else 1.0,
    )


def with_advice(answer: Fetched) -> str:
    """Why an address of the command line gave nothing, and what its user can do."""
    permitted = "private address" in (answer.problem or "")
    return f"{answer.problem}" + (": --allow-private permits it" if permitted else "")


class _Nowhere:
    def add(self, attempt: FetchAttempt) -> None:
        """Leaves no trace in the fetch log: it is no part of collecting."""


def _fetch(settings: Settings, wanted: Sequence[Wanted]) -> list[Fetched]:
    from crawlers.fetch.spiders.fetch import FetchSpider  # noqa: PLC0415  slow, and bad input needs no Scrapy

    sources = {one.source.id: one.source for one in wanted}
    with open_ledger(settings) as ledger:
        context = CrawlContext(new_run_id(utc_now()), sources, settings.proxy, _Nowhere(), ledger)
        return run_spider(settings, context, FetchSpider, wanted=wanted).fetched


def main(arguments: Sequence[str] | None = None) -> int:
    """The process; returns its exit code."""
    parser = OneLineParser(prog="python -m crawlers.ask.once", description=__doc__)

    def work() -> str:
        parser.parse_args(arguments)
        wanted = _WANTED.validate_json(sys.stdin.read())
        return _FETCHED.dump_json(_fetch(Settings.from_environment(), wanted)).decode()

    return run_main(work)


if __name__ == "__main__":
    sys.exit(main())
