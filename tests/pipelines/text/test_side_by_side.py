"""Two texts side by side: places and sentences."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.comparison.side_by_side import side_by_side

OBITUARY = "توفي أمس {name} عن {age} عاما. ويصلى عليه في مسجد {place}. وتقبل التعازي في داره."


def test_the_slots_of_a_template_stand_side_by_side():
    found = side_by_side(
        OBITUARY.format(name="يوسف المنذر", age="82", place="النور"),
        OBITUARY.format(name="كمال الصافي", age="74", place="الفتح"),
    )
    assert found.places == (("يوسف المنذر", "كمال الصافي"), ("82", "74"), ("النور.", "الفتح."))
    assert len(found.sentences) == 3
    assert all(one and other for one, other in found.sentences)


def test_sentences_that_only_one_has_stand_alone():
    found = side_by_side(
        "The port opens today. Ships come from three islands.",
        "Nobody expected it. The port opens today at noon.",
    )
    assert found.sentences == (
        (None, "Nobody expected it."),
        ("The port opens today.", "The port opens today at noon."),
        ("Ships come from three islands.", None),
    )


def test_spelling_and_signs_are_no_difference():
    assert side_by_side("إلى الأمام - قال", "الى الامام قال!").places == ()


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_laid_side_by_side(one, other):
    found = side_by_side(one, other)
    assert all(here or there for here, there in found.places)
    assert side_by_side(one, one).places == ()


@given(st.lists(st.sampled_from("abcdef"), max_size=12), st.lists(st.sampled_from("abcdef"), max_size=12))
def test_every_sentence_stands_once_in_the_order_of_its_text(one, other):
    found = side_by_side("\n".join(one), "\n".join(other)).sentences
    assert [here for here, _ in found if here is not None] == one
    assert [there for _, there in found if there is not None] == other
