"""Splitting and extraction: texts and pages a second, and how right bodies are, beside other extractors."""

import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from lxml import etree
from trafilatura import bare_extraction
from trafilatura import extract as trafilatura_text

from pipelines.cleaning import Draft, clean_source, extract, read_page, split
from pipelines.records import Article
from tests.support.pages.page_sources import MadePage, made_pages
from tests.support.pages.page_templates import TEMPLATES
from tests.support.real_data import readalso_documents, real_data_folder, saudi_articles

extract_plain_text: Callable[..., str] | None
try:
    from resiliparse.extract.html2text import extract_plain_text
except ImportError:  # no wheel for this platform
    extract_plain_text = None

ROUNDS = 5
PAGES = 15
"""Of each made source."""
URL = "http://news.example/1"


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to extract pages: what is timed, and the text it gives, if any.

    `standing` says whether this is what the others are compared with.
    """

    name: str
    work: Callable[[bytes], object]
    standing: bool = False


def run() -> None:
    """Prints medians of interleaved rounds, then the quality."""
    for name, texts in (
        ("articles with a read-also block", [document["text"] for document in readalso_documents()]),
        ("articles without one", [article["text"] for article in saudi_articles()[::20]]),
    ):
        [speed] = _speeds([(partial(_split_all, texts), len(texts))])
        print(f"{speed:10,.0f} texts/s  split, {len(texts):,} {name}")
    real = [path.read_bytes() for path in sorted((real_data_folder() / "html").glob("*.html"))]
    _print_speeds(f"{len(real)} saved news pages, each the only one of its source", real)
    made = {source: made_pages(source, PAGES) for source in TEMPLATES}
    flat = [page.html for pages in made.values() for page in pages]
    _print_speeds(f"{len(flat)} made pages of {len(made)} sources", flat)
    if extract_plain_text is None:
        print("resiliparse cannot be installed here: it has no wheel for this platform")
    _print_quality(made)
    _print_gold_page()


def _split_all(texts: Sequence[str]) -> None:
    for text in texts:
        split(text)


def _work_all(work: Callable[[bytes], object], pages: Sequence[bytes]) -> None:
    for page in pages:
        work(page)


def _contenders() -> list[Contender]:
    found = [
        Contender("naba extract, source unknown", lambda page: extract(page, url=URL)),
        Contender(
            "trafilatura standard, with metadata",
            lambda page: bare_extraction(page, with_metadata=True),
            standing=True,
        ),
        Contender(
            "trafilatura fast, with metadata",
            lambda page: bare_extraction(page, fast=True, with_metadata=True),
        ),
        Contender("trafilatura standard, body only", bare_extraction),
        Contender("trafilatura fast, body only", lambda page: bare_extraction(page, fast=True)),
        Contender("lxml, parsing only", lambda page: etree.fromstring(page, etree.HTMLParser())),
    ]
    if extract_plain_text is not None:
        found.insert(-1, Contender("resiliparse, body only", _resiliparse))
    return found


def _resiliparse(page: bytes) -> str:
    if extract_plain_text is None:
        raise LookupError("resiliparse is not installed")
    return extract_plain_text(page.decode("utf-8", "replace"), main_content=True, alt_texts=False)


def _print_speeds(what: str, pages: Sequence[bytes]) -> None:
    contenders = _contenders()
    works: list[tuple[Callable[[], object], int]] = [
        (partial(_work_all, one.work, pages), len(pages)) for one in contenders
    ]
    names = [one.name for one in contenders]
    speeds = dict(zip(names, _speeds(works), strict=True))
    [standing] = [speeds[one.name] for one in contenders if one.standing]
    body_only = speeds["trafilatura standard, body only"]
    print(what)
    print(f"{'':36} {'pages/s':>10} {'/ standard':>10} {'/ body only':>11}")
    for name, speed in speeds.items():
        print(f"{name:36} {speed:10,.1f} {speed / standing:10.2f} {speed / body_only:11.2f}")


def _body(cleaned: Article | Exception) -> str:
    if isinstance(cleaned, Exception):
        raise cleaned
    return cleaned.body


def _print_quality(made: dict[str, list[MadePage]]) -> None:
    """F1 of words against the right bodies: mean and worst page of each source."""
    print("body F1 (words), mean / worst page; pages on which another one is better than ours in its source")
    columns = ["naba, one page", "naba, its source", "trafilatura", "trafilatura fast", "resiliparse"]
    print(f"{'':12}" + "".join(f"{name:>18}" for name in columns) + f"{'better':>8}")
    every: list[list[float]] = [[] for _ in columns]
    for source, pages in made.items():
        together = clean_source({page.url: partial(_read, page) for page in pages})
        scores = [
            [body_f1(extract(page.html, url=page.url).body, page.body) for page in pages],
            [body_f1(_body(together[page.url]), page.body) for page in pages],
            [body_f1(_best_trafilatura(page.html, page.body, fast=False), page.body) for page in pages],
            [body_f1(_best_trafilatura(page.html, page.body, fast=True), page.body) for page in pages],
        ]
        if extract_plain_text is not None:
            scores.append([body_f1(_resiliparse(page.html), page.body) for page in pages])
        for at, one in enumerate(scores):
            every[at] += one
        _print_scores(source, scores)
    _print_scores("all", [one for one in every if one])


def _print_scores(name: str, scores: Sequence[Sequence[float]]) -> None:
    better = sum(max(others) > ours + 1e-9 for _, ours, *others in zip(*scores, strict=True))
    cells = "".join(f"{statistics.mean(one):10.4f} /{min(one):.4f}" for one in scores)
    print(f"{name:12}{cells}{better:8}")


def _print_gold_page() -> None:
    """The one saved page with a known body."""
    for one in json.loads((real_data_folder() / "html" / "manifest.json").read_text(encoding="utf-8")):
        if "gold_text" in one:
            page, gold = (real_data_folder() / "html" / one["file"]).read_bytes(), one["gold_text"]
            scores = {
                "naba": extract(page, url=URL).body,
                "trafilatura": _best_trafilatura(page, gold, fast=False),
                "trafilatura fast": _best_trafilatura(page, gold, fast=True),
            }
            if extract_plain_text is not None:
                scores["resiliparse"] = _resiliparse(page)
            cells = ", ".join(f"{name} {body_f1(text, gold):.4f}" for name, text in scores.items())
            print(f"{one['file']}: body F1 {cells}")


def _read(page: MadePage) -> Draft:
    return read_page(page.html, url=page.url)


def _best_trafilatura(page: bytes, gold: str, *, fast: bool) -> str:
    """Its text with or without comments and tables, whichever is nearer to the right one."""
    texts = [
        trafilatura_text(page, fast=fast, include_comments=more, include_tables=more) or ""
        for more in (True, False)
    ]
    return max(texts, key=lambda text: body_f1(text, gold))


def body_f1(text: str, gold: str) -> float:
    """Harmonic mean of precision and recall of a text's words, as often as they stand there."""
    ours, right = (Counter(re.findall(r"\w+", one)) for one in (text, gold))
    return 2 * (ours & right).total() / ((ours.total() + right.total()) or 1)


def _speeds(works: Sequence[tuple[Callable[[], object], int]]) -> list[float]:
    measured: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for speeds, (work, count) in zip(measured, works, strict=True):
            start = time.process_time()
            work()
            speeds.append(count / (time.process_time() - start))
    return [statistics.median(speeds) for speeds in measured]
