"""Whole articles appended to a page: where they begin and end, and what is none."""

import pytest

from pipelines.cleaning import split

TITLE = "بلدية الميناء تعيد فتح الجسر القديم أمام المشاة"
MAIN = [
    "أعادت بلدية الميناء صباح الثلاثاء فتح الجسر القديم أمام المشاة بعد أعمال ترميم استمرت عامين كاملين.",
    "وقال رئيس البلدية إن المهندسين استبدلوا أكثر من ثلاثمئة لوح خشبي وثبتوا الأعمدة الحجرية التي تضررت في الفيضان.",
]
OTHER = "تراجع محصول القمح بعد موجة حر غير مسبوقة"
TEXT = [
    "كشفت وزارة الزراعة عن تراجع كبير في محصول القمح هذا العام، مؤكدة أن الأسعار سترتفع خلال الأسابيع المقبلة.",
    "ويشمل الضرر ثلث المساحات المزروعة، ودفع المطاحن إلى البحث عن موردين جدد خارج البلاد قبل حلول الشتاء.",
]
LABELS = ["المصدر: الضفاف", "كلمات دلالية: الجسر القديم"]
FRONTS = {
    "nothing": [],
    "byline": ["كتب: أحمد علي"],
    "a name": ["أحمد علي"],
    "place": ["بغداد"],
    "place and agency": ["بغداد / المدى برس"],
    "age": ["منذ 3 ساعات"],
    "views": ["1,204 مشاهدة"],
    "caption": ["صورة أرشيفية"],
    "date": ["تاريخ النشر: 8 فبراير 2024"],
    "standfirst": ["وزارة الزراعة تتوقع ارتفاع الأسعار خلال الأسابيع المقبلة"],
    "all at once": ["كتب: أحمد علي", "بغداد", "منذ 3 ساعات", "350 مشاهدة", "صورة أرشيفية"],
}


def page(*lines):
    return "\n".join([TITLE, *MAIN, *lines])


@pytest.mark.parametrize("front", FRONTS.values(), ids=FRONTS)
def test_once_a_story_has_ended_whatever_stands_under_a_headline_another_follows(front):
    main, other = split(page(*LABELS, "إقرأ أيضاً:", OTHER, *front, *TEXT)).stories
    assert main.body == "\n".join(MAIN)
    assert other.title == OTHER
    assert other.body.split("\n")[-2:] == TEXT


def test_the_headline_on_the_markers_line():
    _, other = split(page(*LABELS, f"إقرأ أيضاً: {OTHER}", *TEXT)).stories
    assert (other.title, other.body) == (OTHER, "\n".join(TEXT))


def test_a_story_with_its_own_dateline_ends_the_appended_one_before():
    third = ["نادي الميناء يتوج بكأس المدينة", "الساحل (الرياضية)", *(line + " في الملعب." for line in TEXT)]
    stories = split(page(*LABELS, "إقرأ أيضاً:", OTHER, "البلاد (بروكسل)", *TEXT, *third)).stories
    assert [story.title for story in stories] == [TITLE, OTHER, third[0]]
    assert stories[2].dateline == "الساحل (الرياضية)"


def test_a_block_after_the_labels_is_no_story():
    others = [OTHER, "وزير النقل يتفقد محطات القطار", "أسعار الخضار تتراجع في الأسواق"]
    parts = split(page(*LABELS, "إقرأ أيضاً:", *others))
    assert len(parts.stories) == 1
    assert parts.related == tuple(others)


def test_teasers_after_the_labels_are_no_stories():
    teasers = [line for number in range(4) for line in (f"{OTHER} رقم {number}", TEXT[0], "اقرأ المزيد")]
    assert len(split(page(*LABELS, "إقرأ أيضاً:", *teasers)).stories) == 1


def test_a_page_without_prose_before_the_marker_has_nothing_to_append_to():
    assert (
        len(split("\n".join(["الرئيسية", "سياسة", "إقرأ أيضاً:", OTHER, "كتب: أحمد علي", *TEXT])).stories) == 1
    )


def test_a_card_ends_where_the_pages_own_story_goes_on():
    card = [
        "وزير النقل يتفقد محطات القطار",
        "تفقد وزير النقل محطات القطار في محافظات الشمال قبل الموسم الذي يتوقع أن يكون مزدحما.",
    ]
    rest = [
        "وشارك في حفل الافتتاح عشرات من سكان الحي الذين انتظروا طويلا عودة الجسر إلى الخدمة بعد سنوات من الانتظار.",
        "ويعود بناء الجسر القديم إلى عام 1887، وتنوي البلدية أن تضع لوحة تعريفية بأربع لغات أمام المشاة.",
    ]
    parts = split(page("اقرأ أيضا", *card, *rest))
    [story] = parts.stories
    assert story.body == "\n".join([*MAIN, *rest])


@pytest.mark.parametrize(
    "title",
    [
        "مصدر: زيادة أسعار الوقود غدا",
        "Source: Minister to resign tomorrow",
        "اقرأ: حملة وطنية لتشجيع القراءة",
    ],
)
def test_a_headline_may_begin_as_a_label_does(title):
    parts = split("\n".join([title, *MAIN]))
    assert (parts.stories[0].title, parts.attribution, parts.removed) == (title, None, ())


LOOSE = {
    "without colons": ["المصدر الضفاف", "كلمات دلالية سد الوادي دول الحوض"],
    "on two lines": ["المصدر", "الضفاف", "كلمات دلالية", "سد الوادي", "دول الحوض"],
    "hashtags": ["المصدر: الضفاف", "#سد_الوادي #دول_الحوض"],
    "with a bar": ["المصدر | الضفاف", "الوسوم: سد الوادي، دول الحوض"],
}


@pytest.mark.parametrize("labels", LOOSE.values(), ids=LOOSE)
def test_labels_in_other_shapes_end_a_story(labels):
    parts = split(page(*labels, "إقرأ أيضاً", OTHER, "البلاد (بروكسل)", *TEXT))
    assert parts.stories[0].body == "\n".join(MAIN)
    assert parts.attribution == "الضفاف"
    assert "دول الحوض" in " ".join(parts.keywords)
    assert len(parts.stories) == 2


def test_in_a_text_without_full_stops_a_long_line_is_no_headline():
    main = [line.rstrip(".") for line in (*MAIN, *TEXT)]
    block = ["اقرأ أيضا:", "وزير النقل يتفقد محطات القطار", "أسعار الخضار تتراجع"]
    [story] = split("\n".join([TITLE, *main[:2], *block, *main[2:]])).stories
    assert story.body == "\n".join(main)


def test_what_an_aggregator_says_around_a_copy_is_no_text():
    frame = "نعرض لكم زوارنا أهم وأحدث تفاصيل خبر الجسر القديم في المقال التالي"
    end = "كانت هذه تفاصيل خبر الجسر القديم لهذا اليوم نرجو أن نكون قد وفقنا في عرضها."
    assert split("\n".join([frame, *MAIN, end])).stories[0].body == "\n".join(MAIN)


def test_a_section_of_an_article_is_no_story_behind_an_anchor_that_looks_like_a_hashtag():
    section = [
        "How to buy a car",
        "Personal Contract Purchase (PCP)",
        *(f"{line} It is a loan." for line in TEXT),
    ]
    assert len(split(page("#heading3", *section)).stories) == 1


# A headline of which its text does not speak, so that only what stands between them tells.
SAYING = "حكاية قديمة"
OWN = {
    "byline": "كتبت: هدى سالم",
    "two names": "By Mary Major and John Smith",
    "counter": "1,204 مشاهدة",
    "counter with its name": "عدد المشاهدات: 350",
    "named date": "تاريخ النشر: 8 فبراير 2024",
    "dateline": "البلاد (بروكسل)",
}


@pytest.mark.parametrize("front", OWN.values(), ids=OWN)
def test_what_only_an_article_has_under_its_headline_tells_another_story_without_labels(front):
    main, other = split(page("اقرأ أيضا:", SAYING, front, *TEXT)).stories
    assert main.body == "\n".join(MAIN)
    assert (other.title, other.body) == (SAYING, "\n".join(TEXT))


@pytest.mark.parametrize("front", ["8 فبراير 2024", "منذ 3 ساعات", "12 March 2024"])
def test_a_bare_date_or_age_may_be_a_teasers(front):
    assert len(split(page("اقرأ أيضا:", SAYING, front, *TEXT)).stories) == 1


def test_an_age_under_a_headline_hints_at_its_article():
    headline = "تراجع محصول القمح وارتفاع الأسعار قريبا بحسب تقرير حكومي جديد"
    assert len(split(page("اقرأ أيضا:", headline, "منذ 3 ساعات", *TEXT)).stories) == 2


def test_a_headline_may_have_two_sentences():
    title = "Bird flu is back. Panic or caution"
    main = [f"{line} It is so." for line in MAIN]
    parts = split(
        "\n".join(
            [title, *main, "Read also:", "Wheat is scarce. Mills look abroad", "LONDON (Reuters)", *TEXT]
        )
    )
    assert [story.title for story in parts.stories] == [title, "Wheat is scarce. Mills look abroad"]


def test_keywords_one_a_line_end_before_the_headline_of_the_next_story():
    short = "عودة العبارة"
    parts = split(page("كلمات دلالية", "الجسر القديم", "بلدية الميناء", short, "البلاد (بروكسل)", *TEXT))
    assert [story.title for story in parts.stories] == [TITLE, short]
    assert parts.keywords == ("الجسر القديم", "بلدية الميناء")


def test_headlines_without_text_after_the_labels_are_no_story_however_long():
    others = [
        "نادي الميناء يتوج بكأس المدينة بعد مباراة مثيرة امتدت إلى ركلات الترجيح وحضرها الآلاف",
        "اقتصاد",
        "وزير النقل يتفقد محطات القطار في الشمال ويعد بقطارات جديدة قبل نهاية العام",
    ]
    assert len(split(page(*LABELS, "إقرأ أيضاً:", *others)).stories) == 1


def test_a_source_may_stand_under_its_name_without_a_colon():
    parts = split(page("نقلا عن", "رويترز", "إقرأ أيضاً:", OTHER, *TEXT))
    assert parts.attribution == "رويترز"
    assert len(parts.stories) == 2
