from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.web.pictures.volume import SHOWN, volume

FIRST = date(2026, 3, 1)


def rows(*counts):
    return [
        {"day": FIRST + timedelta(days=day), "source": source, "articles": articles}
        for day, source, articles in counts
    ]


def test_nothing_has_no_picture():
    assert volume([], is_rtl=False) is None


def test_a_day_s_parts_stand_on_each_other_the_largest_outlet_lowest():
    found = volume(rows((0, "nasim", 2), (0, "sahel", 6), (2, "sahel", 4)), is_rtl=False)
    low, high, later = found.columns
    assert (low.outlet, high.outlet, later.outlet) == ("sahel", "nasim", "sahel")
    assert high.y + high.height == pytest.approx(low.y, abs=0.2)
    assert low.height == pytest.approx(3 * high.height, abs=0.3)
    # The day between, without an article, has its place.
    assert later.x - low.x == pytest.approx(2 * 40, abs=0.2)
    assert found.totals == [("sahel", 0, 10), ("nasim", 1, 2)]
    assert [number for _, number in found.lines] == [2, 4, 6, 8]


def test_outlets_beyond_those_with_a_colour_share_one():
    found = volume(
        rows(*((0, f"outlet-{number:02}", 100 - number) for number in range(SHOWN + 3))), is_rtl=False
    )
    assert [one.series for one in found.columns] == list(range(SHOWN + 1))
    assert found.columns[-1].outlet is None
    assert found.columns[-1].articles == sum(100 - number for number in range(SHOWN, SHOWN + 3))


def test_time_runs_as_the_page_is_read():
    counts = rows((0, "nasim", 1), (1, "nasim", 1))
    first, second = volume(counts, is_rtl=False).columns
    assert first.x < second.x
    first, second = volume(counts, is_rtl=True).columns
    assert first.x > second.x


@given(
    st.lists(
        st.tuples(st.integers(0, 29), st.sampled_from("abcdefghijkl"), st.integers(1, 10**6)),
        min_size=1,
        unique_by=lambda one: one[:2],
    ),
    st.booleans(),
)
def test_all_articles_are_in_the_picture_and_none_stands_outside(counts, is_rtl):
    found = volume(rows(*counts), is_rtl=is_rtl)
    assert sum(one.articles for one in found.columns) == sum(articles for *_, articles in counts)
    for one in found.columns:
        assert 0 <= one.x <= one.x + one.width <= found.canvas.width + 0.1
        assert one.y >= -0.1
        assert one.y + one.height <= found.canvas.height
