"""The learned model: what words in names of elements say, and two sums of trees; read from a file beside this one.

The first look judges each line by itself and its surroundings; the second one by what the first said of the others.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from pipelines.cleaning.main_content.context import look_around
from pipelines.cleaning.main_content.features import Floats, Table, measure
from pipelines.cleaning.main_content.names import NameScores
from pipelines.cleaning.main_content.segment import Lines
from pipelines.cleaning.main_content.trees import Trees
from pipelines.cleaning.main_content.witnesses import Witnesses

Names = Mapping[str, tuple[float, float]]
"""What a word in the names of a line's own element adds to the odds that it is content, and one around it."""

CONTENT_MIN = 0.45
"""Probability from which a line is surely enough the article's for a page to have one."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the model says of a page's lines.

    Attributes:
        first: probability of each by the first look, and what that saw.
        second: by the second.
    """

    first: Floats
    first_table: Table
    second: Floats
    second_table: Table


class Weights:
    """The weights file, read when it is needed first."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _read(self) -> tuple[NameScores, list[Trees]]:
        with np.load(self._path, allow_pickle=False) as arrays:
            words = json.loads(arrays["words"].tobytes().decode("utf-8"))
            values = arrays["word_weights"].tolist()
            names = {word: (own, around) for word, (own, around) in zip(words, values, strict=True)}
            return NameScores(names), [Trees.of(arrays, f"look{at}") for at in (1, 2)]

    @property
    def second_look(self) -> Trees:
        """The trees of the second look."""
        return self._read[1][1]

    def judge(self, lines: Lines, witnesses: Witnesses) -> Verdicts:
        """The verdicts on a page's lines, of which there is at least one."""
        names, (first, second) = self._read
        table = measure(lines, witnesses, names)
        verdicts = first.probabilities(table.matrix())
        around = look_around(lines, table, verdicts)
        return Verdicts(verdicts, table, second.probabilities(around.matrix()), around)

    def write(self, names: Names, looks: Sequence[Trees]) -> None:
        """Writes weights that were learned."""
        arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {
            "words": np.frombuffer(json.dumps(sorted(names), ensure_ascii=False).encode("utf-8"), np.uint8),
            "word_weights": np.array([names[word] for word in sorted(names)], np.float32),
        }
        for at, trees in enumerate(looks, 1):
            arrays |= trees.arrays(f"look{at}")
        np.savez_compressed(self._path, **arrays)  # type: ignore[arg-type]


WEIGHTS = Weights(Path(__file__).with_name("weights.npz"))
