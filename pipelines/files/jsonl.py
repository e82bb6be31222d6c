"""JSON lines: read with errors that name file and line, written whole or not at all."""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Any

from pipelines.errors import BadInputError
from pipelines.files.whole import written_whole

Record = dict[str, Any]


@dataclass(slots=True)
class BadLines:
    """Lines that could not be used; one bad line never stops the rest.

    Attributes:
        messages: one for each, in order: file, line, what was expected.
        undated: how many of the messages are about texts that count all the same, but without their time.
    """

    messages: list[str] = field(default_factory=list)
    undated: int = 0


def read_jsonl(path: Path, bad: BadLines, *, strings: Iterable[str] = ()) -> Iterator[Record]:
    """Reads the objects of a JSON Lines file, gzipped or not, in UTF-8.

    Args:
        path: the file; a name that ends in `.gz` is decompressed.
        bad: takes the lines that are no JSON object or lack a field; they are left out.
        strings: fields that each object must have, as strings.

    Raises:
        BadInputError: the file is missing, unreadable, or its compression is damaged.
    """
    required = tuple(strings)
    number = 0
    try:
        with _open(path) as lines:
            for number, raw in enumerate(lines, 1):
                if not raw.strip():
                    continue
                try:
                    yield _record(raw, required)
                except ValueError as error:
                    bad.messages.append(f"{path}, line {number}: {error}")
    except FileNotFoundError as error:
        raise BadInputError(f"{path}: no such file") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadInputError(f"{path}: damaged gzip file after line {number}") from error
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror or error}") from error


def write_jsonl(path: Path, records: Iterable[Mapping[str, Any]]) -> int:
    """Writes objects as JSON Lines; the number written.

    The file appears under its name only when all of it is written: whoever reads it never sees a part,
    and a failure leaves what was there.

    Raises:
        StorageError: the folder is missing or not writable, or the disk is full.
    """
    count = 0
    # JSON can name half a character, which UTF-8 can't write: it is named again, as an id has to stay what it was.
    with written_whole(path, errors="backslashreplace") as out:
        for record in records:
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    return count


def _open(path: Path) -> gzip.GzipFile | BufferedReader:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _record(raw: bytes, required: tuple[str, ...]) -> Record:
    """One line's object.

    Raises:
        ValueError: what was expected, in words.
    """
    try:
        record = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("expected UTF-8") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"expected a JSON object ({getattr(error, 'msg', 'nested too deep')})") from None
    if not isinstance(record, dict):
        raise ValueError(f"expected a JSON object, not {type(record).__name__}")  # noqa: TRY004 (a value of the file, not of a caller)
    for name in required:
        if name not in record:
            raise ValueError(f'expected a field "{name}"')
        if not isinstance(record[name], str):
            kind = type(record[name]).__name__
            raise ValueError(f'expected a string as "{name}", not {kind}')  # noqa: TRY004 (as above)
    return record
