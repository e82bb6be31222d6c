import random
from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedup import DEFAULT, features_of, find_pairs, group_stories
from pipelines.dedup.rules.candidates import near_fingerprints
from pipelines.text import normalize_all
from tests.support.texts.prose import edited, lead, prose

DAY = date(2026, 3, 1).toordinal()


def verdict(one, other, days=(DAY, DAY)):
    pairs = find_pairs(features_of(normalize_all([one, other])), np.array(days), DEFAULT)
    return pairs[0].reason if pairs else None


STORY, OTHER = prose(1), prose(2)
QUOTE = prose(3, 25)
WORDS = [
    first + second for first, second in product("بتثجحخدذرزسشصضطظعغفقكلمن", ("اليد", "ورين", "مسات", "نوف"))
]


def written(seed, words=25):
    """Words of letters: those of `prose` have a number each."""
    return " ".join(random.Random(seed).choices(WORDS, k=words))


SENTENCES = [written(50 + number) for number in range(16)]
REWRITTEN = [written(70 + at) if at in (2, 5, 8) else words for at, words in enumerate(SENTENCES)]
PRICES = "سعر الذهب اليوم في السوق المحلية حيث بلغ عيار 24 نحو {} ريالا وسجل عيار 21 مبلغ {} ريالا فيما وصل عيار 18 إلى {} ريالا وتراجعت الفضة إلى {} ريالا للأوقية وفق بيانات السوق في ختام تعاملات اليوم"

CASES = {
    "the same text is identical": (STORY, STORY, "identical"),
    "another spelling is identical": ("أعلنت الحكومة " + STORY, "اعلنت الحكومه " + STORY, "identical"),
    "a few words changed are an edit": (STORY, edited(STORY, 5), "edited"),
    "the first half is shortened": (STORY, lead(STORY, 0.5), "shortened"),
    "two more paragraphs are extended": (STORY, STORY + " " + prose(9, 70), "extended"),
    "another lead before the same text is contained or edited": (
        STORY,
        prose(11, 50) + " " + STORY,
        "contained",
    ),
    "a story that is most of a longer text is contained": (
        STORY,
        f"{prose(12, 90)} {STORY} {prose(13, 30)}",
        "contained",
    ),
    "a story from the middle of a text that tells as much else is not that text": (
        STORY,
        f"{prose(12, 110)} {STORY} {prose(13, 60)}",
        None,
    ),
    "another story is another story": (STORY, OTHER, None),
    "a shared quote is not a shared story": (
        f"{prose(20, 90)} {QUOTE} {prose(21, 90)}",
        f"{prose(22, 90)} {QUOTE} {prose(23, 90)}",
        None,
    ),
    "a digest of many is none of them": (
        prose(30, 100),
        " ".join([lead(prose(31, 100), 0.3), lead(prose(30, 100), 0.3), lead(prose(32, 100), 0.3)]),
        None,
    ),
    "sentences left out and others put in, all others word for word": (
        " ".join(SENTENCES),
        " ".join([*REWRITTEN[:6], written(80, 100), *REWRITTEN[6:], written(81, 100)]),
        "extended",
    ),
    "the same with words touched in each is told anew": (
        " ".join(SENTENCES),
        " ".join(
            [
                *(edited(words, words, 0.08) for words in REWRITTEN),
                written(80, 100),
                written(81, 100),
            ]
        ),
        None,
    ),
    "the same with a passage that only the shorter text has is another report of the event": (
        " ".join([*SENTENCES[:6], written(82, 130), *SENTENCES[6:]]),
        " ".join([*REWRITTEN[:6], written(80, 100), *REWRITTEN[6:], written(81, 100)]),
        None,
    ),
    "the same within a long digest that tells three times as much else is not the digest": (
        " ".join(SENTENCES),
        " ".join([REWRITTEN[0], written(83, 600), *REWRITTEN[1:], written(84, 600)]),
        None,
    ),
    "today's prices are not yesterday's": (
        PRICES.format("350.1", "306.2", "262.5", "28.4"),
        PRICES.format("349.7", "305.9", "261.8", "27.9"),
        None,
    ),
    "the same prices in two outlets are one story": (
        PRICES.format("350.1", "306.2", "262.5", "28.4"),
        "نبأ " + PRICES.format("350.1", "306.2", "262.5", "28.4"),
        "edited",
    ),
    "a text of a few words is never grouped": ("التفاصيل بعد قليل", "التفاصيل بعد قليل", None),
    "a short text may have a word more at its end": (lead(STORY, 0.11), lead(STORY, 0.1), "edited"),
    "and none in its midst": (lead(STORY, 0.11), lead(STORY, 0.05) + " " + lead(OTHER, 0.06), None),
    "empty texts are nobody's copies": ("", "", None),
}


LANGUAGES = {
    "English": "The ministry said on Monday that the new port of {} would open in spring after three years of work, and that shipping companies had already asked for berths; the director of the authority told reporters that dredging was complete and that the first container vessels were expected before the end of April",
    "French": "Le ministère a annoncé lundi que le nouveau port de {} ouvrirait au printemps après trois ans de travaux et que des armateurs avaient déjà demandé des postes ; le directeur de l’autorité a déclaré que le dragage était achevé et que les premiers porte-conteneurs étaient attendus avant la fin du mois d’avril",
    "Persian": "وزارت راه روز دوشنبه اعلام کرد که بندر تازهٔ {} پس از سه سال کار در بهار گشایش می‌یابد و شرکت‌های کشتیرانی از هم‌اکنون درخواست پهلوگیری داده‌اند؛ مدیر سازمان به خبرنگاران گفت لایروبی پایان یافته است و نخستین کشتی‌های کانتینربر پیش از پایان فروردین می‌رسند",
    "Urdu": "وزارت نے پیر کو بتایا کہ {} کی نئی بندرگاہ تین سال کے کام کے بعد بہار میں کھلے گی اور جہاز راں کمپنیاں پہلے ہی جگہ مانگ چکی ہیں؛ ادارے کے سربراہ نے صحافیوں سے کہا کہ کھدائی مکمل ہو چکی ہے اور کنٹینر والے پہلے جہاز اپریل کے آخر سے پہلے متوقع ہیں",
    "Chinese": "交通部周一表示{}新港经过三年施工将于春季开放，航运公司已经申请泊位；港务局局长对记者说，疏浚工程已经完成，首批集装箱船预计四月底之前抵达，届时将有二百名工人在码头工作",
}


@pytest.mark.parametrize("text", LANGUAGES.values(), ids=LANGUAGES.keys())
def test_a_copy_is_a_copy_in_any_language(text):
    story, touched = text.format("Naba"), text.format("Sahel")
    assert verdict(story, touched) == "edited"
    assert verdict(story, story[: len(story) * 6 // 10]) == "shortened"
    assert all(verdict(story, other) is None for other in LANGUAGES.values() if other != text)


@pytest.mark.parametrize(("one", "other", "expected"), CASES.values(), ids=CASES.keys())
def test_what_is_one_story(one, other, expected):
    assert verdict(one, other) == expected


def test_what_shares_passages_with_a_text_of_last_week_is_no_copy_of_it():
    one, other, _ = CASES["sentences left out and others put in, all others word for word"]
    assert verdict(one, other, (DAY, DAY + 1)) == "extended"
    assert verdict(one, other, (DAY, DAY + 7)) is None


def test_a_template_seen_on_many_days_is_left_out():
    frame = prose(40, 80)
    issues = [f"{frame} {prose(100 + number, 40)}" for number in range(8)]
    days = np.array([DAY + number for number in range(8)])
    assert find_pairs(features_of(normalize_all(issues)), days, DEFAULT) == []


def test_equal_texts_are_paired_with_the_first_only():
    pairs = find_pairs(features_of(normalize_all([STORY] * 50)), np.full(50, DAY), DEFAULT)
    assert [(pair.first, pair.second) for pair in pairs] == [(0, copy) for copy in range(1, 50)]


def test_a_text_of_one_word_repeated_and_a_long_text_are_handled():
    assert find_pairs(features_of(normalize_all(["نعم " * 100_000, STORY])), np.full(2, DAY), DEFAULT) == []


@given(st.lists(st.integers(0, 2**64 - 1), min_size=2, max_size=40), st.data())
def test_near_fingerprints_are_all_found(values, data):
    near = [
        value ^ sum(1 << bit for bit in data.draw(st.sets(st.integers(0, 63), max_size=5)))
        for value in values
    ]
    fingerprints = np.array(values + near, np.uint64)
    assert {tuple(pair) for pair in near_fingerprints(fingerprints, 3).tolist()} == {
        (i, j)
        for i in range(len(fingerprints))
        for j in range(i + 1, len(fingerprints))
        if int(fingerprints[i] ^ fingerprints[j]).bit_count() <= 3
    }


def test_a_story_joins_by_the_canonical_one_or_half_the_group():
    # 0~1, 1~2, 2~3: a chain. 2 is verified against one of two, 3 against one of three.
    assert group_stories(4, [(0, 1, "jaccard"), (1, 2, "jaccard"), (2, 3, "jaccard")]) == [0, 0, 0, 3]


def test_a_text_with_words_touched_everywhere_joins_by_the_canonical_one_only():
    assert group_stories(3, [(0, 1, "jaccard"), (1, 2, "aligned")]) == [0, 0, 2]
    assert group_stories(3, [(0, 1, "jaccard"), (0, 2, "aligned")]) == [0, 0, 0]


def test_a_text_that_shares_passages_joins_a_group_of_which_it_shares_them_with_all():
    assert group_stories(3, [(0, 1, "jaccard"), (0, 2, "passages")]) == [0, 0, 2]
    assert group_stories(3, [(0, 1, "jaccard"), (0, 2, "passages"), (1, 2, "passages")]) == [0, 0, 0]


def test_it_does_not_matter_which_story_of_a_few_came_first():
    # Whichever two of them are the pairs' ends, and whichever the middle.
    for middle in range(3):
        pairs = [(*sorted((middle, other)), "jaccard") for other in {0, 1, 2} - {middle}]
        assert group_stories(3, pairs) == [0, 0, 0]


def test_groups_join_when_half_of_the_pairs_between_them_are_copies():
    pairs = [(0, 1, "jaccard"), (2, 3, "jaccard")]
    between = [(1, 3, "jaccard"), (1, 2, "jaccard")]
    assert group_stories(4, pairs + between[:1]) == [0, 0, 2, 2]
    assert group_stories(4, pairs + between) == [0, 0, 0, 0]
    assert group_stories(4, [*pairs, (1, 3, "aligned"), (1, 2, "aligned")]) == [0, 0, 2, 2]


def test_a_text_that_holds_parts_of_others_joins_by_the_canonical_one_only():
    # 2 holds 1, a shortened copy of 0, and not 0: it may be a digest.
    assert group_stories(3, [(0, 1, "lead"), (1, 2, "lead")]) == [0, 0, 2]
    assert group_stories(3, [(0, 1, "lead"), (0, 2, "lead")]) == [0, 0, 0]


def test_equal_texts_weigh_as_many_as_they_are():
    # 3 is verified against the text of 1 and 2, two of three.
    assert group_stories(4, [(0, 1, "jaccard"), (1, 3, "jaccard"), (1, 2, "equal text")]) == [0, 0, 0, 0]


@given(st.integers(1, 12), st.data())
def test_groups_do_not_depend_on_the_order_of_pairs(n, data):
    places = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))
    rules = data.draw(st.dictionaries(places, st.sampled_from(["jaccard", "lead"]), max_size=30))
    pairs = [(a, b, rule) for (a, b), rule in rules.items() if a < b]
    groups = group_stories(n, pairs)
    assert groups == group_stories(n, data.draw(st.permutations([(b, a, rule) for a, b, rule in pairs])))
    assert all(groups[first] == first <= story for story, first in enumerate(groups))
