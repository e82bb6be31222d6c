"""Main texts of real pages, ours beside trafilatura's: word F1 a page, and the mean.

`python -m benchmarks main_text [FOLDER]`: DAnIEL's pages, of which nothing was learned; with the folder that `train` wrote
its folds to, WCXB's pages too, each read by weights that saw no page of its site.
"""

from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import mean
from typing import Any
from unittest.mock import patch

from trafilatura import bare_extraction
from trafilatura.settings import Document

from benchmarks.quality.main_content.examples import address_of, fold_of, gold, html_of, site_of, word_f1
from pipelines.cleaning import extract
from pipelines.cleaning.main_content import choose
from pipelines.cleaning.main_content.model import WEIGHTS, Weights
from pipelines.errors import NoArticleError


def run(folder: str | None = None) -> None:
    """Prints F1 of ours and of trafilatura, and pages without an article, for each data set and language."""
    tasks: list[tuple[str, dict[str, Any], Path | None]] = [("daniel", one, None) for one in gold("daniel")]
    if folder:
        tasks += [("wcxb", one, Path(folder)) for one in gold("wcxb")]
    scores: defaultdict[str, list[tuple[float, float, str]]] = defaultdict(list)
    with ProcessPoolExecutor(2) as workers:
        for name, ours, theirs, reason in workers.map(_measured, *zip(*tasks, strict=True), chunksize=20):
            scores[name].append((ours, theirs, reason))
    print(f"{'':18} {'pages':>5} {'naba':>6} {'trafilatura':>11} {'refused':>7}")
    for name, found in sorted(scores.items()):
        refused = sum(bool(reason) for *_, reason in found)
        print(
            f"{name:18} {len(found):5} {mean(one[0] for one in found):6.4f} {mean(one[1] for one in found):11.4f} {refused:7}"
        )


def _measured(name: str, one: dict[str, Any], folder: Path | None) -> tuple[str, float, float, str]:
    html, address = html_of(name, one["id"]), address_of(one)
    weights = _weights(folder, fold_of(site_of(one))) if folder else WEIGHTS
    reason = ""
    with patch.object(choose, "WEIGHTS", weights):
        try:
            ours = extract(html, url=address).body
        except NoArticleError as error:
            ours, reason = "", str(error)
    found = bare_extraction(html, include_comments=False)
    theirs = found.text or "" if isinstance(found, Document) else ""
    return (
        " ".join((name, one.get("language", ""))),
        word_f1(ours, one["main_content"]),
        word_f1(theirs, one["main_content"]),
        reason,
    )


_known: dict[tuple[Path, int], Weights] = {}


def _weights(folder: Path, fold: int) -> Weights:
    return _known.setdefault((folder, fold), Weights(folder / f"fold{fold}.npz"))
