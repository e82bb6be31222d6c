"""Teaches the main-content model and measures it on sites that it did not see.

`python -m benchmarks train` needs CatBoost and scikit-learn (train.txt), which nothing else does. It prints word F1 of
WCXB pages, each by a model that saw no page of its site, and of DAnIEL's pages, of which none is learned from; then it
writes the weights that `pipelines/cleaning/main_content` reads. The same input gives the same file.
"""

import json
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
from catboost import CatBoostClassifier
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from benchmarks.quality.main_content.examples import (
    FOLDS,
    Example,
    example,
    examples,
    fold_of,
    gold,
    html_of,
    read,
    without_tree,
    word_f1,
)
from benchmarks.quality.main_content.scripts import SCRIPTS, in_script
from benchmarks.quality.main_content.variants import Pool, change
from pipelines.cleaning.main_content.context import look_around
from pipelines.cleaning.main_content.features import Table, measure
from pipelines.cleaning.main_content.model import WEIGHTS, Names, Weights
from pipelines.cleaning.main_content.names import NameScores, words_of_names
from pipelines.cleaning.main_content.trees import Trees
from pipelines.cleaning.main_content.witnesses import Witnesses
from pipelines.errors import NoArticleError

VARIANTS = 3
TREES, DEPTH = (200, 130), 6
# Sites on which a word of a class name must stand: fewer say how one site is built.
_NAME_SITES = 4
_THRESHOLD = 0.5
# Lines that are easily seen to be none: so many of them are learned from.
_EASY_SHARE = 0.3
# What a made page counts against a real one.
_VARIANT_WEIGHT = 0.3

Floats = npt.NDArray[np.float32]


def made_examples(names: Sequence[str] = ("wcxb",)) -> list[Example]:
    """The pages to learn from as they are, and what is made from each."""
    known = [(name, one) for name in names for one in gold(name)]
    pool = Pool(
        [one["main_content"] for _, one in known], [one["title"] for _, one in known if one.get("title")]
    )
    with ProcessPoolExecutor(2) as workers:
        found = workers.map(_made, known, [pool] * len(known), chunksize=25)
        return [one for some in found for one in some]


def _made(source: tuple[str, dict[str, Any]], pool: Pool) -> list[Example]:
    name, one = source
    html = html_of(name, one["id"])
    draw = Random(one["id"])
    found: list[Example] = []
    for variant in range(VARIANTS + 1):
        try:
            root, said = read(one, html)
        except NoArticleError:
            return found
        text: str | None = one["main_content"]
        if variant and text:
            text = change(root, text, draw, pool)
            said = Witnesses(
                said.title if draw.random() < 0.85 else "",
                said.description if draw.random() < 0.5 else "",
                said.article_body if draw.random() < 0.3 else "",
            )
        if text and (made := example(one, root, said, text, variant)):
            write = draw.choice((None, None, None, *SCRIPTS)) if variant else None
            found.append(without_tree(in_script(made, write) if write else made))
    return found


def _words_around(one: Example) -> list[list[str]]:
    """For each element of a page the words of its names, and its tag with a `<` before it."""
    names = one.lines.around.names
    found = words_of_names([name for _, name in names])
    return [
        [f"<{tag}", *sorted({word for word in words if len(word) > 1})]
        for (tag, _), words in zip(names, found, strict=True)
    ]


def name_weights(known: Iterable[Example]) -> Names:
    """What words in names of elements say, by logistic regression: of a line's own element, and of those around it."""
    known = [one for one in known if one.variant in {0, 2}]
    sites: defaultdict[str, set[str]] = defaultdict(set)
    for one in known:
        for words_around in _words_around(one):
            for word in words_around:
                sites[word].add(one.site)
    vocabulary = sorted(word for word, where in sites.items() if len(where) >= _NAME_SITES)
    numbers = {word: 2 * at for at, word in enumerate(vocabulary)}
    values: list[int] = []
    columns: list[int] = []
    ends = [0]
    weights = []
    for one in known:
        around = one.lines.around
        own = [[numbers[word] for word in words if word in numbers] for words in _words_around(one)]
        paths: list[list[int]] = []
        for at, words in enumerate(own):
            paths.append((paths[around.parent[at]] if at else []) + [word + 1 for word in words])
        sizes = np.sqrt([len(text) + 10 for text in one.lines.text])
        weights.append(sizes / sizes.sum())
        for owner in one.lines.owner:
            counts: defaultdict[int, int] = defaultdict(int)
            for column in (*own[owner], *paths[owner]):
                counts[column] += 1
            columns += counts.keys()
            values += counts.values()
            ends.append(len(columns))
    matrix = sparse.csr_matrix(
        (values, columns, ends), shape=(len(ends) - 1, 2 * len(vocabulary)), dtype=np.float32
    )
    weight = np.concatenate(weights)
    labels = np.concatenate([one.labels > _THRESHOLD for one in known])
    model = LogisticRegression(C=0.03, max_iter=60).fit(matrix, labels, sample_weight=weight / weight.mean())
    found = np.round(model.coef_[0], 2)
    return {
        word: (float(found[2 * at]), float(found[2 * at + 1]))
        for at, word in enumerate(vocabulary)
        if found[2 * at] or found[2 * at + 1]
    }


def line_weights(one: Example) -> Floats:
    """What each line counts: every page the same, in it every line by its size."""
    sizes = np.array([len(text) for text in one.lines.text], np.float32)
    is_content = one.labels > _THRESHOLD
    whole = (sizes + 20) / (0.5 * sizes.sum() + 0.5 * sizes[is_content].sum() + 200)
    counted: Floats = (whole * (_VARIANT_WEIGHT if one.variant else 1.0)).astype(np.float32)
    return counted


class Rows:
    """What is learned from: for each example the rows that are kept, with label and weight."""

    def __init__(self, known: Sequence[Example], tables: Sequence[Table]) -> None:
        self.kept: list[npt.NDArray[np.int64]] = []
        self.weights: list[Floats] = []
        self.labels = [one.labels > _THRESHOLD for one in known]
        for one, table, is_content in zip(known, tables, self.labels, strict=True):
            easy = ~is_content & ((table["linked"] > 0.8) | (table["units"] < 25))
            draw = np.random.default_rng(zlib.crc32(f"{one.page_id} {one.variant}".encode()))
            self.kept.append(np.flatnonzero(~easy | (draw.random(len(easy)) < _EASY_SHARE)))
            self.weights.append(
                np.where(easy, line_weights(one) / _EASY_SHARE, line_weights(one)).astype(np.float32)
            )

    def grow(self, matrices: Sequence[Floats], of: Sequence[int], trees: int) -> tuple[Trees, Floats]:
        """Trees learned from some of the examples, and what each feature is worth to them."""
        weight = np.concatenate([self.weights[at][self.kept[at]] for at in of])
        model = CatBoostClassifier(
            iterations=trees, depth=DEPTH, learning_rate=0.1, l2_leaf_reg=6, border_count=64, rsm=0.5,
            random_seed=1, thread_count=1, logging_level="Silent", allow_writing_files=False,
            bootstrap_type="Bernoulli", subsample=0.7, boosting_type="Plain",
        )  # fmt: skip
        model.fit(
            np.concatenate([matrices[at][self.kept[at]] for at in of]),
            np.concatenate([self.labels[at][self.kept[at]] for at in of]),
            sample_weight=weight / weight.mean(),
        )
        return _read_trees(model), np.asarray(model.get_feature_importance(), np.float32)


def _read_trees(model: Any) -> Trees:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        data = json.loads(path.read_text(encoding="utf-8"))
    scale, (bias,) = data["scale_and_bias"]
    trees = data["oblivious_trees"]
    columns = np.zeros((len(trees), DEPTH), np.int64)
    borders = np.full((len(trees), DEPTH), np.inf, np.float32)
    leaves = np.zeros((len(trees), 2**DEPTH), np.float32)
    for at, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            columns[at, level] = split["float_feature_index"]
            borders[at, level] = split["border"]
        values = np.array(tree["leaf_values"], np.float32) * scale
        leaves[at, : len(values)] = values
    return Trees(columns, borders, leaves, float(bias))


def _print_scores(what: str, known: Sequence[Example], verdicts: Sequence[Floats]) -> None:
    by: defaultdict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(known):
        by[one.language or f"variant {one.variant}"].append(at)
    for name, where in sorted(by.items()):
        scores = [
            np.mean([word_f1(known[at].chosen(verdicts[at] > border), known[at].text) for at in where])
            for border in (0.25, 0.35, 0.5, 0.65)
        ]
        print(
            f"{what:8} {name:10} {len(where):5}  " + " ".join(f"{score:.4f}" for score in scores), flush=True
        )


class Lesson:
    """One training: the examples, their features, and what is learned of them fold by fold.

    A page's features come from name weights of other folds, and its verdicts from trees of other folds, so that the
    second look learns from verdicts as they will be on pages that nobody knows.
    """

    def __init__(self, known: Sequence[Example], measured: Sequence[Example]) -> None:
        self.known, self.measured = known, measured
        self.folds = np.array([fold_of(one.site) for one in known])
        self.names = name_weights(known)
        self.fold_names = [
            name_weights([one for one, fold in zip(known, self.folds, strict=True) if fold != which])
            for which in range(FOLDS)
        ]
        self.fold_looks: list[list[Trees]] = [[] for _ in range(FOLDS)]
        self.looks: list[Trees] = []
        of_fold = [NameScores(names) for names in self.fold_names]
        self.tables = [
            measure(one.lines, one.witnesses, of_fold[fold])
            for one, fold in zip(known, self.folds.tolist(), strict=True)
        ]
        every = NameScores(self.names)
        self.tables_measured = [measure(one.lines, one.witnesses, every) for one in measured]
        self.rows = Rows(known, self.tables)
        self.verdicts: list[Floats] = []
        self.verdicts_measured: list[Floats] = []

    def look(self, trees: int) -> None:
        """Learns a look at the lines, from what the one before it saw."""
        if self.looks:
            self.tables = _look_again(self.known, self.tables, self.verdicts)
            self.tables_measured = _look_again(self.measured, self.tables_measured, self.verdicts_measured)
        matrices = [one.matrix() for one in self.tables]
        verdicts = [np.empty(0, np.float32)] * len(self.known)
        for fold in range(FOLDS):
            grown, _ = self.rows.grow(matrices, np.flatnonzero(self.folds != fold).tolist(), trees)
            self.fold_looks[fold].append(grown)
            for at in np.flatnonzero(self.folds == fold).tolist():
                verdicts[at] = grown.probabilities(matrices[at])
        self.verdicts = verdicts
        grown, worth = self.rows.grow(matrices, list(range(len(self.known))), trees)
        self.looks.append(grown)
        self.verdicts_measured = [grown.probabilities(table.matrix()) for table in self.tables_measured]
        what = f"look {len(self.looks)}"
        _print_scores(what, self.known, self.verdicts)
        _print_scores(what, self.measured, self.verdicts_measured)
        columns = list(self.tables[0].columns)
        print("  ".join(f"{columns[at]} {worth[at]:.1f}" for at in np.argsort(-worth)), flush=True)


def _look_again(known: Sequence[Example], tables: Sequence[Table], verdicts: Sequence[Floats]) -> list[Table]:
    return [
        look_around(one.lines, table, verdict)
        for one, table, verdict in zip(known, tables, verdicts, strict=True)
    ]


def run(folder: str | None = None) -> None:
    """Prints word F1 at three thresholds, and writes the weights; those of each fold into a folder, if it is named."""
    start = time.monotonic()
    known, measured = made_examples(), examples("daniel")
    lines = sum(len(one.lines.text) for one in known)
    print(f"{len(known):,} pages, {lines:,} lines, {time.monotonic() - start:.0f} s", flush=True)
    lesson = Lesson(known, measured)
    print(f"{len(lesson.names):,} words of names, {time.monotonic() - start:.0f} s", flush=True)
    for trees in TREES:
        lesson.look(trees)
    WEIGHTS.write(lesson.names, lesson.looks)
    for fold in range(FOLDS) if folder else ():
        Weights(Path(str(folder)) / f"fold{fold}.npz").write(lesson.fold_names[fold], lesson.fold_looks[fold])
    print(f"{time.monotonic() - start:.0f} s")
