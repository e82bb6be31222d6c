"""Groups of 31,030 real articles: time, memory, and agreement with the silver pairs.

The silver pairs are an algorithm's (word 4-grams over title and text, Jaccard >= .5 or containment >= .8), not
people's: a republication with less overlap counts against our precision here.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from pipelines.text import normalize_all
from tests.support.real_data import saudi_articles, saudi_pairs

Pair = frozenset[str]


def run() -> None:
    """Runs `naba dedup` as a user would and prints what it found."""
    articles = saudi_articles()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.jsonl", Path(folder) / "groups.jsonl"
        with source.open("w", encoding="utf-8") as lines:
            for article in articles:
                record = {key: article[key] for key in ("id", "text", "title", "source")}
                lines.write(json.dumps(record | {"published_at": article["date"]}, ensure_ascii=False) + "\n")
        start = time.perf_counter()
        subprocess.run([Path(sys.executable).with_name("naba"), "dedup", source, "-o", target], check=True)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        records = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    print(
        f"naba dedup: {len(articles):,} articles in {seconds:.1f} s = {len(articles) / seconds:,.0f} a second, "
        f"peak {peak:,.0f} MB"
    )
    found = agreement(articles, {record["id"]: record["group_id"] for record in records})
    print(f"groups of two and more: {found.groups:,}; pairs {found.pairs:,}")
    print(f"recall, silver pairs of two outlets with Jaccard >= .7: {found.recall_near_equal:.4f}")
    print(f"recall, all silver pairs: {found.recall:.4f}")
    print(f"precision, pairs with Jaccard >= .5 or containment >= .8: {found.precision:.4f}")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How groups agree with the silver pairs.

    Attributes:
        groups: of two and more articles.
        pairs: of articles in one group.
        recall_near_equal: share of the silver pairs of two outlets with Jaccard >= .7 that are in one group.
        recall: the same of all silver pairs.
        precision: share of the pairs in one group with Jaccard >= .5 or containment >= .8.
    """

    groups: int
    pairs: int
    recall_near_equal: float
    recall: float
    precision: float


def agreement(articles: Sequence[dict[str, str]], group_of: Mapping[str, str]) -> Agreement:
    """Holds groups of the Saudi articles against the silver pairs."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    for name, group in group_of.items():
        members[group].append(name)
    predicted = {frozenset(pair) for group in members.values() for pair in combinations(group, 2)}
    silver = {frozenset((row["id_a"], row["id_b"])): row for row in saudi_pairs()}
    near_equal = {
        pair
        for pair, row in silver.items()
        if row["source_a"] != row["source_b"] and float(row["jaccard4"]) >= 0.7
    }
    grams = _four_grams(articles, {name for pair in predicted for name in pair})
    overlapping = sum(_overlap(grams, pair) for pair in predicted)
    return Agreement(
        groups=sum(len(group) > 1 for group in members.values()),
        pairs=len(predicted),
        recall_near_equal=_share(near_equal, predicted),
        recall=_share(set(silver), predicted),
        precision=overlapping / len(predicted),
    )


def _share(wanted: set[Pair], found: set[Pair]) -> float:
    return len(wanted & found) / len(wanted)


def _four_grams(articles: Sequence[dict[str, str]], names: set[str]) -> dict[str, set[tuple[str, ...]]]:
    chosen = [article for article in articles if article["id"] in names]
    texts = normalize_all([f"{article['title']} {article['text']}" for article in chosen])
    grams = {}
    for article, text in zip(chosen, texts, strict=True):
        words = text.split()
        grams[article["id"]] = {tuple(words[at : at + 4]) for at in range(max(len(words) - 3, 1))}
    return grams


def _overlap(grams: dict[str, set[tuple[str, ...]]], pair: Pair) -> bool:
    one, other = (grams[name] for name in pair)
    shared = len(one & other)
    return shared >= 0.5 * len(one | other) or shared >= 0.8 * min(len(one), len(other))
