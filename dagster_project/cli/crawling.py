"""Commands about the crawl: `why`, `feed`, `import`, `hub`."""

import sys
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from pydantic import TypeAdapter, ValidationError

from crawlers.ask.once import fetch_all, unnamed_source, with_advice
from crawlers.ask.why import Way
from crawlers.ask.why import why as way_of
from crawlers.collect.importing import ImportReport, import_files
from crawlers.fetch.wanted import Wanted
from crawlers.lists.kind import Listing, ListSpec
from crawlers.lists.kinds import KINDS
from crawlers.lists.listing_page import ListingPage
from crawlers.progress.show import shown
from dagster_project.cli.options import AsJson, Commands
from pipelines.errors import BadInputError, first_fault
from pipelines.feeds import NotAFeedError
from pipelines.files.jsonl import write_jsonl
from pipelines.files.whole import refuse_to_replace
from pipelines.settings import Settings
from pipelines.tables import print_json, print_records, print_table, say

# Relative links in a file are resolved against this address where --url names none.
_FILE_URL = "https://feed.invalid/"
# A listing page's address in a source's file names a day; what is read here is one page.
_TEMPLATE = f"{_FILE_URL}{{year}}/{{month}}/{{day}}"


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE|FOLDER|LIST",
            help="WARC or ARC files, folders of them, or lists (.paths, .paths.gz, .txt).",
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Take pages of WARC and ARC files into the archive.

    They become captures of the sources that they belong to, each page under its own day; pages of other sites are
    left out. The next `naba run`, or the sensor, makes articles of them. A list has a path a line, as Common Crawl's
    `warc.paths.gz`: what was fetched of it is taken in, on all cores; nothing is downloaded.
    Exit code 2 if a file is missing or could not be read in full; what there is is taken in.
    """
    settings = Settings.from_environment()
    with shown(None, sys.stderr) as view:
        reports = import_files(settings, files, view.say)
    if as_json:
        for report in reports:
            print_json(TypeAdapter(ImportReport).dump_python(report, mode="json"))
    else:
        _print_imports(reports)
    _say_what_is_too_old(settings, reports)
    _say_what_was_skipped(reports)


def _print_imports(reports: list[ImportReport]) -> None:
    print_table(
        ("file", "pages", "captured", "sources", "days", "left out"),
        [
            (
                report.file.name,
                report.pages,
                report.captured.total(),
                ", ".join(f"{source} {count}" for source, count in sorted(report.captured.items())),
                f"{min(report.days)} to {max(report.days)}" if report.days else None,
                ", ".join(f"{reason} {count}" for reason, count in report.left_out.most_common()),
            )
            for report in reports
        ],
    )


def _say_what_is_too_old(settings: Settings, reports: list[ImportReport]) -> None:
    """Names what is in the archive now, and in no day that a run makes."""
    days = Counter[date]()
    for report in reports:
        days.update({day: count for day, count in report.days.items() if day < settings.first_day})
    if days:
        say(
            f"{days.total()} captures are of days before {settings.first_day} (NABA_FIRST_DAY), of which no run makes "
            f"articles: set it to {min(days)}, then `naba rebuild --to {max(days)}`",
            err=True,
        )


def _say_what_was_skipped(reports: list[ImportReport]) -> None:
    lines = [report.failure for report in reports if report.failure]
    lines += [
        f"{report.file}: bytes {one.start} to {one.end} skipped: {one.reason}"
        for report in reports
        for one in report.skipped
    ]
    for line in lines:
        say(line, err=True)
    if lines:
        raise typer.Exit(2)


def why(url: Annotated[str, typer.Argument(help="Address of an article.")], as_json: AsJson = False) -> None:
    """Follow one address through a crawl and into the database.

    Step by step: listed, fetched, stored, cleaned, grouped. The last step says why the article is in the database, or
    where it stopped. Why two stories are grouped, or are not, says `naba explain`.
    """
    way = way_of(Settings.from_environment(), url)
    if as_json:
        print_json(TypeAdapter(Way).dump_python(way, mode="json"))
        return
    if way.steps:
        print_table(
            ("when (UTC)", "what", "detail"),
            [
                (f"{step.at:%Y-%m-%d %H:%M:%S}" if step.at else None, step.what, step.detail)
                for step in way.steps
            ],
            title=way.url,
        )
    say(f"{way.url}: {way.verdict}.")


def feed(
    where: Annotated[str, typer.Argument(metavar="FILE|URL", help="A list of any kind.")],
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="One JSON line an entry; default: a table.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="The address of a file's list.")] = None,
    links: Annotated[
        str | None, typer.Option(metavar="CSS", help="It is a listing page; these are its links to articles.")
    ] = None,
    timezone: Annotated[str, typer.Option(help="In which dates without a zone are read.")] = "UTC",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="The address may be in one's own network.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show a feed's or other list's entries, as a crawl would.

    A list is a feed, a sitemap, a WordPress site's posts or, with --links, a listing page. Says what had to be
    repaired in it.
    """
    if output is not None:
        refuse_to_replace([Path(where)], output)
    spec, found = _read(where, url, links, timezone, allow_private=allow_private)
    dates = ("published_at", "changed_at")
    entries = [
        asdict(one) | {name: at.isoformat() if (at := getattr(one, name)) else None for name in dates}
        for one in found.entries
    ]
    if output is not None:
        write_jsonl(output, entries)
    elif as_json:
        print_records(entries)
    else:
        print_table(
            ("published (UTC)", "changed (UTC)", "title", "url"),
            [
                (
                    *(f"{at:%Y-%m-%d %H:%M}" if (at := getattr(one, name)) else None for name in dates),
                    one.title,
                    one.url,
                )
                for one in found.entries
            ],
        )
    what = f"{spec.kind}, {found.encoding}" if found.encoding else spec.kind
    further = f", {len(found.links)} further lists" if found.links else ""
    say(f"{where}: {what}: {len(found.entries)} entries{further}", err=as_json)
    if found.problem:
        say(f"lived with: {found.problem}", err=as_json)


def _read(
    where: str, url: str | None, links: str | None, timezone: str, *, allow_private: bool
) -> tuple[ListSpec, Listing]:
    """The list that stands somewhere, of the first kind that it can be read as."""
    body, content_type, address = _document(where, url, allow_private=allow_private)
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadInputError(f"--timezone {timezone!r}: expected a name such as Africa/Cairo") from None
    specs = [kind(url=address) for kind in KINDS if kind is not ListingPage]
    if links is not None:
        try:
            specs = [ListingPage(url=_TEMPLATE, links=links)]
        except ValidationError as error:
            raise BadInputError(f"--{first_fault(error)}") from None
    reason = ""
    for spec in specs:
        try:
            return spec, spec.read(body, url=address, content_type=content_type, timezone=timezone)
        except NotAFeedError as error:
            reason = reason or str(error).removeprefix(f"{address}: ")
    raise BadInputError(f"{where}: {reason}")


def _document(where: str, url: str | None, *, allow_private: bool) -> tuple[bytes, str, str]:
    """Body, Content-Type and address of what stands in a file or at an address."""
    if where.startswith(("http://", "https://")):
        wanted = Wanted(source=unnamed_source(where, allow_private=allow_private), url=where)
        (answer,) = fetch_all(Settings.from_environment(), [wanted])
        if answer.problem:
            raise BadInputError(f"{where}: {with_advice(answer)}")
        return answer.body, answer.content_type, answer.final_url
    try:
        return Path(where).read_bytes(), "", url or _FILE_URL
    except OSError as error:
        raise BadInputError(f"{where}: cannot be read: {error.strerror}") from None


def hub(
    port: Annotated[int, typer.Option(help="Port; 0 for any free one.")] = 8601,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Be told by hubs (WebSub) when feeds change.

    NABA_HUB_CALLBACK is its public address; your web server hands on what is asked there. End it with Ctrl-C.
    """
    from crawlers.hub import build_app  # noqa: PLC0415 - other commands need not wait
    from pipelines.web.serve import serve_app  # noqa: PLC0415 - same

    settings = Settings.from_environment()
    if settings.hub_callback is None:
        raise BadInputError(
            "NABA_HUB_CALLBACK is not set: it is the public address of this receiver, such as https://desk.example/hub, "
            "and without it crawls ask no hub"
        )
    serve_app(build_app(settings), host, port, f"the receiver of {settings.hub_callback}")


COMMANDS: Commands = {
    "why": why,
    "feed": feed,
    "import": import_,
    "hub": hub,
}
