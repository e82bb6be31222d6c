"""The language files: a wording is taught by adding it to one of them."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from pipelines.cleaning.line.wordings import read_wordings
from pipelines.errors import BadInputError
from pipelines.text.fold import fold


@pytest.fixture
def folder(tmp_path):
    for entry in files("pipelines.cleaning.line.wordings").iterdir():
        if entry.name.endswith(".toml"):
            shutil.copy(str(entry), tmp_path)
    return tmp_path


def add(file: Path, key: str, wording: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert f"\n{key} = [" in text
    file.write_text(text.replace(f"\n{key} = [", f'\n{key} = ["{wording}", ', 1), encoding="utf-8")


ADDED = [
    ("ar.toml", "sure", "من أرشيفنا", "من أرشيفنا: خبر", "marker"),
    ("en.toml", "plain", "from our archive", "From our archive: a story", "marker"),
    ("fr.toml", "keywords", "repères", "Repères : Alger", "label"),
    ("fa.toml", "source", "گزارش از", "گزارش از: ایسنا", "label"),
    ("ur.toml", "starts", "ہماری ایپ", "ہماری ایپ حاصل کریں", "notice"),
]


@pytest.mark.parametrize("added", ADDED)
def test_a_wording_in_a_file_is_enough(folder, added):
    file, key, wording, line, pattern = added
    assert not getattr(read_wordings(folder), pattern).match(fold(line))
    add(folder / file, key, wording)
    assert getattr(read_wordings(folder), pattern).match(fold(line))


def test_an_unknown_key_is_named(folder):
    add(folder / "ar.toml", "sure", "من أرشيفنا")
    with (folder / "ar.toml").open("a", encoding="utf-8") as file:
        file.write('\nmedias = ["x"]\n')
    with pytest.raises(BadInputError, match=r"ar\.toml.*medias"):
        read_wordings(folder)
