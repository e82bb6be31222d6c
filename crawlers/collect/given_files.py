"""Which archive files are meant: files, those in folders, and those that a list names, as Common Crawl's lists do."""

import gzip
import zlib
from collections.abc import Sequence
from pathlib import Path

from pipelines.errors import BadInputError, reason_of

ENDINGS = (".warc", ".warc.gz", ".arc", ".arc.gz")
LISTS = (".paths", ".paths.gz", ".txt")


def given_files(given: Sequence[Path]) -> list[Path]:
    """The files in the order in which they are given, each once; of a list also those that are not there.

    A list has a path a line, from the list's own folder. Where a file does not lie there, it may lie beside the list: who
    fetches the files of `crawl-data/CC-NEWS/2024/01/warc.paths.gz` seldom makes their folders, too.

    Raises:
        BadInputError: a file is missing, a folder holds none, or a list names none.
    """
    return list(dict.fromkeys(file for one in given for file in _files(one)))


def archives_in(folder: Path) -> list[Path]:
    """All archive files in a folder and the folders in it."""
    return sorted(file for file in folder.rglob("*") if file.name.endswith(ENDINGS) and file.is_file())


def _files(given: Path) -> list[Path]:
    if given.is_file():
        return _listed(given) if given.name.endswith(LISTS) else [given]
    if not given.is_dir():
        raise BadInputError(f"{given}: no such file")
    found = archives_in(given)
    if not found:
        raise BadInputError(f"{given}: no file in this folder ends in {', '.join(ENDINGS)}")
    return found


def _listed(paths: Path) -> list[Path]:
    try:
        content = paths.read_bytes()
        text = (gzip.decompress(content) if paths.name.endswith(".gz") else content).decode()
    except (OSError, EOFError, zlib.error) as error:
        said = reason_of(error) if isinstance(error, OSError) and error.errno else "it is no gzip, or cut off"
        raise BadInputError(f"{paths}: can't be read as a list of files: {said}") from None
    except UnicodeDecodeError:
        raise BadInputError(
            f"{paths}: is no list of files: give archive files, or a text with a path a line"
        ) from None
    lines = [line.strip() for line in text.splitlines()]
    found = [_place(paths.parent, line) for line in lines if line and not line.startswith("#")]
    if not found:
        raise BadInputError(f"{paths}: names no file")
    return found


def _place(folder: Path, line: str) -> Path:
    named = folder / line
    beside = folder / named.name
    return beside if beside.is_file() and not named.is_file() else named
