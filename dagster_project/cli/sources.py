"""`naba sources`: what is fetched from, whether it still answers, and what a new site has."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter

from crawlers.ask.check import ListCheck, check_sources
from crawlers.ask.discover import NewSource, NotFound, new_sources
from crawlers.clock import utc_now
from crawlers.registry.exchange import export_csv, export_opml, import_sources
from crawlers.registry.loading import load_registry
from crawlers.registry.spec import SourceSpec
from dagster_project.cli.options import AsJson, complete_source
from pipelines.errors import BadInputError
from pipelines.files.whole import written_whole
from pipelines.settings import Settings
from pipelines.tables import print_json, print_records, print_table, say

app = typer.Typer(help="List the sources; check that they work; add more.", no_args_is_help=False)


@app.callback(invoke_without_command=True)
def sources(context: typer.Context, as_json: AsJson = False) -> None:
    """List the sources, unless a command is given."""
    if context.invoked_subcommand is None:
        list_sources(as_json)


@app.command("list")
def list_sources(as_json: AsJson = False) -> None:
    """List the sources with country, language, name and lists.

    Exit code 2 if a source file is wrong; the others are listed.
    """
    registry = load_registry(Settings.from_environment().sources)
    found = registry.sources
    if as_json:
        print_json(
            TypeAdapter(list[SourceSpec]).dump_python(
                list(found.values()), mode="json", exclude_defaults=True, serialize_as_any=True
            )
        )
    else:
        _print_sources(found.values())
    for problem in registry.problems:
        say(problem.message, err=True)
    if registry.problems:
        raise typer.Exit(2)


def _print_sources(sources: Iterable[SourceSpec]) -> None:
    print_table(
        ("source", "country", "language", "name", "lists"),
        [
            (
                source.id,
                source.country,
                source.language,
                f"{source.name} (paused)" if source.paused else source.name,
                "\n".join(f"{spec.url} ({spec.kind})" for spec in source.lists),
            )
            for source in sources
        ],
    )


@app.command("check")
def check(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]…", help="Default: all sources.", autocompletion=complete_source),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what each list answers, and how an article of each is read.

    Exit code 1 if a list has a problem.
    """
    checks = check_sources(Settings.from_environment(), ids or ())
    if as_json:
        print_json(TypeAdapter(list[ListCheck]).dump_python(checks, mode="json"))
    else:
        _print_checks(checks, utc_now())
    if any(one.problem for one in checks):
        raise typer.Exit(1)


@app.command("new")
def new(
    urls: Annotated[list[str] | None, typer.Argument(metavar="URL…", help="The sites' front pages.")] = None,
    *,
    listed: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="More of them, one address a line.")
    ] = None,
    country: Annotated[str | None, typer.Option(help="Default: what its domain ends in.")] = None,
    source_id: Annotated[
        str | None, typer.Option("--id", help="Of a single site. Default: from its domain.")
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="The site may stand in one's own network.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find the lists of articles of sites and write their source files.

    Look them through before using them. Exit code 2 if a site gave none.
    """
    sites = [*(urls or ()), *(_lines(listed) if listed else ())]
    if not sites:
        raise BadInputError("no site: name its front page, or a file of them with --from")
    if source_id and len(sites) > 1:
        raise BadInputError("--id is for a single site")
    outcomes = new_sources(
        Settings.from_environment(), sites, country=country, source_id=source_id, allow_private=allow_private
    )
    found = [one for one in outcomes if isinstance(one, NewSource)]
    if as_json and found:
        print_records(TypeAdapter(list[NewSource]).dump_python(found, mode="json"))
    elif found:
        _print_found(found, utc_now())
    problems = [one.problem for one in outcomes if isinstance(one, NotFound)]
    if len(sites) == 1 and problems:
        raise BadInputError(problems[0])
    _end(problems)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="OPML of a feed reader, or CSV with a column url.")],
    country: Annotated[str | None, typer.Option(help="Of sites whose domain does not say it.")] = None,
    language: Annotated[str | None, typer.Option(help="Of sites for which the file says none.")] = None,
) -> None:
    """Write a source file for each site of a list of feeds.

    Nothing is fetched: `naba sources check` says whether they work. Exit code 2 if a site could not be taken.
    """
    taken = import_sources(Settings.from_environment().sources, file, country=country, language=language)
    for one in taken:
        if one.path:
            print(f"{one.path}: written")
    _end([f"{one.homepage}: {one.problem}" for one in taken if one.problem])


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="FILE.opml: feeds, for a feed reader; FILE.csv: all lists.")],
) -> None:
    """Write the sources' lists as OPML or CSV."""
    exporters = {".opml": export_opml, ".csv": export_csv}
    exporter = exporters.get(file.suffix.lower())
    if exporter is None:
        raise BadInputError(f"{file}: expected a name that ends in {' or '.join(exporters)}")
    registry = load_registry(Settings.from_environment().sources)
    with written_whole(file) as out:
        out.write(exporter(registry.sources.values()))
    print(f"{file}: {len(registry.sources)} sources")
    _end([problem.message for problem in registry.problems])


def _lines(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BadInputError(f"{file}: cannot be read: {error.strerror}") from None
    except ValueError:
        raise BadInputError(f"{file}: cannot be read: expected UTF-8") from None
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _end(problems: list[str]) -> None:
    """Says what went wrong, one line each, and ends with 2 if anything did."""
    for problem in problems:
        say(problem, err=True)
    if problems:
        raise typer.Exit(2)


def _print_found(found: list[NewSource], now: datetime) -> None:
    print_table(
        ("source", "found", "kind", "entries", "newest"),
        [
            (
                new.path.stem,
                one.url,
                one.kind,
                one.entries,
                age(one.newest_at, now) if one.newest_at else None,
            )
            for new in found
            for one in new.lists
        ],
    )
    for new in found:
        print(f"{new.path}: written; `naba sources check {new.path.stem}` says whether it works")


def age(moment: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits: `40 min`, `7 h`, `3 d`; `in the future` if it is."""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 0:
        return "in the future"
    hours = minutes // 60
    return f"{minutes} min" if hours < 1 else f"{hours} h" if hours < 48 else f"{hours // 24} d"


def _print_checks(checks: list[ListCheck], now: datetime) -> None:
    print_table(
        ("source", "feed", "status", "entries", "newest", "encoding", "problem", "note"),
        [
            (
                one.source_id,
                one.url,
                one.status,
                one.entries,
                age(one.newest_at, now) if one.newest_at else None,
                one.encoding,
                one.problem,
                one.note,
            )
            for one in checks
        ],
    )
    samples = [(one.source_id, one.article) for one in checks if one.article]
    if samples:
        print_table(
            ("source", "article", "published", "words", "language", "begins", "problem"),
            [
                (
                    source_id,
                    article.title or article.url,
                    f"{article.published_at:%Y-%m-%d %H:%M %z}" if article.published_at else None,
                    article.words or None,
                    article.language,
                    article.first_words,
                    article.problem,
                )
                for source_id, article in samples
            ],
        )
