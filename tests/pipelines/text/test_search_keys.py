"""What a search index holds of texts: stems and pairs of words."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.normalize import normalize
from pipelines.text.search.keys import NO_PAIR, PAIR_KEYS, PLACES, KeyTable, keys_of, pair_key, stem_key
from pipelines.text.search.stems import stem


@pytest.mark.parametrize(
    "forms",
    [
        ("جسر", "الجسر", "والجسر", "بالجسر", "للجسر", "جسرها"),
        ("وزير", "الوزير", "ووزير", "والوزير", "للوزير"),
        ("مصري", "المصرية", "مصريون", "المصريين"),
        ("ألماني", "الألماني", "والألماني"),
        ("bridge", "bridges"),
        ("story", "stories"),
        ("2030",),
        ("世",),
    ],
)
def test_forms_of_a_word_have_one_stem(forms):
    assert len({stem(normalize(form)) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("الله", "له"), ("ولد", "لد"), ("campus", "campu"), ("press", "pres"), ("جسر", "جسور")]
)
def test_words_that_only_look_alike_keep_their_own_stems(one, other):
    assert stem(normalize(one)) != stem(normalize(other))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_the_stem_of_any_word_is_a_part_of_it_and_never_nothing(text):
    for word in normalize(text).split():
        assert stem(word)
        assert stem(word).removesuffix("y") in word


@given(st.lists(st.text("جسور ال,.\nab9s世", max_size=12), max_size=5))
def test_the_keys_of_many_texts_are_those_of_each_word_and_pair(texts):
    stems, behind, pairs, places, lengths = KeyTable().of(texts)
    words = [normalize(text).split() for text in texts]
    assert lengths == [len(line) for line in words]
    assert stems.tolist() == [stem_key(word) for line in words for word in line]
    assert behind.tolist() == [keys_of(word)[-1] for line in words for word in line]
    expected = [[*(pair_key(*pair) for pair in pairwise(line)), NO_PAIR] for line in words if line]
    assert pairs.tolist() == [key for line in expected for key in line]
    # From a beginning of its own, each text's words stand in a row.
    for end, length in zip(accumulate(lengths), lengths, strict=True):
        of_text = places[end - length : end].tolist()
        assert of_text == [(of_text[0] + number) % PLACES for number in range(length)]


def test_the_order_of_two_words_makes_another_pair():
    assert pair_key("سد", "الوادي") != pair_key("الوادي", "سد")
    assert pair_key("سد", "الوادي") < PAIR_KEYS


def test_a_letter_that_is_written_to_a_word_hides_it_from_no_search():
    assert stem_key("جسر") in keys_of("بجسر")
    assert stem_key("بجسر") not in keys_of("جسر")
    assert keys_of("بلد") == (stem_key("بلد"),)
    assert pair_key("ووزير", "الخارجيه") == pair_key("لوزير", "الخارجيه") == pair_key("وزير", "الخارجيه")


def test_a_flash_keeps_its_first_word():
    stems, *_ = KeyTable().of(["عاجل: " + "كلمة " * 12])
    assert stems[0] == stem_key("عاجل")
