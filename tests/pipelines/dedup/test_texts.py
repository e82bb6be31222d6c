"""Texts at hand, grouped in one call."""

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.dedup import group_texts
from pipelines.errors import BadInputError
from tests.support.texts.prose import edited, prose

BRIDGE = "قالت البلدية إن الجسر الجديد فوق النهر سيفتح أمام السيارات والمشاة ابتداء من الأسبوع المقبل"
MATCH = "فاز الفريق في مباراته الأولى بهدفين من دون رد أمام جمهور كبير ملأ المدرجات قبل ساعات"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_first_text_stands_for_its_group():
    assert group_texts([BRIDGE, MATCH, f"{BRIDGE}."]) == [0, 1, 0]
    assert group_texts([]) == []


def test_with_times_the_earliest_text_does_and_undated_ones_come_last():
    later = NOON + timedelta(hours=1)
    assert group_texts([BRIDGE, MATCH, BRIDGE], [later, None, NOON]) == [2, 1, 2]
    assert group_texts([BRIDGE, MATCH, BRIDGE], [None, NOON, later]) == [2, 1, 2]
    assert group_texts([BRIDGE, BRIDGE], [later.replace(tzinfo=None), NOON]) == [1, 1]


@pytest.mark.parametrize(
    ("texts", "times", "says"),
    [
        ([BRIDGE, MATCH], [NOON], "2 texts, but 1 times"),
        (BRIDGE, None, "expected a list of texts, got one text"),
        ([BRIDGE, float("nan")], None, "text 1: expected a string, got nan"),
        ([BRIDGE, MATCH], [NOON, "2026-03-01"], "time 1: expected a datetime or None, got '2026-03-01'"),
    ],
)
def test_what_is_no_text_or_time_is_named_with_its_place(texts, times, says):
    with pytest.raises(BadInputError, match=says):
        group_texts(texts, times)


def test_many_edited_copies_of_one_text_are_one_story_with_and_without_dates():
    text = prose(1, 150)
    copies = [text, *(edited(text, seed, 0.01) for seed in range(40))]
    assert set(group_texts(copies)) == {0}
    assert set(group_texts(copies, [NOON] * len(copies))) == {0}
