"""What is written into a search box, as terms, and what of them the index is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.search.keys import KeyTable
from pipelines.warehouse.ask.search.words import WORDS_MAX, lookups, search_terms


def found(words, text):
    """Whether a text holds what a search asks, as the index would have it."""
    stems, pairs, _ = KeyTable().of([text])
    held = {"text": set(stems.tolist()), "pair": set(pairs.tolist())}
    return all(
        all(held[one.field] & set(one.keys) for one in lookups(term)) != term.is_excluded
        for term in search_terms(words)
    )


TEXT = "وزارة الريّ تعلن موعدَ المفاوضات بسدّ الوادي well-known bridges"


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("الري وزارة", True),
        ("الوادى", True),
        ("سد", True),
        ("bridge", True),
        ('"سد الوادي"', True),
        ('"الوادي سد"', False),
        ('"الري المفاوضات"', False),
        ("«سد الوادي» الرى", True),
        ("الري -المطار", True),
        ("الري -الوادي", False),
        ('-"سد الوادي"', False),
        ('-"الري المفاوضات"', True),
        ("well-known", True),
        ("known-well", False),
        ('"سد الوادي', True),
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
