"""Splitting and extraction: texts and pages a second, extraction beside trafilatura on the same pages."""

import statistics
import time
from collections.abc import Callable

from trafilatura import bare_extraction

from benchmarks.data import readalso_documents, saudi_articles, shared_data
from pipelines.cleaning import extract, split

ROUNDS = 5


def run() -> None:
    """Prints medians of five interleaved rounds."""
    for name, texts in (
        ("articles with a read-also block", [document["text"] for document in readalso_documents()]),
        ("articles without one", [article["text"] for article in saudi_articles()[::20]]),
    ):
        [speed] = _speeds([(lambda texts=texts: [split(text) for text in texts], len(texts))])
        print(f"{speed:10,.0f} texts/s  split, {len(texts):,} {name}")
    pages = [path.read_bytes() for path in sorted((shared_data() / "html").glob("*.html"))]
    ours, theirs = _speeds(
        [
            (lambda: [extract(page, url="http://news.example/1") for page in pages], len(pages)),
            (lambda: [bare_extraction(page, with_metadata=True) for page in pages], len(pages)),
        ]
    )
    print(f"{ours:10,.1f} pages/s  naba extract, {len(pages)} saved news pages")
    print(
        f"{theirs:10,.1f} pages/s  trafilatura with metadata, the same pages; ours/this {ours / theirs:.2f}"
    )


def _speeds(contenders: list[tuple[Callable[[], object], int]]) -> list[float]:
    measured: list[list[float]] = [[] for _ in contenders]
    for _ in range(ROUNDS):
        for speeds, (work, count) in zip(measured, contenders, strict=True):
            start = time.process_time()
            work()
            speeds.append(count / (time.process_time() - start))
    return [statistics.median(speeds) for speeds in measured]
