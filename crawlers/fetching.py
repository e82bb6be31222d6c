"""Fetching a few addresses that no source names yet, in a process of its own; keeps nothing.

`python -m crawlers.fetching [--allow-private] URL…` prints a JSON list of `Fetched`.
"""

import sys
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, TypeAdapter

from crawlers.context import CrawlContext, new_run_id, utc_now
from crawlers.ledger import Ledger
from crawlers.process import OneLineParser, run_command, run_spider
from crawlers.registry import FeedSpec, SourceSpec
from pipelines.captures import FetchAttempt
from pipelines.errors import NabaError
from pipelines.settings import Settings

SOURCE_ID = "new"


class Fetched(BaseModel):
    """What one address answered; `problem` says why there is no body."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
    url: str
    final_url: str
    body: bytes = b""
    content_type: str = ""
    problem: str | None = None


_FETCHED = TypeAdapter(list[Fetched])


def fetch_all(settings: Settings, urls: Sequence[str], *, allow_private: bool = False) -> dict[str, Fetched]:
    """Fetches addresses side by side, each domain at its pace; by address asked for."""
    command = [
        sys.executable,
        "-m",
        "crawlers.fetching",
        *(["--allow-private"] if allow_private else []),
        *urls,
    ]
    return {one.url: one for one in _FETCHED.validate_json(run_command(settings, command))}


class _Nowhere:
    def add(self, attempt: FetchAttempt) -> None:
        """Leaves no trace in the fetch log: it is no part of collecting."""


def _fetch(settings: Settings, urls: Sequence[str], *, allow_private: bool) -> list[Fetched]:
    from crawlers.spiders.fetch import FetchSpider  # noqa: PLC0415  slow, and bad input needs no Scrapy

    source = SourceSpec(
        id=SOURCE_ID,
        country="un",
        name=SOURCE_ID,
        language="ar",
        timezone="UTC",
        homepage=urls[0],
        feeds=(FeedSpec(url=urls[0]),),
        allow_private=allow_private,
    )
    with Ledger(settings.politeness) as ledger:
        context = CrawlContext(new_run_id(utc_now()), {SOURCE_ID: source}, settings.proxy, _Nowhere(), ledger)
        return run_spider(settings, context, FetchSpider, urls=urls).fetched


def main(arguments: Sequence[str] | None = None) -> int:
    """The process; returns its exit code."""
    parser = OneLineParser(prog="python -m crawlers.fetching", description=__doc__)
    parser.add_argument("urls", nargs="+", metavar="URL")
    parser.add_argument("--allow-private", action="store_true")
    try:
        options = parser.parse_args(arguments)
        fetched = _fetch(Settings.from_environment(), options.urls, allow_private=options.allow_private)
    except NabaError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(_FETCHED.dump_json(fetched).decode() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
