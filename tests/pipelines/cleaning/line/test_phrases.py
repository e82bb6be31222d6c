"""Templates of the wording files: composed from parts, found in any spelling."""

import re

import pytest

from pipelines.cleaning.line.wordings.phrases import any_of, first_words, resolve
from pipelines.errors import BadInputError
from pipelines.text.fold import fold

PARTS = {"read": ["اقرأ", "طالع"], "also": ["أيضا", "المزيد"], "about": ["عن هذا الموضوع"]}
TEMPLATE = resolve("{و|?}{read} {also} {about?}", PARTS, "ar.toml")


@pytest.mark.parametrize("line", ["اقرأ أيضا", "وطالع المزيد", "#اقرأ_أيضا", "إقـرأ أيضاً عن هذا الموضوع"])
def test_a_template_stands_for_all_its_compositions(line):
    assert re.compile(rf"\W*{any_of([TEMPLATE])}$").match(fold(line))


@pytest.mark.parametrize("line", ["أيضا", "اقرأ", "اقرأ عن هذا الموضوع", "كان اقرأ أيضا"])
def test_a_template_stands_for_nothing_else(line):
    assert not re.compile(any_of([TEMPLATE]) + "$").match(fold(line))


def test_the_longest_composition_is_found():
    match = re.compile(any_of([TEMPLATE, "اقرأ"])).match(fold("اقرأ أيضا عن هذا الموضوع: خبر"))
    assert match
    assert match[0] == fold("اقرأ أيضا عن هذا الموضوع")


def test_first_words_of_a_template():
    assert first_words([TEMPLATE]) == {fold(word) for word in ("اقرأ", "طالع", "واقرأ", "وطالع")}


def test_an_unknown_part_is_named():
    with pytest.raises(BadInputError, match=r"ar\.toml.*\{reed\}"):
        resolve("{reed} {also}", PARTS, "ar.toml")


@pytest.mark.parametrize(
    ("phrase", "line"), [("à lire aussi", "A LIRE AUSSI"), ("διαβάστε επίσης", "ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ"), ("ayrıca okuyun", "AYRICA OKUYUN"), ("citește și", "Citeşte şi")]
)  # fmt: skip
def test_capitals_and_other_spellings_are_found(phrase, line):
    assert re.compile(any_of([phrase]) + "$").match(fold(line))
