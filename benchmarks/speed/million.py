"""`naba dedup` on a million texts from scratch, and on hostile files: seconds, peak memory, and whether it is right.

`python -m benchmarks million [TEXTS]`: made texts of 150 words, a quarter of them copies with a few words changed.
Then as many equal texts, and a file of empty texts, binary, one word repeated and a text of 20 MB.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

_COPIES = 0.25
WORDS = 150
_VOCABULARY = [f"كلمة{number}" for number in range(50_000)]
_FIRST = date(2026, 1, 1)
_DAYS = 365
Record = dict[str, str]


def run(texts: str = "1000000") -> None:
    """Prints a line a file."""
    count = int(texts)
    with tempfile.TemporaryDirectory(prefix="naba-million-", dir=os.environ.get("NABA_DATA")) as folder:
        for name, records in (
            ("made texts", made(count)),
            ("equal texts", _equal(count)),
            ("hostile texts", _hostile()),
        ):
            source, target = Path(folder) / "in.jsonl", Path(folder) / "groups.jsonl"
            story_of = {}
            with source.open("w", encoding="utf-8") as lines:
                for story, record in records:
                    story_of[record["id"]] = story
                    lines.write(json.dumps(record, ensure_ascii=False) + "\n")
            start = time.perf_counter()
            peak = _peak_mb(
                [str(Path(sys.executable).with_name("naba")), "dedup", str(source), "-o", str(target)]
            )
            seconds = time.perf_counter() - start
            wrong = _wrong(target, story_of)
            print(
                f"{name}: {len(story_of):,} in {seconds:.1f} s = {len(story_of) / seconds:,.0f} a second, "
                f"peak {peak:,.0f} MB, {wrong:,} not with their original or with another story",
                flush=True,
            )


def _peak_mb(command: list[str]) -> float:
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[:2]} ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_maxrss / 1024


def _wrong(target: Path, story_of: dict[str, str]) -> int:
    """Texts whose group is not named by the original of their story: its first text."""
    wrong = 0
    with target.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            wrong += record["group_id"] != story_of[record["id"]]
    return wrong


def made(count: int, words_of_text: int = WORDS) -> Iterator[tuple[str, Record]]:
    """The original's id and the record of each of so many made texts; of copies, a word in thirty is another."""
    chance = random.Random(1)
    recent: list[tuple[str, list[str]]] = []
    for number in range(count):
        name = f"{number:08}"
        day = (_FIRST + timedelta(days=number * _DAYS // count)).isoformat()
        if recent and chance.random() < _COPIES:
            original, words = chance.choice(recent)
            words = words.copy()
            for at in chance.sample(range(words_of_text), words_of_text // 30):
                words[at] = chance.choice(_VOCABULARY)
        else:
            original, words = name, chance.choices(_VOCABULARY, k=words_of_text)
            recent = [*recent[-1000:], (name, words)]
        yield original, {"id": name, "published_at": day, "text": " ".join(words)}


def _equal(count: int) -> Iterator[tuple[str, Record]]:
    text = " ".join(random.Random(2).choices(_VOCABULARY, k=40))
    for number in range(count):
        yield "00000000", {"id": f"{number:08}", "text": text}


def _hostile() -> Iterator[tuple[str, Record]]:
    chance = random.Random(3)
    long = " ".join(chance.choices(_VOCABULARY, k=2_000_000))
    texts = {
        **{f"empty {number}": "" for number in range(1000)},
        **{
            f"binary {number}": "".join(map(chr, chance.choices(range(1, 256), k=5000)))
            for number in range(50)
        },
        "long": long,
        "long, cut": long[: len(long) * 9 // 10],
        "repeated": "نعم " * 5_000_000,
    }
    for name, text in texts.items():
        yield ("long" if name == "long, cut" else name), {"id": name, "text": text}
