"""Comparing two texts: nothing lost, words matched as fingerprints match them, bounded time."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.comparison.differences import WORDS_MAX, compare

WORDS = st.lists(st.sampled_from(["قال", "الوزير", "أمس", "في", "the", "\n", "بيروت،", "12"]), max_size=40)


def joined(spans):
    return "".join(span.text for span in spans)


@given(WORDS, WORDS)
def test_the_spans_give_back_both_texts_and_the_shared_words_are_the_same(left, right):
    left, right = " ".join(left), " ".join(right)
    found = compare(left, right)
    assert (joined(found.left), joined(found.right)) == (left, right)
    shared = [
        "".join(span.text for span in side if not span.changed).split() for side in (found.left, found.right)
    ]
    assert shared[0] == shared[1]


@given(WORDS)
def test_a_text_beside_itself_shows_no_difference(words):
    found = compare(" ".join(words), " ".join(words))
    assert not [span for span in (*found.left, *found.right) if span.changed]


def test_a_changed_word_is_marked_and_a_respelled_one_is_not():
    found = compare("أعلن الوزير أمس، فتح المرفأ", "اعلن الوزير اليوم فتح المرفأ")
    assert found.only_left == ["أمس،"]
    assert found.only_right == ["اليوم"]
    assert [span.text for span in found.left if span.changed] == ["أمس، "]


def test_a_chance_hit_between_two_rewritten_passages_is_no_agreement():
    found = compare("a b c في d e f النص نفسه هنا", "u v w في x y z النص نفسه هنا")
    assert joined(span for span in found.left if span.changed) == "a b c في d e f "


def test_texts_with_nothing_in_common_and_empty_ones():
    assert compare("", "").left == []
    assert compare("كلمة", "").only_left == ["كلمة"]
    assert [span.changed for span in compare("a b", "c d").left] == [True]


def test_what_is_longer_than_compared_is_shown_as_it_is():
    found = compare("كلمة " * (WORDS_MAX + 5), "كلمة")
    assert found.cut
    assert joined(found.left) == "كلمة " * (WORDS_MAX + 5)
    assert len(found.only_left) == WORDS_MAX - 1
