"""The commands that work on files, without typer: each a function with the rules of a command line.

A progress bar on a terminal, none in a pipe; results in a file that appears whole; bad lines or files are
skipped, shown, and end in a `BadInputError` once the rest is done. `guard` turns that into exit code 2.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipelines.cleaning import Headlines, Split, extract, split
from pipelines.errors import BadInputError, NabaError, NoArticleError
from pipelines.jsonl import BadLines, Record, read_jsonl, write_jsonl
from pipelines.records import Article, SourceRules

_SHOWN_MAX = 10
"""Messages about bad lines that are shown one by one; the rest is counted."""

# Lengths of a line that can be a headline of another line's text, in characters.
_HEADLINE_RANGE = range(20, 131)


def guard(command: Callable[[], int]) -> int:
    """Runs a command; its exit code, or 2 after one line on stderr if something is wrong that a user can mend."""
    try:
        return command()
    except NabaError as error:
        print(f"naba: {error}", file=sys.stderr)
        return 2


def extract_files(
    files: Sequence[Path], output: Path, *, url: str | None = None, rules: SourceRules | None = None
) -> int:
    """`naba extract`: one JSON line a page; the number of pages written.

    Args:
        files: HTML pages; one that cannot be read or holds no article is shown and left out.
        output: the JSON Lines file.
        url: the page's address; only for a single file. Without it the file's name stands for it.
        rules: of the source that the pages come from.

    Raises:
        BadInputError: no file, several files with one URL, or (after the rest is written) a bad file.
        StorageError: the output cannot be written.
    """
    if not files:
        raise BadInputError("extract: no files given")
    if url is not None and len(files) > 1:
        raise BadInputError("extract: --url belongs to one file, and several are given")
    bad = BadLines()

    def records() -> Iterator[Record]:
        for path in shown(files, "extract"):
            try:
                article = extract(path.read_bytes(), url=url or path.resolve().as_uri(), rules=rules)
            except OSError as error:
                bad.messages.append(f"{path}: {error.strerror or error}")
            except NoArticleError as error:
                bad.messages.append(f"{path}: {error}")
            else:
                yield {"file": str(path), **article_record(article)}

    count = write_jsonl(output, records())
    raise_if_bad(bad)
    return count


def split_file(source: Path, output: Path) -> int:
    """`naba split`: separates the stories of each text; the number of lines written.

    The first lines and titles of the other texts serve as known headlines.

    Args:
        source: JSON Lines with `id` and `text`, optionally `title`; `.gz` too.
        output: JSON Lines with `id`, `stories` and `removed`.

    Raises:
        BadInputError: the input is missing or damaged, or (after the rest is written) has bad lines.
        StorageError: the output cannot be written.
    """
    bad = BadLines()
    records = list(read_jsonl(source, bad, strings=("id", "text")))
    known = Headlines(_headlines(records))

    def found() -> Iterator[Record]:
        for one in shown(records, "split"):
            try:
                parts = split(one["text"], title=_title(one), known_headlines=known)
            except NoArticleError as error:
                bad.messages.append(f"{source}, id {one['id']}: {error}")
            else:
                yield {"id": one["id"], **split_record(parts)}

    count = write_jsonl(output, found())
    raise_if_bad(bad)
    return count


def article_record(article: Article) -> Record:
    """An article as `naba extract` writes it."""
    return {
        "url": article.url,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "author": article.author,
        "section": article.section,
        "image_url": article.image_url,
        "language": article.language,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "published_from": article.published_from,
        "attribution": article.attribution,
        "keywords": list(article.keywords),
        "related": list(article.related),
        "body": article.body,
        "stories": [asdict(story) for story in article.stories],
    }


def split_record(parts: Split) -> Record:
    """A split text as `naba split` writes it; offsets in characters of the input text."""
    stories = [asdict(story) for story in parts.stories]
    for story in stories:
        del story["position"]
    return {"stories": stories, "removed": [asdict(removed) for removed in parts.removed]}


def _title(record: Record) -> str | None:
    title = record.get("title")
    return title if isinstance(title, str) and title.strip() else None


def _headlines(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        first = record["text"].lstrip().split("\n", 1)[0].strip()
        for line in (_title(record) or "", first):
            if len(line) in _HEADLINE_RANGE:
                yield line


def shown(items: Sequence[Any], what: str) -> Iterator[Any]:
    """Passes items on under a progress bar, which is there only on a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield from items
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield from progress.track(items, description=what)


def raise_if_bad(bad: BadLines) -> None:
    """Shows what was skipped, and ends in one error about it."""
    messages = bad.messages
    if not messages:
        return
    if len(messages) == 1:
        raise BadInputError(messages[0])
    for message in messages[:_SHOWN_MAX]:
        print(f"naba: {message}", file=sys.stderr)
    raise BadInputError(f"{len(messages)} inputs skipped, the rest is done")
