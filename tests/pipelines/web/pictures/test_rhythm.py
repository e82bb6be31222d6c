import pytest

from pipelines.web.pictures.rhythm import rhythm


def week(**counts):
    hours = [[0] * 24 for _ in range(7)]
    for place, count in counts.items():
        weekday, hour = map(int, place.removeprefix("at_").split("_"))
        hours[weekday][hour] = count
    return hours


def test_an_outlet_without_times_has_no_picture():
    assert rhythm(week(), first_weekday=0, is_rtl=False) is None


@pytest.mark.parametrize("is_rtl", [False, True])
def test_an_hour_stands_in_its_weekday_s_row_and_is_as_dark_as_it_is_busy(is_rtl):
    found = rhythm(week(at_2_5=4, at_6_23=1), first_weekday=6, is_rtl=is_rtl)
    assert [weekday for _, _, weekday in found.weekdays] == [6, 0, 1, 2, 3, 4, 5]
    busiest, quiet = (
        next(one for one in found.hours if (one.weekday, one.hour) == place) for place in ((2, 5), (6, 23))
    )
    assert (busiest.shade, quiet.shade) == (1, 0.25)
    assert (busiest.y, quiet.y) == (3 * 24, 0)
    assert (busiest.x > quiet.x) == is_rtl
    assert len(found.hours) == 7 * 24
