"""`naba dedup` on a file of what nobody writes: it ends, with the right groups, in bounded memory."""

import json
import random
import subprocess
import sys
from collections import defaultdict

import pytest

from tests.support.texts.prose import VOCABULARY, prose

pytestmark = pytest.mark.process

CODE = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
from pipelines.tools.dedup import dedup_file
print(dedup_file(Path(sys.argv[1]), Path(sys.argv[2])))
"""


@pytest.mark.process
def test_hostile_texts_end_in_the_right_groups_within_2_gb(tmp_path):
    long = " ".join(random.Random(1).choices(VOCABULARY, k=1_600_000))  # 20 MB
    equal = prose(5, 20)
    texts = (
        {f"equal {number:06}": equal for number in range(30_000)}
        | {f"empty {number:03}": "" for number in range(100)}
        | {
            f"binary {number}": "".join(map(chr, random.Random(number).choices(range(1, 3000), k=3000)))
            for number in range(3)
        }
        | {f"short {number}": "التفاصيل بعد قليل" for number in range(3)}
        | {"long": long, "long again": long, "repeated": "نعم " * 1_000_000}
    )
    assert len(long.encode()) > 20_000_000
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    with source.open("w", encoding="utf-8") as lines:
        for name, text in texts.items():
            lines.write(json.dumps({"id": name, "text": text}) + "\n")
    subprocess.run([sys.executable, "-c", CODE, source, target], check=True, capture_output=True)
    groups = defaultdict(set)
    for line in target.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        groups[record["group_id"]].add(record["id"])
    several = {name: members for name, members in groups.items() if len(members) > 1}
    assert several.pop("equal 000000") == {f"equal {number:06}" for number in range(30_000)}
    assert several.pop("long") == {"long", "long again"}
    assert several == {}
    assert sum(map(len, groups.values())) == len(texts)
