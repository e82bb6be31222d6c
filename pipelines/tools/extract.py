"""The commands that work on files, without typer: each a function with the rules of a command line.

A progress bar on a terminal, none in a pipe; results in a file that appears whole; bad lines or files are
skipped, shown, and end in a `BadInputError` once the rest is done. `guard` turns that into exit code 2.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from pipelines.cleaning import Draft, clean_source, read_page, site_of
from pipelines.errors import BadInputError, NabaError, NoArticleError
from pipelines.files.jsonl import BadLines, Record, write_jsonl
from pipelines.files.whole import refuse_to_replace
from pipelines.records import Article, SourceRules
from pipelines.tools.console import raise_if_bad, some_of, ticking


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
        BadInputError: no file, several files with one URL, a file that is also the output, no good file, or (after the rest is written) a bad file.
        StorageError: the output cannot be written.
    """
    if not files:
        raise BadInputError("extract: no files given")
    if url is not None and len(files) > 1:
        raise BadInputError("extract: --url belongs to one file, and several are given")
    refuse_to_replace(files, output)
    bad = BadLines()
    count = write_jsonl(output, some_of(_article_records(files, bad, url=url, rules=rules), bad))
    raise_if_bad(bad)
    return count


def _article_records(
    files: Sequence[Path], bad: BadLines, *, url: str | None, rules: SourceRules | None
) -> Iterator[Record]:
    def reader(path: Path, tick: Callable[[], None]) -> Callable[[], Draft]:
        def read() -> Draft:
            tick()
            return read_page(path.read_bytes(), url=url or path.resolve().as_uri(), rules=rules)

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
        "is_complete": article.is_complete,
        "attribution": article.attribution,
        "keywords": list(article.keywords),
        "related": list(article.related),
        "body": article.body,
        "stories": [asdict(story) for story in article.stories],
    }
