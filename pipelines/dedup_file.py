"""`naba dedup`: groups the texts of a file, without any set-up."""

from datetime import UTC, datetime
from pathlib import Path

from pipelines import dedup
from pipelines.cli import raise_if_bad, shown
from pipelines.jsonl import BadLines, Record, read_jsonl, write_jsonl


def dedup_file(source: Path, output: Path, pairs_output: Path | None = None) -> int:
    """Groups the texts that are one story; the number of groups.

    The earliest text of a group, by `published_at` and then by id, gives the group its id. Texts without
    `published_at` come last. Without any dates a template is told from a story by how many texts share its
    words, with them by on how many days they stand, which tells more.

    Args:
        source: JSON Lines with `id` and `text`, optionally `published_at` (ISO 8601); `.gz` too.
        output: JSON Lines with `id` and `group_id`, in the order of the input.
        pairs_output: JSON Lines with `a`, `b`, `hamming` (bits of 64), `overlap` (share of the smaller text's
            five-word runs that stand in the other), `rule`, `reason`; `a` is the earlier one.

    Raises:
        BadInputError: the input is missing or damaged, or (after the rest is written) has bad lines.
        StorageError: an output cannot be written.
    """
    bad = BadLines()
    records: dict[str, Record] = {}
    for record in read_jsonl(source, bad, strings=("id", "text")):
        if record["id"] in records:
            bad.messages.append(f'{source}: id "{record["id"]}" stands twice; the first one counts')
        records.setdefault(record["id"], record)
    published = {name: _published_at(source, record, bad) for name, record in records.items()}
    last = datetime.max.replace(tzinfo=UTC)
    ordered = sorted(records, key=lambda name: (published[name] or last, name))
    pairs, canonical = dedup.find_in_order(
        [records[name]["text"] for name in ordered],
        [published[name] for name in ordered],
        track=lambda candidates: shown(candidates, "dedup"),
    )
    group_of = {name: ordered[first] for name, first in zip(ordered, canonical, strict=True)}
    write_jsonl(output, ({"id": name, "group_id": group_of[name]} for name in records))
    if pairs_output is not None:
        write_jsonl(
            pairs_output,
            (
                {
                    "a": ordered[pair.first],
                    "b": ordered[pair.second],
                    "hamming": pair.hamming,
                    "overlap": round(pair.overlap.containment, 4),
                    "rule": pair.rule,
                    "reason": pair.reason,
                }
                for pair in pairs
            ),
        )
    raise_if_bad(bad)
    return len(set(canonical))


def _published_at(source: Path, record: Record, bad: BadLines) -> datetime | None:
    value = record.get("published_at")
    if value is None or value == "":
        return None
    try:
        published_at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        bad.messages.append(
            f'{source}: "published_at" of "{record["id"]}" is {value!r}: expected ISO 8601; taken as undated'
        )
        return None
    # Without an offset: UTC, as everywhere inside Naba.
    return published_at.replace(tzinfo=UTC) if published_at.tzinfo is None else published_at.astimezone(UTC)
