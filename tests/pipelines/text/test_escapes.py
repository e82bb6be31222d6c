"""Half characters and controls from outside never get in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.escapes import mend_numbers, read_json, unescape, visible, without_controls


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"a\ud83d", "a\ufffd"),
        (r"\ude00a", "\ufffda"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\uD83D\uDE00\ud83d", "\U0001f600\ufffd"),
        (r"\ud83d\u0627", "\ufffdا"),
        (r"\\ud83d", r"\ud83d"),
        (r"\\\ud83d\\", "\\\ufffd\\"),
        (r"\ud83d \ude00", "\ufffd \ufffd"),
    ],
)
def test_json_gives_no_half_character(written, read):
    assert read_json(f'{{"a": "{written}"}}') == {"a": read}


@given(st.text(st.characters(exclude_categories=[])))
def test_json_of_any_text_is_read_as_it_is_or_without_half_characters(text):
    read = read_json(json.dumps([text]))[0]
    read.encode()
    if text.encode("utf-8", "ignore").decode() == text:
        assert read == text


@pytest.mark.parametrize("text", ["{", "[" * 200_000, '{"a": ' + "9" * 10_000 + "}", '"\x01"'])
def test_what_is_no_json_is_a_value_error(text):
    with pytest.raises(ValueError):  # noqa: PT011
        read_json(text)


@given(st.lists(st.one_of(st.integers(0, 0x120000).map("&#{};".format), st.integers(0, 0x120000).map("&#x{:x}".format), st.text(max_size=3))))  # fmt: skip
def test_references_of_any_number_give_text(parts):
    text = "".join(parts).encode("utf-8", "ignore").decode()
    unescape(text).encode()
    mend_numbers(text).encode()


def test_references_written_with_many_zeros_are_read_in_one_pass():
    assert mend_numbers("&#0000055357;&#x0000de00;") == "\U0001f600"
    assert "&#" + "0" * 300_000 in mend_numbers("&#" + "0" * 300_000)
    assert mend_numbers("&#5" * 100_000) == "&#5" * 100_000


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("a\x1b]0;title\x07\x1b[2J\x1b[31mred", "ared"),
        ("a\x9b31mb\x9d0;t\x9cc", "abc"),
        ("one\x1b", "one"),
        ("bell\x07 \x00nul", "bell nul"),
        ("خبر\u200fعاجل\tو\n", "خبر\u200fعاجل\tو\n"),
    ],
)
def test_what_terminals_obey_is_not_stored(text, stored):
    assert without_controls(text) == stored


def test_what_terminals_obey_is_shown_as_what_it_is():
    assert visible("خبر \x1b[2J\n\x9b") == r"خبر \x1b[2J\n\x9b"


def test_the_second_row_of_controls_is_read_as_windows_1252():
    assert mend_numbers("don\x92t \x85 &#146; &#x92; &#0150; \x81&#129;") == "don’t … ’ ’ – "
    assert mend_numbers("&#124; &#160; &#x7f; &#xa0;") == "&#124; &#160; &#x7f; &#xa0;"
