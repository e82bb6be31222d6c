"""What stands above and below a text: bylines, places, credits and rights are none of it."""

import pytest

from pipelines.cleaning import extract
from pipelines.cleaning.text_edges import byline_of, without_edges

TITLE = "Old Harbour reopens its coastal road"
PROSE = [
    "The town of Old Harbour reopened its coastal road to lorries on Tuesday after four weeks of repairs.",
    "Mayor Salem Haddad told reporters that the work had cost two million and that only planting remained.",
    "Traders hope that transport will become cheaper again, since lorries took a much longer mountain road.",
]


def read(lines, author="Rana Salem"):
    text = "".join(f"<p>{line}</p>" for line in lines)
    meta = f"<meta name=author content='{author}'>" if author else ""
    page = f"<html><head><title>{TITLE}</title>{meta}</head><body><article><h1>{TITLE}</h1>{text}</article></body></html>"
    return extract(page.encode(), url="https://news.example/1")


@pytest.mark.parametrize(
    ("below", "kept"),
    [
        (["Rana Salem"], []),
        (["Rana Salem", "Political editor"], []),
        (["By Rana Salem", "The North Herald"], []),
        (["By Rana Salem Harbour reporter, North Herald"], []),
        (["By Rana Salem and Tom Hale"], []),
        (["OLD HARBOUR | Wed Jan 11, 2012 6:50pm EST"], []),
        (["Harbour Pictures", "Rana Salem posted on 11 January 2012"], ["Harbour Pictures"]),
        (
            ["Rana Salem", "A dispute between two towns ends"],
            ["A dispute between two towns ends"],
        ),
        (["Salem Rana"], ["Salem Rana"]),
        (["By the end of the week"], ["By the end of the week"]),
        (["Old Harbour | New Harbour"], ["Old Harbour | New Harbour"]),
    ],
)
def test_a_byline_below_the_headline_is_no_text(below, kept):
    assert read([*below, *PROSE]).body.split("\n") == [*kept, *PROSE]


@pytest.mark.parametrize(
    "end",
    [
        ["(Rana Salem)"],
        ["Written by Rana Salem"],
        ["(Reporting by Rana Salem in Old Harbour; Editing by Tom Hale and Ana Soto)"],
        ["(Additional reporting by Tom Hale)", "Copyright 2012 Harbour Wire. All rights reserved."],
        ["By Tom Hale", "© Harbour Wire"],
        ["(النهاية) ا ب ج / م خ"],
        ["انتهى**1110", "م ع/ ا ع", "01/03/2026 13:15:42"],
        ["* * *", "10:15 ت م"],
        ["پایان پیام/ت"],
    ],
)
def test_bylines_credits_and_rights_at_the_end_are_no_text(end):
    lines = [PROSE[0], "By Rana Salem", *PROSE[1:]]
    assert without_edges("\n".join([*lines, *end]), TITLE, "Rana Salem").split("\n") == PROSE


@pytest.mark.parametrize(
    "end",
    ["Copyright law is old", "Reporting is a craft", "Editing takes time", "It ended in 2012", "場 所:"],
)
def test_words_of_credits_may_begin_a_sentence(end):
    lines = [*PROSE, end]
    assert without_edges("\n".join(lines), TITLE, None).split("\n") == lines


@pytest.mark.parametrize("end", ["(و ن م)", "أ ش أ", "تاريخ النشر: 9 فبراير 2024"])
def test_credits_of_agencies_and_labels_are_left_to_who_reads_them(end):
    lines = [*PROSE, end]
    assert without_edges("\n".join(lines), TITLE, None).split("\n") == lines


def test_short_texts_have_no_edges():
    text = "A\nB\nCopyright 2012 Harbour Wire"
    assert without_edges(text, TITLE, None) == text


def test_a_text_is_by_whom_its_beginning_says_where_its_page_names_nobody():
    said = read(["By Rana Salem and Tom Hale", *PROSE], author=None)
    assert (said.author, said.body.split("\n")) == ("Rana Salem, Tom Hale", PROSE)
    assert byline_of("\n".join(["By the sea", *PROSE])) is None
    assert byline_of("\n".join([*PROSE, "By Rana Salem"])) is None
    assert byline_of("\n".join(["طرابلس ـ “المرفأ الجديد” ـ سالم الحداد:", *PROSE])) == "سالم الحداد"
