"""Pages that lost their line breaks: what is told apart in one line, and what stays a paragraph."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from pipelines.cleaning import split
from pipelines.cleaning.line.lines import lines_of
from pipelines.cleaning.stories.joined_lines import part_joined_lines

PAGES = {
    "ar": (
        "بلدية الميناء تعيد فتح الجسر القديم",
        "تاريخ النشر: 9 فبراير 2024",
        "أعادت بلدية الميناء صباح الثلاثاء فتح الجسر القديم أمام المشاة بعد أعمال ترميم استمرت عامين. " * 6,
        "المصدر: الضفاف",
        "كلمات دلالية: الجسر القديم الميناء",
        "إقرأ أيضاً:",
        "تراجع محصول القمح بعد موجة حر",
        "البلاد (بروكسل)",
        "كشفت وزارة الزراعة عن تراجع كبير في محصول القمح، مؤكدة أن الأسعار سترتفع خلال الأسابيع. " * 6,
    ),
    "en": (
        "Old harbour bridge opens again to walkers",
        "Published: 9 February 2024 10:30",
        "The town opened the old bridge on Tuesday after two years of repairs to its stone columns. " * 6,
        "Source: Harbour News",
        "Keywords: bridge, harbour",
        "Read also:",
        "Wheat harvest falls after a heat wave",
        "Brussels (Reuters)",
        "The ministry of farming said that a third of the fields was lost and prices would rise. " * 6,
    ),
    "tr": (
        "Eski liman köprüsü yayalara yeniden açıldı",
        "Yayın tarihi: 9 Şubat 2024",
        "Belediye iki yıl süren onarımın ardından eski köprüyü salı günü yayalara yeniden açtı. " * 6,
        "Kaynak: Liman Haber",
        "Etiketler: köprü, liman",
        "Ayrıca okuyun:",
        "Sıcak dalgası buğday hasadını düşürdü",
        "Brüksel (Reuters)",
        "Tarım bakanlığı tarlaların üçte birinin zarar gördüğünü ve fiyatların artacağını söyledi. " * 6,
    ),
}


@pytest.mark.parametrize("pieces", PAGES.values(), ids=PAGES)
def test_two_stories_in_one_line_come_apart_with_their_titles_labels_and_dateline(pieces):
    found = split(" ".join(piece.strip() for piece in pieces))
    main, other = found.stories
    assert (main.title, main.body) == (pieces[0], pieces[2].strip())
    assert (other.title, other.body) == (pieces[6], pieces[8].strip())
    assert other.dateline == pieces[7]
    assert found.attribution == pieces[3].split(": ")[1]
    assert len(found.date_texts) == 1


def test_a_third_story_whose_headline_cannot_be_told_from_its_text_keeps_it():
    pieces = PAGES["ar"]
    third = pieces[2].replace("الجسر", "السوق")
    text = " ".join(piece.strip() for piece in (*pieces, "المصدر: واج", "اقرأ أيضا:", third * 2))
    stories = split(text).stories
    assert [len(story.body) > 100 for story in stories] == [True] * 3
    assert stories[2].body == (third * 2).strip()


@pytest.mark.parametrize(
    "sentence",
    [
        "وقال المصدر: إن الجسر سيفتح أمام السيارات (اقرأ أيضا: أسعار القمح ترتفع) قبل نهاية الشهر.",
        "ونقل المصدر عن شهود أن أعمال الترميم تأخرت. اقرأ أيضا - أسعار القمح ترتفع في الأسواق. وأضاف أن العمل مستمر.",
        "The source said: read also what the report says about the bridge, and what it does not say.",
        "ونقل المصدر عن الوكالة اقرأ أيضا ما كتبته عن الجسر وعن أعمال الترميم فيه وعن المشاة.",
        "Keywords: such is the title of the exhibition that opened in the old harbour on Tuesday evening.",
    ],
)
def test_a_paragraph_with_the_words_in_it_is_none(sentence):
    [line] = lines_of(f"{PAGES['ar'][2]}{PAGES['en'][2]}{sentence} {PAGES['ar'][2]}{PAGES['en'][2]}")
    assert part_joined_lines([line]).lines == [line]


@pytest.mark.parametrize("pieces", PAGES.values(), ids=PAGES)
def test_without_labels_a_story_comes_apart_that_speaks_of_its_own_headline(pieces):
    title, date, text, *_, marker, other, _, its_text = pieces
    about = f"{other}. " + its_text.replace(". ", f", {other.lower()}. ", 1)
    main, appended = split(f"{title} {date} {text.strip()} {marker} {about.strip()}").stories
    assert (main.title, main.body) == (title, text.strip())
    assert appended.body == about.strip()


@pytest.mark.parametrize("pieces", PAGES.values(), ids=PAGES)
def test_headlines_in_the_middle_of_a_page_without_labels_are_no_story(pieces):
    title, date, text, *_, marker, other, _, _ = pieces
    others = " ".join((other, f"{other} 2026", title, other, f"{other} {title}", other, title))
    assert len(split(" ".join((title, date, text, marker, others, text * 2))).stories) == 1


def test_a_text_that_begins_with_a_word_that_dates_have_too_keeps_it():
    title, _, text, *rest = PAGES["ar"]
    text = f"في نهاية العام {text}".strip()
    main, _ = split(" ".join((title, "تم النشر في: 2024-02-09 10:30", text, *map(str.strip, rest)))).stories
    assert (main.title, main.body) == (title, text)


@pytest.mark.parametrize("words", ["الاتحاد الدولي (الفيفا)", "مطلع شهر تموز (يوليو)"])
def test_brackets_in_the_first_sentence_are_no_dateline(words):
    *before, other, _, its_text = PAGES["ar"]
    text = f"تراجع محصول القمح {words} بعد موجة حر. {its_text}".strip()
    stories = split(" ".join((*map(str.strip, before), other, text))).stories
    assert stories[1].body.endswith(text)


def test_tags_before_a_marker_are_keywords():
    pieces = [piece.strip() for piece in PAGES["ar"]]
    pieces[3:5] = ["#الجسر_القديم #الميناء #ترميم"]
    main, _ = split(" ".join(pieces)).stories
    assert main.body == pieces[2]


def test_a_date_label_without_a_value_among_the_labels_makes_no_chain():
    text = f"{PAGES['ar'][2]}المصدر: الضفاف تاريخ النشر المصدر: واج {PAGES['ar'][8]}"
    [line] = lines_of(text)
    assert part_joined_lines([line]).lines == [line]


@settings(max_examples=100)
@given(
    st.lists(
        st.sampled_from(
            [
                *PAGES["ar"],
                *PAGES["en"],
                "تاريخ النشر",
                "المصدر",
                "Published",
                "Source:",
                "ﷺ",
                "\u200f",
                "ﻻ ",
                "«",
                ")",
            ]
        ),
        max_size=25,
    )
)
def test_parts_hold_all_of_a_line_and_lie_in_it(pieces):
    text = " ".join(pieces)
    for line in lines_of(text):
        parts = part_joined_lines([line]).lines
        assert "".join("".join(part.text for part in parts).split()) == "".join(line.text.split())
        assert all(text[part.at :].startswith(part.text) for part in parts)
