"""`naba dedup` on Parquet files: a whole corpus, on this machine's cores or on Ray."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from pipelines import dedup
from pipelines.dedup.corpus.catalogue import Catalogue
from pipelines.dedup.corpus.corpus_groups import Groups, find_groups_of_corpus
from pipelines.dedup.corpus.parts import STEP as PARTS
from pipelines.dedup.corpus.parts import Part, TextRow, write_part
from pipelines.dedup.corpus.work import Show, Work
from pipelines.errors import BadInputError, BusyError, StorageError, reason_of
from pipelines.files.jsonl import BadLines
from pipelines.files.whole import written_whole
from pipelines.processes import Apply, Processes
from pipelines.ray_tasks import RayTasks
from pipelines.tools.console import raise_if_bad, shown
from pipelines.tools.dedup import moment_of, pair_record, say_cut
from pipelines.warehouse.parquet_texts import (
    Slice,
    parquet_files,
    read_slice,
    slices_of,
    write_pairs,
    write_slice,
)

Engine = Literal["local", "ray"]

_UNFINISHED = "unfinished"
_RESULT = "result"
_DATA = "data"
_PAIRS = "pairs"
_CARD_NAME = "README.md"
# Of the files of all steps; raised when what is in them changes.
_LAYOUT = 2
# The folder's README, which tells the Hub and `datasets` where the data is.
_CARD = """---
configs:
- config_name: default
  data_files:
  - split: train
    path: data/*.parquet
- config_name: pairs
  data_files:
  - split: train
    path: pairs/*.parquet
---
Texts, each with the id of its group, which is that of the group's earliest text (`is_canonical`); and the pairs that were
found, with their evidence. Made by Naba.
"""


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """What was found.

    Attributes:
        folder: of the result.
        texts: that were compared.
        groups: of them, those of one text included.
    """

    folder: Path
    texts: int
    groups: int


@contextmanager
def engine_of(name: Engine, ray_address: str | None) -> Iterator[Apply]:
    """Applies functions on this machine's cores, or in tasks of Ray, as long as the context lasts.

    Raises:
        BadInputError: there is no Ray to be had.
    """
    if name == "ray":
        with RayTasks(ray_address) as tasks:
            yield tasks.map
    else:
        with Processes() as processes:
            yield processes.map


def dedup_corpus(
    inputs: Sequence[Path],
    output: Path,
    engine: Engine = "local",
    ray_address: str | None = None,
    *,
    show: Show = shown,
) -> Deduplicated:
    """Groups the texts of Parquet files, with the same result as `dedup_file` on JSON Lines.

    Args:
        inputs: files, or folders that `datasets` loads; columns `id`, `text`, and maybe `published_at`.
        output: a folder that `datasets` loads: all rows in their order in `data/`, with `group_id` and `is_canonical`, and
            the pairs in `pairs/`. It has both once all is done; until then, what is finished is kept in
            `unfinished/`, and the same call goes on from there.
        engine: where the work is done.
        ray_address: of a Ray cluster whose nodes see inputs and output under the same paths.
        show: shows how far each step is.

    Raises:
        BadInputError: an input is missing or stands where the pairs would, or the output holds a result or a README of others; or (after the rest is done) some rows or
            files can't be used.
        StorageError: the output can't be written, or there is no room for 33 bytes a word in it.
        BusyError: another process works in the output.
    """
    output = output.resolve()
    files = parquet_files([named.resolve() for named in inputs])
    if any(file.is_relative_to(output / _PAIRS) for file in files):
        raise BadInputError(f"{output / _PAIRS} is what is read: name another folder for the result")
    card = output / _CARD_NAME
    if card.exists() and card.read_bytes() != _CARD.encode():
        raise BadInputError(f"{card} is not of this result, which brings its own: name another folder for it")
    bad: list[str] = []
    slices = slices_of(files, bad)
    if not slices:
        raise BadInputError(bad[0] if bad else f"{files[0]}: no rows")
    with _alone_in(output) as unfinished:
        work = Work(_prepared(unfinished, files), dedup.DEFAULT)
        with engine_of(engine, ray_address) as apply:
            each = partial(_each_slice, work, slices, apply=apply, show=show)
            each(PARTS, _write_texts)
            find_groups_of_corpus(work, len(slices), apply, show)
            each(_RESULT, partial(_write_result, len(slices)))
        unusable = _unusable(work, len(slices))
        groups = Groups(work)
        found = Deduplicated(output, len(Catalogue.of(work).in_order), groups.count)
        in_crowds = groups.in_crowds
        _publish(_result_folder(work), output)
    if in_crowds:
        say_cut(in_crowds)
    raise_if_bad(BadLines(bad + unusable.messages, unusable.undated), len(bad) + unusable.skipped)
    return found


@contextmanager
def _alone_in(output: Path) -> Iterator[Path]:
    """The folder of what is unfinished, for one process at a time; it is gone once the result is there."""
    if (output / _DATA).exists():
        raise BadInputError(f"{output / _DATA} is there already: name another folder, or remove it")
    unfinished = output / _UNFINISHED
    try:
        if not output.parent.is_dir():
            raise StorageError(f"{output}: no such folder: {output.parent}")
        unfinished.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{unfinished}: {reason_of(error)}") from None
    try:
        with FileLock(unfinished / "lock", timeout=0):
            yield unfinished
            shutil.rmtree(unfinished)
    except Timeout:
        raise BusyError(f"{output}: another process works in this folder: wait for its end") from None


def _prepared(unfinished: Path, files: Sequence[Path]) -> Path:
    """The folder of the steps' files; what was made of other inputs or by other rules is removed from it."""
    signature = {
        "inputs": [[str(file), file.stat().st_size, file.stat().st_mtime_ns] for file in files],
        "rules": [_LAYOUT, dedup.VERSION, dedup.DEFAULT.config_id],
    }
    folder, signed = unfinished / "steps", unfinished / "signature.json"
    if not signed.exists() or json.loads(signed.read_text("utf-8")) != signature:
        shutil.rmtree(folder, ignore_errors=True)
        with written_whole(signed) as out:
            json.dump(signature, out)
    return folder


def _each_slice(
    work: Work,
    slices: Sequence[Slice],
    step: str,
    function: Callable[[Work, tuple[int, Slice]], None],
    *,
    apply: Apply,
    show: Show,
) -> None:
    missing = [(number, part) for number, part in enumerate(slices) if not work.is_done(step, number)]
    for _ in show(apply(partial(function, work), missing), step, len(missing)):
        pass


def _write_texts(work: Work, numbered: tuple[int, Slice]) -> None:
    number, part = numbered
    bad = BadLines()
    write_part(work.file(PARTS, number), _texts(part, bad), bad)


def _texts(part: Slice, bad: BadLines) -> Iterator[TextRow]:
    for row, name, published, text in read_slice(part, bad.messages):
        if name is None or text is None:
            missing = "id" if name is None else "text"
            bad.messages.append(f'{part.file}, row {part.first + row + 1:,}: expected a value as "{missing}"')
        else:
            yield TextRow(row, name, moment_of(published, name, part.file, bad), text)


def _write_result(parts: int, work: Work, numbered: tuple[int, Slice]) -> None:
    number, part = numbered
    groups = Groups(work)
    name = f"train-{number:05}-of-{parts:05}.parquet"
    bad: list[str] = []
    rows, names, stands = groups.of_part(number)
    columns = zip(rows.tolist(), names, stands.tolist(), strict=True)
    found = [{"row": row, "group_id": group, "is_canonical": stands} for row, group, stands in columns]
    result = _result_folder(work)
    write_slice(part, found, result / _DATA / name, bad)
    pairs = (pair_record(*pair) for pair in groups.pairs_of_part(number))
    write_pairs(pairs, result / _PAIRS / name)
    work.write(_RESULT, number, {}, messages=bad)


@dataclass(slots=True)
class _Unusable:
    """Rows that were left out, and texts whose time can't be read: how many, and messages about some of them."""

    skipped: int
    undated: int
    messages: list[str]


def _unusable(work: Work, parts: int) -> _Unusable:
    found = _Unusable(0, 0, [])
    for number in range(parts):
        part = Part.of(work, number)
        unwritten = [
            message for message in work.read(_RESULT, number).note["messages"] if message not in part.messages
        ]
        found.skipped += part.unusable + len(unwritten)
        found.undated += part.undated
        found.messages += part.messages + unwritten
    count, names = Catalogue.of(work).twice
    found.skipped += count
    found.messages += [f'id "{name}" stands twice; the first one counts' for name in names]
    return found


def _result_folder(work: Work) -> Path:
    return work.folder / "to be published"


def _publish(made: Path, output: Path) -> None:
    """Gives the result its names: the rows last, so that with them all of it is there."""
    try:
        shutil.rmtree(output / _PAIRS, ignore_errors=True)
        (made / _PAIRS).rename(output / _PAIRS)
        with written_whole(output / _CARD_NAME) as card:
            card.write(_CARD)
        (made / _DATA).rename(output / _DATA)
    except OSError as error:
        raise StorageError(f"{output}: {reason_of(error)}") from None
