"""What is written into a search box, as terms."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.warehouse.ask.search_words import TERMS_MAX, search_terms


def found(words, text):
    """Whether a text holds what a search asks, as the database asks it."""
    return all(
        (re.search(_python(one.pattern), text) is None) == one.is_excluded for one in search_terms(words)
    )


def _python(pattern):
    """The pattern in Python's spelling of code points."""
    return re.sub(r"\\x\{([0-9a-f]+)\}", lambda match: re.escape(chr(int(match[1], 16))), pattern)


TEXT = "وزارة الريّ تعلن موعدَ المفاوضات حول سدّ الوادي well-known"


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("الري وزارة", True),
        ("الوادى", True),
        ('"سد الوادي"', True),
        ('"الوادي سد"', False),
        ("«سد الوادي» الرى", True),
        ("الري -المطار", True),
        ("الري -الوادي", False),
        ('-"سد الوادي"', False),
        ("well-known", True),
        ('"سد الوادي', True),
        ("الري - الوادي", True),
        ("-", True),
        ("", True),
    ],
)
def test_words_phrases_and_what_must_not_be_there(words, is_found):
    assert found(words, TEXT) is is_found


@given(st.text(max_size=200))
def test_anything_can_be_searched(words):
    terms = search_terms(words)
    assert len(terms) <= TERMS_MAX
    for one in terms:
        re.compile(_python(one.pattern))
