"""Features in files of arrays: how their columns are named there, and features whose columns are mapped."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.dedup.arrays.array_file import Array, ArrayFile
from pipelines.dedup.arrays.ragged import Ragged, offsets_of
from pipelines.dedup.features.fingerprint import Features


def arrays_of(features: Features) -> dict[str, Array]:
    """The columns by their names in a file."""
    arrays: dict[str, Array] = {}
    for column in fields(Features):
        values = getattr(features, column.name)
        if isinstance(values, Ragged):
            arrays[f"{column.name}.values"] = values.values
            arrays[f"{column.name}.offsets"] = values.offsets
        else:
            arrays[column.name] = values
    return arrays


def mapped_features(arrays: ArrayFile) -> Features:
    """The features in a file; what is not looked at is not read."""
    columns: dict[str, Any] = {}
    for column in fields(Features):
        columns[column.name] = (
            Ragged(arrays[f"{column.name}.values"], arrays[f"{column.name}.offsets"])
            if column.type is Ragged
            else arrays[column.name]
        )
    return Features(**columns)


def joined_arrays(batches: Sequence[Features]) -> dict[str, Sequence[Array]]:
    """The columns of batches of stories, each in pieces that stand behind one another in a file."""
    joined: dict[str, Sequence[Array]] = {}
    for column in fields(Features):
        values = [getattr(batch, column.name) for batch in batches]
        if column.type is Ragged:
            lengths = [np.diff(of_batch.offsets) for of_batch in values]
            joined[f"{column.name}.values"] = [of_batch.values for of_batch in values]
            joined[f"{column.name}.offsets"] = [offsets_of(_concatenated(lengths, np.int64))]
        else:
            joined[column.name] = values
    return joined


def _concatenated(arrays: Sequence[Array], kind: npt.DTypeLike) -> Array:
    return np.concatenate([np.empty(0, kind), *arrays])
