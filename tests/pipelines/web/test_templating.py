"""What templates rely on."""

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.web.pictures.timeline import places
from pipelines.web.templating import environment, text_attributes, web_address

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x", "", None, "http://[", " http"]
)
def test_only_web_addresses_become_links(url):
    assert web_address(url) is None


def test_each_text_says_its_language_and_direction():
    assert text_attributes("fa") == 'lang="fa" dir="rtl"'
    assert text_attributes("en") == 'lang="en" dir="ltr"'
    assert text_attributes(None) == 'dir="auto"'
    assert text_attributes('"><b>') == 'lang="&#34;&gt;&lt;b&gt;" dir="ltr"'


def test_every_template_escapes():
    assert environment().from_string("{{ value }}").render(value="<b>") == "&lt;b&gt;"


def test_the_timeline_spans_from_the_first_to_the_last_copy():
    assert places([NOON, NOON + timedelta(hours=3), NOON + timedelta(hours=4)]) == [0, 150, 200]
    assert places([NOON + timedelta(hours=1), NOON]) == [200, 0]
    assert places([NOON, NOON]) == []
    assert places([]) == []


@pytest.mark.parametrize(
    ("lead", "shown"),
    [
        ("", ""),
        ("خبر", "خبر"),
        ("و" * 160, "و" * 160),
        (("كلمة " * 40)[:161], "كلمة " * 31 + "كلمة…"),
        ("字" * 161, "字" * 160 + "…"),
        ("a " + "b" * 159, "a " + "b" * 158 + "…"),
    ],
)
def test_the_beginning_of_a_text_is_cut_behind_a_word(lead, shown):
    assert environment().filters["first_lines"](lead) == shown
