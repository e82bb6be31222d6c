"""Symmetric decision trees (as CatBoost grows them), read with NumPy.

All splits of one level of a tree ask the same question, so a tree of depth d is d comparisons, whose answers are the bits
of the leaf's number. A page's lines go through all trees at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Trees:
    """A sum of symmetric trees of one depth, at most 8.

    Attributes:
        columns: of the features; shape (trees, depth).
        borders: a feature above its border is a 1 bit; shape (trees, depth).
        leaves: what a tree adds to the log-odds; shape (trees, 2 ** depth).
        bias: the log-odds before any tree.
    """

    columns: npt.NDArray[np.int64]
    borders: Floats
    leaves: Floats
    bias: float

    @classmethod
    def of(cls, arrays: "Mapping[str, npt.NDArray[np.float32]]", name: str) -> Self:
        """The trees of that name in a weights file."""
        return cls(
            arrays[f"{name}_columns"].astype(np.int64),
            arrays[f"{name}_borders"],
            arrays[f"{name}_leaves"],
            float(arrays[f"{name}_bias"]),
        )

    def arrays(self, name: str) -> "dict[str, npt.NDArray[np.generic]]":
        """What `of` reads."""
        return {
            f"{name}_columns": self.columns.astype(np.int16),
            f"{name}_borders": self.borders,
            f"{name}_leaves": self.leaves,
            f"{name}_bias": np.array(self.bias),
        }

    def _leaf_numbers(self, features: Floats) -> npt.NDArray[np.intp]:
        """The leaf that each line falls into; shape (trees, lines)."""
        answers = np.take(features.T, self.columns.T, axis=0) > self.borders.T[:, :, None]
        *lower, highest = answers.view(np.uint8)
        numbers: npt.NDArray[np.uint8] = highest.copy()
        for answer in reversed(lower):
            numbers += numbers
            numbers += answer
        return numbers.astype(np.intp)

    def probabilities(self, features: Floats) -> Floats:
        """The probability of each line; features of shape (lines, features), fastest if those of one feature lie together."""
        starts = np.arange(len(self.leaves))[:, None] * self.leaves.shape[1]
        worth = np.take(self.leaves, self._leaf_numbers(features) + starts)
        odds = worth.sum(axis=0, dtype=np.float64) + self.bias
        likely: Floats = (1 / (1 + np.exp(-odds))).astype(np.float32)
        return likely

    def reasons(self, features: Floats) -> Floats:
        """How much each feature of one line moves its log-odds: what its answers change, on the mean of what they leave open."""
        worth = np.zeros(len(features), np.float32)
        left = self.leaves
        answers = (features[self.columns] > self.borders).astype(np.int64)
        every = np.arange(len(self.columns))
        for level in range(self.columns.shape[1]):
            pairs = left.reshape(len(left), -1, 2)
            narrowed = pairs[every, :, answers[:, level]]
            np.add.at(worth, self.columns[:, level], narrowed.mean(axis=1) - left.mean(axis=1))
            left = narrowed
        return worth
