"""`naba dedup`: groups the texts of a file, without any set-up."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines import dedup
from pipelines.dedup.features.fingerprint import in_batches
from pipelines.errors import BadInputError, StorageError, reason_of
from pipelines.files.jsonl import BadLines, Record, read_jsonl, write_jsonl
from pipelines.files.whole import is_stream, refuse_to_replace
from pipelines.processes import Processes
from pipelines.text import normalize_all
from pipelines.text.mojibake import repair
from pipelines.tools.console import note, raise_if_bad, shown, some_of

# Characters of the texts that are in memory at a time, beside one text that is longer.
_BATCH_CHARACTERS = 1 << 21


def dedup_file(source: Path, output: Path, pairs_output: Path | None = None) -> int:
    """Groups the texts that are one story; the number of groups.

    The earliest text of a group, by `published_at` and then by id, gives the group its id. Texts without
    `published_at` come last, and count as of one day: with dates, words that stand on many days tell a template, too.

    Args:
        source: JSON Lines with `id` and `text`, optionally `published_at` (ISO 8601); `.gz` too.
        output: JSON Lines with `id` and `group_id`, in the order of the input.
        pairs_output: JSON Lines with `a`, `b`, `hamming` (bits of 64), `overlap` (share of the smaller text's
            five-word shingles that stand in the other), `rule`, `reason`; `a` is the earlier one.

    Raises:
        BadInputError: the input is missing, damaged or without a good line, two of the files are one, or (once the rest is written) lines are bad.
        StorageError: an output cannot be written, or there is no room for 18 bytes a word beside it.
    """
    _check_outputs(source, output, pairs_output)
    bad = BadLines()
    names: dict[str, int] = {}
    published: list[datetime | None] = []

    def texts() -> Iterator[str]:
        for record in shown(read_jsonl(source, bad, strings=("id", "text")), "read", None):
            if names.setdefault(record["id"], len(names)) < len(published):
                bad.messages.append(f'{source}: id "{record["id"]}" stands twice; the first one counts')
            else:
                published.append(moment_of(record.get("published_at"), record["id"], source, bad))
                yield repair(record["text"])

    batches = in_batches(texts(), len, _BATCH_CHARACTERS)
    beside = Path(tempfile.gettempdir()) if is_stream(output) else output.parent
    try:
        with (
            Processes() as processes,
            dedup.spooled(processes.map(_features, batches), beside) as features,
        ):
            ids = list(names)
            last = datetime.max.replace(tzinfo=UTC)
            order = sorted(range(len(ids)), key=lambda row: (published[row] or last, ids[row]))
            pairs, canonical = dedup.find_groups(
                features,
                published,
                order,
                track=lambda decided, total: shown(decided, "dedup", total),
                cut=say_cut,
                apply=processes.map,
            )
    except OSError as error:
        raise StorageError(
            f"{beside}, where 18 bytes a word are needed meanwhile: {reason_of(error)}"
        ) from error
    group_ids = dict(zip(order, (ids[order[first]] for first in canonical), strict=True))
    grouped = ({"id": name, "group_id": group_ids[row]} for row, name in enumerate(ids))
    write_jsonl(output, some_of(grouped, bad))
    if pairs_output is not None:
        in_order = [ids[row] for row in order]
        records = (pair_record(in_order[pair.first], in_order[pair.second], pair) for pair in pairs)
        write_jsonl(pairs_output, records)
    raise_if_bad(bad)
    return len(set(canonical))


def _check_outputs(source: Path, output: Path, pairs_output: Path | None) -> None:
    refuse_to_replace([source], output)
    if pairs_output is not None:
        refuse_to_replace([source], pairs_output)
        if pairs_output.resolve() == output.resolve():
            raise BadInputError(f"{output}: groups and pairs are two files: name another one for the pairs")


def say_cut(texts: int) -> None:
    """Says that so many texts may stand apart from their copies."""
    note(
        f"{texts:,} texts share a passage with more than {dedup.DEFAULT.crowd} others and were not compared by it: copies "
        "among them may stand apart"
    )


def _features(texts: Sequence[str]) -> dedup.Features:
    return dedup.features_of(normalize_all(texts))


def pair_record(first: str, second: str, pair: dedup.DuplicatePair) -> Record:
    """A pair as it is written, with the ids of its texts, the earlier first."""
    return {
        "a": first,
        "b": second,
        "hamming": pair.hamming,
        "overlap": round(pair.overlap.containment, 4),
        "rule": pair.rule,
        "reason": pair.reason,
    }


def moment_of(value: Any, name: str, source: Path, bad: BadLines) -> datetime | None:
    """When a text was published; None where it is not said, or (with a message) in another form.

    Args:
        value: ISO 8601; UTC where it has no offset.
        name: the text's id.
        source: where it stands.
        bad: takes the message.
    """
    if value is None or value == "":
        return None
    try:
        published_at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        bad.messages.append(
            f'{source}: "published_at" of "{name}" is {value!r}: expected ISO 8601; taken as undated'
        )
        bad.undated += 1
        return None
    # Without an offset: UTC, as everywhere inside Naba.
    return published_at.replace(tzinfo=UTC) if published_at.tzinfo is None else published_at.astimezone(UTC)
