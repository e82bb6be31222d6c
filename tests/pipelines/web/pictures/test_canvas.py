import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.web.pictures.canvas import Canvas, short_name, ticks


@pytest.mark.parametrize(
    ("most", "found"), [(0, []), (1, [1]), (3, [1, 2, 3]), (4, [1, 2, 3, 4]), (9, [5, 10]), (3_190, [1000, 2000, 3000, 4000])]
)  # fmt: skip
def test_an_axis_has_few_round_numbers(most, found):
    assert ticks(most) == found


@given(st.integers(1, 10**12))
def test_an_axis_reaches_what_it_shows_and_not_far_beyond(most):
    found = ticks(most)
    assert len(found) <= 4
    assert found[-1] >= most > found[-1] / 4


def test_what_is_read_from_the_right_stands_where_the_mirror_has_it():
    assert Canvas(100, 10).x(20, 5) == 20
    assert Canvas(100, 10, is_rtl=True).x(20, 5) == 75
    assert Canvas(100, 10, is_rtl=True).x(20) == 80


def test_of_a_long_name_a_picture_has_the_beginning():
    assert short_name("The Levant Ledger") == "The Levant Ledger"
    assert short_name("The Levant Ledger and Evening Post") == "The Levant Ledger and…"
