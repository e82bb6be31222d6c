"""The commands that work on files, without typer: each a function with the rules of a command line.

A progress bar on a terminal, none in a pipe; results in a file that appears whole; bad lines or files are
skipped, shown, and end in a `BadInputError` once the rest is done. `guard` turns that into exit code 2.
"""

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipelines.cleaning import Draft, Headlines, Layouts, Split, clean_source, read_page, site_of, split
from pipelines.errors import BadInputError, NabaError, NoArticleError
from pipelines.jsonl import BadLines, Record, read_jsonl, write_jsonl
from pipelines.records import Article, SourceRules

_Item = TypeVar("_Item")

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

    Pages of one source are cleaned together (see `clean_source`): all, if `rules` are given, else those that
    name the same host as theirs. The lines stand in the order of the files within a source, and of each
    source's first file.

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
    count = write_jsonl(output, _article_records(files, bad, url=url, rules=rules))
    raise_if_bad(bad)
    return count


def _article_records(
    files: Sequence[Path], bad: BadLines, *, url: str | None, rules: SourceRules | None
) -> Iterator[Record]:
    def reader(path: Path, tick: Callable[[], None]) -> Callable[[Layouts], Draft]:
        def read(layouts: Layouts) -> Draft:
            tick()
            return read_page(
                path.read_bytes(), url=url or path.resolve().as_uri(), rules=rules, layouts=layouts
            )

        return read

    with ticking(len(files), "extract") as tick:
        for pages in _by_source(files, one_source=rules is not None):
            cleaned = clean_source({key: reader(path, tick) for key, path in pages.items()})
            for key, path in pages.items():
                match cleaned[key]:
                    case OSError() as error:
                        bad.messages.append(f"{path}: {error.strerror or error}")
                    case NoArticleError() as error:
                        bad.messages.append(f"{path}: {error}")
                    case NabaError() as error:  # a selector of the source: wrong for all its pages
                        raise error
                    case Exception() as error:
                        bad.messages.append(f"{path}: cleaner failed: {type(error).__name__}: {error}")
                    case article:
                        yield {"file": str(path), **article_record(article)}


def _by_source(files: Sequence[Path], *, one_source: bool) -> Iterable[Mapping[str, Path]]:
    """The files of each source, by a key that comes from their content; a page that names no host is alone."""
    sources: dict[str, dict[str, Path]] = {}
    for number, path in enumerate(files):
        try:
            body = path.read_bytes()
        except OSError:
            body = b""  # reading it again says what is wrong
        source = "" if one_source else site_of(body) or f"file {number}"
        sources.setdefault(source, {})[f"{hashlib.sha256(body).hexdigest()} {number}"] = path
    return sources.values()


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
        for one in shown(records, "split", len(records)):
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


def shown(items: Iterable[_Item], what: str, total: int | None) -> Iterator[_Item]:
    """Passes items on under a progress bar; how many there are need not be known."""
    with ticking(total, what) as tick:
        for item in items:
            yield item
            tick()


@contextmanager
def ticking(total: int | None, what: str) -> Iterator[Callable[[], None]]:
    """A progress bar, which is there only on a terminal; what it gives is called for each item that is done."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)


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
