"""A day's features on disk, so that pairs across days need no text to be read again.

A cache: whatever is missing, damaged or of another version is made anew from the stories' texts.
"""

import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.dedup.fingerprint import Features
from pipelines.dedup.ragged import Ragged


def save_features(file: Path, signature: str, story_ids: list[str], features: Features) -> None:
    """Writes the features of stories, in their order; replaces the file as a whole. One writer at a time."""
    arrays: dict[str, Any] = {"signature": np.array(signature), "story_ids": np.array(story_ids, np.str_)}
    for column in fields(features):
        values = getattr(features, column.name)
        if isinstance(values, Ragged):
            arrays[f"{column.name}.values"] = values.values
            arrays[f"{column.name}.offsets"] = values.offsets
        else:
            arrays[column.name] = values
    file.parent.mkdir(parents=True, exist_ok=True)
    # Always the same name: what a killed writer left is written over.
    temporary = file.with_name(f".{file.name}.writing")
    with temporary.open("wb") as target:
        np.savez(target, **arrays)
    temporary.replace(file)


def load_features(file: Path, signature: str) -> tuple[list[str], Features] | None:
    """Story ids and features, or None where the file does not hold those of this signature."""
    try:
        with file.open("rb") as source, np.load(source) as arrays:
            if str(arrays["signature"]) != signature:
                return None
            columns: dict[str, Any] = {}
            for column in fields(Features):
                if column.name in arrays:
                    columns[column.name] = arrays[column.name]
                else:
                    columns[column.name] = Ragged(
                        arrays[f"{column.name}.values"], arrays[f"{column.name}.offsets"]
                    )
            return arrays["story_ids"].tolist(), Features(**columns)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None
