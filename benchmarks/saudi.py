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
from itertools import combinations
from pathlib import Path

from benchmarks.data import saudi_articles, saudi_pairs
from pipelines.text import normalize_all

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
        group_of = {}
        for line in target.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            group_of[record["id"]] = record["group_id"]
    print(
        f"naba dedup: {len(articles):,} articles in {seconds:.1f} s = {len(articles) / seconds:,.0f} a second, "
        f"peak {peak:,.0f} MB"
    )
    _print_quality(articles, group_of)


def _print_quality(articles: list[dict[str, str]], group_of: dict[str, str]) -> None:
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
    print(
        f"groups of two and more: {sum(len(group) > 1 for group in members.values()):,}; pairs {len(predicted):,}"
    )
    print(
        f"recall, silver pairs of two outlets with Jaccard >= .7: {_share(near_equal, predicted):.4f} of {len(near_equal):,}"
    )
    print(f"recall, all silver pairs: {_share(set(silver), predicted):.4f} of {len(silver):,}")
    print(f"precision, pairs with Jaccard >= .5 or containment >= .8: {overlapping / len(predicted):.4f}")


def _share(wanted: set[Pair], found: set[Pair]) -> float:
    return len(wanted & found) / len(wanted)


def _four_grams(articles: list[dict[str, str]], names: set[str]) -> dict[str, set[tuple[str, ...]]]:
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
