import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text import normalize, normalize_all, rules

# Texts as news has them: mostly Arabic letters, marks, presentation forms, spaces, now and then anything.
arabic = st.text(
    st.one_of(
        st.characters(min_codepoint=0x0600, max_codepoint=0x06FF),
        st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFC),
        st.sampled_from(" \n\u00a0\u200f\u0640،؟«»abcΣİé\u0301👍가ﬁ0٣.,:وहि"),
        st.characters(),
    ),
    max_size=60,
)

CASES = {
    "harakat go": ("مُحَمَّدٌ", "محمد"),
    "tatweel goes": ("محمـــــد", "محمد"),
    "alef forms are one": ("أحمد إلى آخر", "احمد الي اخر"),
    "a hamza seat is folded, not stripped by accident": ("رئيس مسؤول", "رييس مسوول"),
    "teh marbuta is heh": ("مدرسة", "مدرسه"),
    "Persian letters are Arabic ones": ("کتاب فی", "كتاب في"),
    "digits are ASCII": ("عام ٢٠٢٤ و۱۴۰۳", "عام 2024 و 1403"),
    "presentation forms are letters": ("ﻻ ﷲ", "لا الله"),
    "bidi and zero-width characters go": ("نبأ\u200f \u202bخبر\u202c\ufeff", "نبا خبر"),
    "punctuation and no-break space part words": ("قال:\u00a0«نعم»، ثم", "قال نعم ثم"),
    "Latin loses its accents": ("Élysée d’été", "elysee d ete"),
    "Turkish capitals are its small letters": ("IŞIK İÇİN ışık için", "isik icin isik icin"),
    "German ß is ss": ("Straße STRASSE STRAẞE", "strasse strasse strasse"),
    "Greek capitals lack accents": ("Αθήνας ΑΘΗΝΑΣ", "αθηνασ αθηνασ"),
    "Cyrillic ё is е, and й stays": ("ёлка и\u0306од", "елка йод"),
    "niqqud goes": ("שָׁלוֹם", "שלום"),
    "vowel signs belong to their word": ("हिन्दी में বাংলা தமிழ்", "हिन्दी में বাংলা தமிழ்"),
    "harakat as presentation forms go": ("م\ufe76ح\ufe7eمد", "محمد"),
    "a joiner parts no word": ("می\u200cشود", "ميشود"),
    "an and written apart": ("قال و أضاف و 5", "قال واضاف و 5"),
    "what announces a flash goes": ("#عاجل | " + "خبر " * 10, " ".join(["خبر"] * 10)),
    "and stays where it would leave too few words": ("عاجل: خبر", "عاجل خبر"),
    "decimals in front of ر": ("7ر10 و84ر3", "10.7 و 3.84"),
    "thousands are written in several ways": (
        "1,250,000 1.250.000 ١٬٢٥٠٬٠٠٠ 1250000",
        " ".join(["1250000"] * 4),
    ),
    "decimals, too": ("3.5 ٣٫٥ 3,50 1.250,50", "3.5 3.5 3.5 1250.5"),
    "times and results are one word": ("04:51 4:51 2:1", "4:51 4:51 2:1"),
    "dates and enumerations are several numbers": ("12.03.2024 1,2,3 1:2,5", "12 03 2024 1 2 3 1 2 5"),
    "digits of other scripts are ASCII": ("२०२४", "2024"),
    "letters and digits part": ("covid19 covid-19 4k", "covid 19 covid 19 4 k"),
    "an underscore parts words": ("a_b", "a b"),
    "scripts without spaces have a word a letter": ("北京2026年 Naba新闻", "北 京 2026 年 naba 新 闻"),
    "Thai, too, and its marks belong to their letters": ("ข่าว", "ข่ า ว"),
    "Korean has spaces": ("오늘 뉴스", "오늘 뉴스"),
    "nothing is nothing": ("،؟!", ""),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_what_normalize_does(text, expected):
    assert normalize(text) == expected


@given(arabic)
def test_normalizing_again_changes_nothing(text):
    assert normalize(normalize(text)) == normalize(text)


@given(arabic)
def test_no_mark_tatweel_or_control_is_left(text):
    dropped = {code for rule in rules.ALL for code, to in rule.items() if to is None}
    assert not dropped & set(map(ord, normalize(text)))


@given(st.lists(arabic, max_size=8))
def test_many_at_once_are_the_same_as_one_by_one(texts):
    assert normalize_all(texts) == [normalize(text) for text in texts]


def test_every_character_alone_and_between_letters_is_the_same_in_a_batch():
    texts = [f"{chr(code)} س{chr(code)}x" for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    assert normalize_all(texts) == [normalize(text) for text in texts]


def test_no_two_rules_touch_the_same_character():
    touched = [code for rule in rules.ALL for code in rule]
    assert len(touched) == len(set(touched))


def test_digits_and_marks_of_all_scripts_are_where_they_are_looked_for():
    looked_for = {*rules.WRITTEN, *rules.VARIATION_SELECTORS}
    for code in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        assert category != "Nd" or code in rules.WRITTEN
        assert category[0] != "M" or code in looked_for
