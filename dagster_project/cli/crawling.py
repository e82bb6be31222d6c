"""Commands about the crawl: `why`, `feed`, `import`."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter

from crawlers.ask.once import fetch_all, unnamed_source, with_advice
from crawlers.ask.why import Way
from crawlers.ask.why import why as way_of
from crawlers.collect.importing import ImportReport, import_files
from crawlers.fetch.wanted import Wanted
from crawlers.progress.show import shown
from dagster_project.cli.options import AsJson, Commands
from pipelines.errors import BadInputError
from pipelines.feeds import NotAFeedError, ParsedFeed, ParsedSitemap, parse_feed, parse_sitemap
from pipelines.files.jsonl import write_jsonl
from pipelines.settings import Settings
from pipelines.tables import print_records, print_table

# Relative links in a file are resolved against this address where --url names none.
_FILE_URL = "https://feed.invalid/"


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE|FOLDER", help="WARC or ARC files, or folders of them."),
    ],
    as_json: AsJson = False,
) -> None:
    """Take pages of WARC and ARC files into the archive.

    They become captures of the sources that they belong to, each page under its own day; pages of other sites are
    left out. `naba run` of those days, or the sensor, makes articles of them.
    Exit code 2 if a file could not be read in full; what it held is taken in.
    """
    with shown(None, sys.stderr) as view:
        reports = import_files(Settings.from_environment(), files, view.say)
    if as_json:
        for report in reports:
            typer.echo(TypeAdapter(ImportReport).dump_json(report))
    else:
        _print_imports(reports)
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


def _say_what_was_skipped(reports: list[ImportReport]) -> None:
    lines = [
        f"{report.file}: bytes {one.start} to {one.end} skipped: {one.reason}"
        for report in reports
        for one in report.skipped
    ]
    for line in lines:
        typer.echo(line, err=True)
    if lines:
        raise typer.Exit(2)


def why(url: Annotated[str, typer.Argument(help="Address of an article.")], as_json: AsJson = False) -> None:
    """Follow one address through a crawl and into the database.

    Step by step: listed, fetched, stored, cleaned, grouped. The last step says why the article is in the database, or
    where it stopped. Why two stories are grouped, or are not, says `naba explain`.
    """
    way = way_of(Settings.from_environment(), url)
    if as_json:
        typer.echo(TypeAdapter(Way).dump_json(way))
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
    typer.echo(f"{way.url}: {way.verdict}.")


def feed(
    where: Annotated[str, typer.Argument(metavar="FILE|URL", help="A feed or sitemap.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="One JSON line an entry; default: a table.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="The address of a file's feed.")] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="The address may be in one's own network.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show the entries of a feed or sitemap, as a crawl would.

    Says what had to be repaired in it.
    """
    found = _read(where, url, allow_private=allow_private)
    entries = [
        asdict(one) | {"published_at": one.published_at.isoformat() if one.published_at else None}
        for one in found.entries
    ]
    if output is not None:
        write_jsonl(output, entries)
    elif as_json:
        print_records(entries)
    else:
        print_table(
            ("published (UTC)", "title", "url"),
            [
                (f"{one.published_at:%Y-%m-%d %H:%M}" if one.published_at else None, one.title, one.url)
                for one in found.entries
            ],
        )
    what = (
        f"{found.version or 'a feed of no version'}, {found.encoding}"
        if isinstance(found, ParsedFeed)
        else "sitemap"
    )
    children = (
        f", {len(found.children)} further sitemaps"
        if isinstance(found, ParsedSitemap) and found.children
        else ""
    )
    typer.echo(f"{where}: {what}: {len(found.entries)} entries{children}", err=as_json)
    if found.problem:
        typer.echo(f"lived with: {found.problem}", err=as_json)


def _read(where: str, url: str | None, *, allow_private: bool) -> ParsedFeed | ParsedSitemap:
    if where.startswith(("http://", "https://")):
        wanted = Wanted(source=unnamed_source(where, allow_private=allow_private), url=where)
        (answer,) = fetch_all(Settings.from_environment(), [wanted])
        if answer.problem:
            raise BadInputError(f"{where}: {with_advice(answer)}")
        body, content_type, address = answer.body, answer.content_type, answer.final_url
    else:
        try:
            body = Path(where).read_bytes()
        except OSError as error:
            raise BadInputError(f"{where}: cannot be read: {error.strerror}") from None
        content_type, address = "", url or _FILE_URL
    try:
        return parse_feed(body, url=address, content_type=content_type)
    except NotAFeedError as no_feed:
        try:
            return parse_sitemap(body, url=address, content_type=content_type)
        except NotAFeedError:
            reason = str(no_feed).removeprefix(f"{address}: ")
            raise BadInputError(f"{where}: {reason}") from None


COMMANDS: Commands = {
    "why": why,
    "feed": feed,
    "import": import_,
}
