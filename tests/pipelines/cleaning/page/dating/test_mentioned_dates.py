"""Days that a text mentions near its headline, and days that only scripts hold."""

import pytest

from tests.support.pages.ferry_page import article, day

DATES = {
    "a sentence right below the headline": (
        {
            "below": "<ul><li>The first ferry to the island was put into service on Monday 4 May 1998</li></ul>"
        },
        None,
    ),
    "a sentence in a script without spaces": (
        {"below": "<p>2018年3月20日，第十三届全国人大一次会议表决通过了《港口法》。</p>"},
        None,
    ),
    "a year before the web": ({"below": "<p>Harbour, 4 May 1935</p>"}, None),
    "a line of a Chinese page": (
        {"below": "<p>2024-04-21 15:10:53 来源：海港报 作者：王文 责任编辑：李雷</p>"},
        "2024-04-21",
    ),
    "a day that a script writes below the headline": (
        {"below": "<script>if (a) {document.write('April 21, 2024 -- Updated 2308 GMT');}</script>"},
        "2024-04-21",
    ),
    "a label and its day behind another element": (
        {
            "foot": "<table><tr><td><b>Source</b> Harbour | Published: 21 April 2024 | <i>Views</i> 12</td></tr></table>"
        },
        "2024-04-21",
    ),
    "a day that a script writes elsewhere": (
        {"foot": "<p></p>" * 40 + "<script>document.write('April 21, 2024')</script>"},
        None,
    ),
    "a moment in a script's data": (
        {"head": '<script>window.page = {"publishTime":1713693600000}</script>'},
        "2024-04-21",
    ),
}


@pytest.mark.parametrize(("parts", "right"), DATES.values(), ids=DATES)
def test_a_day_that_is_mentioned_is_no_publication_and_one_that_scripts_hold_may_be(parts, right):
    assert day(article(**parts)) == right
