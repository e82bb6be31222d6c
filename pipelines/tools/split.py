"""`naba split`: separates the stories of the texts of a file."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from pipelines.cleaning import Headlines, Split, split
from pipelines.errors import NoArticleError
from pipelines.files.jsonl import BadLines, Record, read_jsonl, write_jsonl
from pipelines.files.whole import refuse_to_replace
from pipelines.text.mojibake import repair
from pipelines.tools.console import raise_if_bad, shown, some_of

# Lengths of a line that can be a headline of another line's text, in characters.
_HEADLINE_RANGE = range(20, 131)


def split_file(source: Path, output: Path) -> int:
    """`naba split`: separates the stories of each text; the number of lines written.

    The first lines and titles of the other texts serve as known headlines.

    Args:
        source: JSON Lines with `id` and `text`, optionally `title`; `.gz` too.
        output: JSON Lines with `id`, `stories` and `removed`; with `text` where the given one was read in the wrong
            charset and is repaired here: offsets are of that.

    Raises:
        BadInputError: the input is missing, damaged or also the output, has no good line, or (after the rest is written) has bad lines.
        StorageError: the output cannot be written.
    """
    refuse_to_replace([source], output)
    bad = BadLines()
    records = list(map(_repaired, read_jsonl(source, bad, strings=("id", "text"))))
    known = Headlines(_headlines(records))

    def found() -> Iterator[Record]:
        for one in shown(records, "split", len(records)):
            try:
                parts = split(one["text"], title=_title(one), known_headlines=known)
            except NoArticleError as error:
                bad.messages.append(f"{source}, id {one['id']}: {error}")
            else:
                repaired = {"text": one["text"]} if one.get("repaired") else {}
                yield {"id": one["id"], **repaired, **split_record(parts)}

    count = write_jsonl(output, some_of(found(), bad))
    raise_if_bad(bad)
    return count


def split_record(parts: Split) -> Record:
    """A split text as `naba split` writes it; offsets in characters of the text."""
    stories = [asdict(story) for story in parts.stories]
    for story in stories:
        del story["position"]
    return {"stories": stories, "removed": [asdict(removed) for removed in parts.removed]}


def _repaired(record: Record) -> Record:
    text = repair(record["text"])
    title = _title(record)
    return {**record, "text": text, "title": title and repair(title), "repaired": text != record["text"]}


def _title(record: Record) -> str | None:
    title = record.get("title")
    return title if isinstance(title, str) and title.strip() else None


def _headlines(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        first = record["text"].lstrip().split("\n", 1)[0].strip()
        for line in (_title(record) or "", first):
            if len(line) in _HEADLINE_RANGE:
                yield line
