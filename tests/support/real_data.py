"""The real data that is measured on; none of it is in the repository."""

import csv
import gzip
import json
import os
from pathlib import Path
from typing import Any

from pipelines.settings import REPOSITORY


def real_data_folder() -> Path:
    """The folder of real data: `NABA_SHARED_DATA`, or `../shared/data` beside the repository."""
    default = REPOSITORY.parent / "shared" / "data"
    return Path(os.environ.get("NABA_SHARED_DATA") or default)


def saudi_articles() -> list[dict[str, Any]]:
    """31,030 articles of 14 Saudi outlets, July and August 2015."""
    with gzip.open(real_data_folder() / "saudi_2015.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def saudi_pairs() -> list[dict[str, str]]:
    """Its silver near-duplicate pairs: found by exact word 4-grams, at most a day apart."""
    with gzip.open(real_data_folder() / "saudi_2015_pairs.csv.gz", "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def readalso_documents() -> list[dict[str, Any]]:
    """1,503 articles with a read-also block and its offsets."""
    with gzip.open(real_data_folder() / "readalso_spans_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def wcxb_pages() -> list[tuple[dict[str, Any], bytes]]:
    """793 article pages of as many sites as pages nearly, each with its fields as people reviewed them."""
    folder = real_data_folder() / "wcxb"
    with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row, gzip.decompress((folder / "html" / f"{row['id']}.html.gz").read_bytes())) for row in rows]
