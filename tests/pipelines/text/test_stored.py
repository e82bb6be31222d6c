"""Texts as they are kept: what shows nothing is gone, what readers see stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text import normalize
from pipelines.text.stored import ALL, stored

TEXTS = {
    "presentation forms": ("ﻣﻜﺘﺒﺔ ﻻ ﷲ", "مكتبة لا الله"),
    "Latin ligatures": ("eﬃcient ﬁsh", "efficient fish"),
    "marks of direction": ("\u202eevil\u202c \u200fname\u2067x\u2069", "evil namex"),
    "a soft hyphen and a zero-width space": (
        "cros\u00adsing of the\u200b quay\ufeff",
        "crossing of the quay",
    ),
    "controls": ("a\x00b\x07c\x7fd", "abcd"),
    "a terminal's sequence": ("\x1b[31mred\x1b[0m \x1b]0;title\x07end", "red end"),
    "ends of lines": ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
    "ZWNJ stays": ("می\u200cشود", "می\u200cشود"),
    "ZWJ stays": ("👩\u200d👧", "👩\u200d👧"),
    "signs of their own stay": ("محمد ﷺ", "محمد ﷺ"),
    "marks, tatweel and spaces stay": ("مُحمَّـــد\u00a0a", "مُحمَّـــد\u00a0a"),
}


@pytest.mark.parametrize(("text", "right"), TEXTS.values(), ids=TEXTS)
def test_a_text_as_it_is_stored(text, right):
    assert stored(text) == right


@given(st.text())
def test_what_is_stored_is_stored_as_it_is(text):
    assert stored(stored(text)) == stored(text)


@given(st.text())
def test_nothing_stored_is_a_control_or_turns_a_line_around(text):
    kinds = {unicodedata.bidirectional(one) for one in stored(text)}
    assert kinds.isdisjoint({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
    assert all(unicodedata.category(one) != "Cc" or one in "\t\n" for one in stored(text))


@given(st.text(st.sampled_from("ﻛﺘﺎﺏﻻﷲﺍﻟ \u200e\u00adab")))
def test_a_stored_text_is_compared_as_before(text):
    assert normalize(stored(text)) == normalize(text)


def test_no_two_rules_touch_the_same_character():
    codes = [code for rule in ALL for code in rule]
    assert len(codes) == len(set(codes))
