"""Commands on files: `extract`, `explain-page`, `split`, `dedup`. They need neither data folder nor database."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from crawlers.registry.loading import load_registry
from dagster_project.cli.options import AsJson, Commands, complete_source
from pipelines.errors import BadInputError
from pipelines.records import SourceRules
from pipelines.settings import Settings
from pipelines.tables import print_json, print_table
from pipelines.tools.dedup import dedup_file
from pipelines.tools.dedup_corpus import Engine, dedup_corpus
from pipelines.tools.explain_page import explain_page as explain_saved_page
from pipelines.tools.explain_page import table_rows
from pipelines.tools.extract import extract_files
from pipelines.tools.split import split_file


def extract(
    files: Annotated[list[Path], typer.Argument(help="HTML pages.", metavar="FILE.html…")],
    output: Annotated[Path, typer.Option("--output", "-o", help="One JSON line a page.")],
    url: Annotated[str | None, typer.Option(help="The page's address.")] = None,
    source: Annotated[
        str | None,
        typer.Option(
            help="Source whose language, time zone and selectors hold.", autocompletion=complete_source
        ),
    ] = None,
) -> None:
    """Clean HTML pages into articles.

    Title, dates, author, attribution, body, read-also stories.
    """
    extract_files(files, output, url=url, rules=_rules(source))


def explain_page(
    page: Annotated[Path, typer.Argument(help="An HTML page.", metavar="PAGE.html")],
    url: Annotated[str | None, typer.Option(help="The page's address.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also lines that are clearly none.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show which lines of a page are its article, and why.

    For each line how likely it is by itself, how likely among the others, and what moved that most; below, where the text
    comes from, or why the page is no article.
    """
    explained = explain_saved_page(page, url)
    if as_json:
        print_json([asdict(line) for line in explained.lines])
        return
    print_table(
        ("line", "taken", "first", "second", "element", "why", "text"),
        list(table_rows(explained.lines, every=every)),
    )
    typer.echo(explained.outcome)


def split(
    file: Annotated[Path, typer.Argument(help='Lines {"id","text"}; .gz is read, too.', metavar="IN.jsonl")],
    output: Annotated[Path, typer.Option("--output", "-o", help="One JSON line a text.")],
) -> None:
    """Separate texts into main and read-also stories.

    With the spans that are in neither.
    """
    split_file(file, output)


def dedup(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            help="One file of lines, or Parquet files and folders of them, with id, text and maybe published_at.",
            metavar="IN.jsonl|PARQUET…",
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help='Lines {"id","group_id"}; of Parquet a folder of Parquet.')
    ],
    pairs: Annotated[
        Path | None,
        typer.Option(
            help="Also write the pairs of lines, with their evidence; of Parquet, the folder has them."
        ),
    ] = None,
    engine: Annotated[
        Engine, typer.Option(help="Where Parquet is worked on: this machine's cores, or Ray.")
    ] = "local",
    ray_address: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Ray cluster; default: one of its own, here.")
    ] = None,
) -> None:
    """Group the texts that are one story.

    While it runs, it needs 3 KB of disk a text beside the output, of Parquet 8 KB in it.
    """
    if ray_address is not None and engine != "ray":
        raise BadInputError("--ray-address is for --engine ray")
    if all(named.is_dir() or named.suffix == ".parquet" for named in inputs):
        if pairs is not None:
            raise BadInputError("--pairs is for a file of lines: of Parquet, the folder has the pairs")
        found = dedup_corpus(inputs, output, engine, ray_address)
        print(f"{found.texts:,} texts in {found.groups:,} groups: {found.folder}")
        return
    if len(inputs) > 1:
        raise BadInputError("several inputs: expected Parquet files (*.parquet) or folders of them")
    if engine != "local":
        raise BadInputError("--engine ray is for Parquet")
    dedup_file(inputs[0], output, pairs)


def _rules(source_id: str | None) -> SourceRules:
    if source_id is None:
        return SourceRules()
    settings = Settings.from_environment()
    return load_registry(settings.sources).source(source_id).rules()


COMMANDS: Commands = {
    "extract": extract,
    "explain-page": explain_page,
    "split": split,
    "dedup": dedup,
}
