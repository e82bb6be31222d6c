from datetime import UTC, datetime, timedelta

import pytest

from pipelines.web.pictures.dispatch import SHOWN, dispatch

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def copy(name, minutes, credited=None):
    return {
        "story_id": name,
        "source": f"outlet-{name}",
        "role": "main",
        "published_at": NOON + timedelta(minutes=minutes),
        "credited": credited,
    }


def ways(found):
    """By each stop's name what it follows."""
    names = [stop.agency or stop.copy["story_id"] for stop in found.stops]
    return {
        name: None if stop.after is None else names[stop.after]
        for name, stop in zip(names, found.stops, strict=True)
    }


def overlaps(**pairs):
    return {frozenset(pair): overlap for pair, overlap in pairs.items()}


def test_two_copies_need_no_picture():
    assert dispatch([copy("a", 0), copy("b", 1)], {}, is_rtl=False) is None


def test_a_copy_follows_the_earlier_one_that_it_shares_most_with():
    found = dispatch(
        [copy("c", 60), copy("a", 0), copy("b", 30), copy("d", 90)],
        overlaps(ab=0.9, ac=0.6, bc=0.8, cd=0.7, ad=0.7),
        is_rtl=False,
    )
    # Of two that it shares as much with, the earlier.
    assert ways(found) == {"a": None, "b": "a", "c": "b", "d": "a"}
    assert [stop.overlap for stop in found.stops] == [None, 0.9, 0.8, 0.7]


def test_a_copy_that_was_compared_with_none_follows_the_first():
    found = dispatch([copy("a", 0), copy("b", 30), copy("c", 60)], overlaps(ab=0.9), is_rtl=False)
    assert ways(found) == {"a": None, "b": "a", "c": "a"}


def test_an_agency_that_two_credit_is_where_their_text_comes_from():
    copies = [copy("a", 0, "Wire"), copy("b", 5), copy("c", 9, "Wire"), copy("d", 9, "Other")]
    found = dispatch(copies, overlaps(ab=0.9, ac=1.0, ad=0.8), is_rtl=False)
    assert ways(found) == {"Wire": None, "a": "Wire", "b": "a", "c": "Wire", "d": "a"}
    assert found.stops[0].copy is None


@pytest.mark.parametrize("is_rtl", [False, True])
def test_time_runs_as_the_page_is_read(is_rtl):
    found = dispatch([copy("a", 0), copy("b", 30), copy("c", 60)], {}, is_rtl=is_rtl)
    first, second, third = (stop.x for stop in found.stops)
    assert first > second > third if is_rtl else first < second < third
    assert abs(second - first) == pytest.approx(abs(third - second), abs=0.2)


def test_a_crowd_is_cut_and_said():
    found = dispatch([copy(f"{number:03}", number) for number in range(SHOWN + 7)], {}, is_rtl=False)
    assert (len(found.stops), found.left_out) == (SHOWN, 7)


def test_copies_of_one_moment_have_a_picture():
    found = dispatch([copy(name, 0) for name in "abc"], {}, is_rtl=False)
    assert len({stop.x for stop in found.stops}) == 1
