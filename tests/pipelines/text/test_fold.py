"""`fold` and the way back from it."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text import normalize
from pipelines.text.fold import fold, origins


def test_spellings_meet_and_punctuation_stays():
    assert fold("إقـــرأ أيضاً:") == fold("اقرا ايضا:") == "اقرا ايضا:"
    assert fold("ﺍﻗﺮﺃ\u00a0ﺃﻳﻀﺎ…") == "اقرا ايضا..."


def test_a_place_in_the_folded_text_leads_back():
    text = "قال: إقـــرأ أيضاً: خبر"
    folded = fold(text)
    start, end = folded.index("اقرا"), folded.index(" خبر")
    back = origins(text)
    assert text[back[start] : back[end]] == "إقـــرأ أيضاً:"


@given(st.text())
def test_every_folded_character_has_its_origin(text):
    back = origins(text)
    assert len(back) == len(fold(text)) + 1
    assert back == sorted(back)
    assert back[-1] == len(text)


@given(st.text(alphabet="اأإآىيئةهكکیـًَ\u200fﻻ ،.0١۱Aa\u00a0", max_size=60))
def test_words_fold_as_normalize_folds_them(text):
    assert normalize(fold(text)) == normalize(text)
