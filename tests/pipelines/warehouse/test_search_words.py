"""What is written into a search box, as terms, and what of them the index is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.search.keys import KeyTable
from pipelines.warehouse.ask.search.words import WORDS_MAX, lookups, search_terms


def found(words, text):
    """Whether a text holds what a search asks, as the index would have it."""
    of_text = KeyTable().of([text])
    held = {"text": {*of_text.stems.tolist(), *of_text.behind.tolist()}, "pair": {*of_text.pairs.tolist()}}
    return all(
        all(one.key in held[one.field] for one in lookups(term)) != term.is_excluded
        for term in search_terms(words)
    )


TEXT = "وزارة الريّ تعلن موعدَ المفاوضات لمطار الوادي well-known bridges"


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("الري وزارة", True),
        ("الوادى", True),
        ("مفاوضات", True),
        ("مطار", True),
        ("bridge", True),
        ('"مطار الوادي"', True),
        ('"الوادي مطار"', False),
        ('"الري المفاوضات"', False),
        ("«مطار الوادي» الرى", True),
        ("الري -الجسر", True),
        ("الري -الوادي", False),
        ('-"مطار الوادي"', False),
        ('-"الري المفاوضات"', True),
        ("well-known", True),
        ("known-well", False),
        ('"مطار الوادي', True),
        ("الري - الوادي", True),
        ("-", True),
        ("", True),
    ],
)
def test_words_phrases_and_what_must_not_be_there(words, is_found):
    assert found(words, TEXT) is is_found


@given(st.text(max_size=200))
def test_anything_can_be_searched_and_fits_the_bits_of_one_number(words):
    terms = search_terms(words)
    assert sum(len(term.words) for term in terms) <= WORDS_MAX
    asked = [one for term in terms for one in lookups(term)]
    assert len(asked) + WORDS_MAX < 63
