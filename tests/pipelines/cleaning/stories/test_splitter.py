"""`split`: the three forms of read-also, labels, and prose that only looks like them."""

import pytest

from pipelines.cleaning import Headlines, split

PROSE = "قال الوزير إن الحكومة ستواصل دعم القطاع الزراعي خلال العام المقبل في جميع المحافظات."
MORE = "وأضاف الوزير أن المشروع سيكتمل قبل نهاية العام وأن العمل مستمر في كل المواقع."
HEADLINE = "رئيس الوزراء يفتتح معرض الكتاب"
OTHERS = [
    "«التموين»: صرف السلع بداية الشهر",
    "سائقو المنوفية يقطعون الطرق بسبب السولار",
    "مصرع طالب في حادث بسوهاج",
]


def kinds(parts):
    return [removed.kind for removed in parts.removed]


MARKERS = (
    "اقرأ أيضًا", "إقرأ أيضاً:", "أقرأ أيضا", "اقرا ايضا :", "اقـــرأ أيضـاً", "ﺍﻗﺮﺃ ﺃﻳﻀﺎ", "أخبار متعلقة:", "اخبار متعلقة",
    "موضوعات متعلقة..", "مواضيع ذات صلة:", "« إقرأ أيضا »", "* شاهد أيضا *", "للمزيد:", "اقرأ\u00a0أيضا", "إقرأ  أيضا …",
    "Read also:", "RELATED ARTICLES", "Lire aussi :", "A LIRE AUSSI", "À lire également", "بیشتر بخوانید:", "مطالب مرتبط", "یہ بھی پڑھیں:",
)  # fmt: skip


@pytest.mark.parametrize("marker", MARKERS)
def test_a_headline_block_goes_and_the_article_goes_on(marker):
    text = "\n".join([HEADLINE, PROSE, marker, *OTHERS, MORE])
    parts = split(text)
    [removed] = parts.removed
    assert removed.kind == "headline_block"
    assert text[removed.start : removed.end] == "\n".join([marker, *OTHERS])
    assert parts.related == tuple(OTHERS)
    [story] = parts.stories
    assert (story.title, story.body) == (HEADLINE, f"{PROSE}\n{MORE}")


# An inline marker, and what is left of the line.
INLINE = {
    "اقرأ أيضا: ترامب يصف الاتفاق بالتاريخي": "",
    "إقرأ أيضا هل عجلت الأزمة بالانتخابات": "",
    "اقرأ أيضا... ترامب يصف الاتفاق بالتاريخي": "",
    "إقرأ أيضا – ترامب يصف الاتفاق بالتاريخي": "",
    "للمزيد: ترامب يصف الاتفاق بالتاريخي": "",
    "وانتهت الجلسة أمس. اقرأ المزيد: ترامب يصف الاتفاق بالتاريخي": "وانتهت الجلسة أمس.",
    "وانتهت الجلسة أمس. اقرأ أيضا: ترامب يصف الاتفاق. وتعود اللجنة غدا.": "وانتهت الجلسة أمس. وتعود اللجنة غدا.",
    "The session ended. Read more: Trump hails the deal": "The session ended.",
}


@pytest.mark.parametrize(("line", "left"), INLINE.items())
def test_an_inline_headline_leaves_the_paragraph(line, left):
    text = f"{HEADLINE}\n{PROSE}\n{line}\n{MORE}"
    parts = split(text)
    assert kinds(parts) == ["inline"]
    assert parts.stories[0].body == "\n".join(one for one in (PROSE, left, MORE) if one)
    assert len(parts.related) == 1


# Prose that looks like a marker or a label: nothing is removed.
PROSE_AFTER_ALL = (
    "وأقر أيضاً إضافة عقوبة جديدة إلى القانون.",
    "أقر أيضاً إضافة عقوبة السجن لمن يخالف القانون",
    'وقال المصدر: "إن المحادثات مستمرة".',
    'المصدر: "إن المحادثات مستمرة ولم تتوقف"',
    "وأكد أنه لا حاجة للمزيد من القوات.",
    "للمزيد من القوات حاجة ماسة كما يرى الجنرال",
    "وذلك بعد تاريخ النشر بيومين.",
    "كنت أقرأ أيضا كل ما يكتبه نجيب محفوظ.",
    "أخبار متعلقة بالانتخابات تصدرت الصحف أمس.",
    "المزيد من الجهد مطلوب قبل نهاية العام.",
    "من سمات القائد الناجح الصبر",
    "تابعنا في الأسبوع الماضي سيرة الملك.",
    "شارك هذا اللاعب في عشر مباريات مع المنتخب الوطني.",
    "7 أكتوبر 1981:",
    "Related to this, the ministry said the plan goes on.",
    "The post office said that parcels will be late.",
    "Source code of the program was published on Monday.",
)  # fmt: skip


@pytest.mark.parametrize("line", PROSE_AFTER_ALL)
def test_prose_stays(line):
    text = f"{HEADLINE}\n{PROSE}\n{MORE}\n{PROSE}\n{line}\n{MORE}\n{MORE}\n{PROSE}\n{MORE}\n{PROSE}"
    parts = split(text)
    assert parts.removed == ()
    assert line in parts.stories[0].body


def fields(parts):
    return (parts.attribution, parts.keywords, parts.date_texts)


LABELS = {
    "المصدر: الحرة": ("الحرة", (), ()),
    "المصدر : الدايلي تلغراف": ("الدايلي تلغراف", (), ()),
    "نقلا عن الجزيرة": ("الجزيرة", (), ()),
    "كلمات دلالية: مصر، السودان، سد النهضة": (None, ("مصر", "السودان", "سد النهضة"), ()),
    "کلمات دلالیة: الولایات المتحدة": (None, ("الولایات المتحدة",), ()),
    "الكلمات الدلالية : مصر | السودان": (None, ("مصر", "السودان"), ()),
    "تاجز: مصر": (None, ("مصر",), ()),
    "سمات السودان زواج شروط": (None, ("السودان زواج شروط",), ()),
    "تاريخ النشر: 9th, February 2024 GMT": (None, (), ("9th, February 2024 GMT",)),
    "--(بترا)": ("بترا", (), ()),
    "(رويترز)": ("رويترز", (), ()),
    "The post Storm hits coast appeared first on The Daily.": ("The Daily", (), ()),
    "شارك هذا الخبر على تويتر": (None, (), ()),
    "تصوير: أحمد علي": (None, (), ()),
    "رابط الخبر بصحيفة الوئام: وزير الزراعة يزور المحافظة": (None, (), ()),
    "Source: Reuters": ("Reuters", (), ()),
    "Mots-clés : Algérie, gaz": (None, ("Algérie", "gaz"), ()),
    "منبع: ایسنا": ("ایسنا", (), ()),
    "Follow us on Facebook": (None, (), ()),
}


@pytest.mark.parametrize(("line", "expected"), LABELS.items())
def test_a_label_leaves_the_body_and_becomes_a_field(line, expected):
    text = f"{HEADLINE}\n{PROSE}\n{MORE}\n{line}"
    parts = split(text)
    assert kinds(parts) == ["label"]
    assert parts.stories[0].body == f"{PROSE}\n{MORE}"
    assert fields(parts) == expected


def test_labels_at_the_end_of_the_last_paragraph():
    text = f"{HEADLINE}\n{PROSE} --(بترا) سمات مصر السودان"
    parts = split(text)
    assert kinds(parts) == ["label", "label"]
    assert parts.stories[0].body == PROSE
    assert fields(parts) == ("بترا", ("مصر السودان",), ())


def test_keywords_one_a_line():
    parts = split(f"{HEADLINE}\n{PROSE}\n{MORE}\nكلمات دلالية:\nمصر\nالسودان")
    assert parts.keywords == ("مصر", "السودان")
    assert parts.stories[0].body == f"{PROSE}\n{MORE}"


def test_a_date_inside_a_quoted_document_stays():
    letter = ["الرقم: 12", "التاريخ: 9 / 10 / 1436هـ", PROSE]
    parts = split("\n".join([HEADLINE, PROSE, MORE, PROSE, *letter, MORE, MORE, MORE, MORE]))
    assert parts.removed == ()


OTHER_TITLE = "إيران تواصل التخصيب وسط قلق أوروبي"
OTHER_TEXT = [
    "كشفت مصادر أوروبية مطلعة أن إيران تواصل تخصيب اليورانيوم في منشآت لم تعلن عنها من قبل، وسط قلق من انهيار الاتفاق.",
    "وقالت المصادر إن القلق الأوروبي يتزايد مع كل تقرير جديد للوكالة الدولية للطاقة الذرية حول نسب التخصيب في إيران.",
]


def appended(marker="إقرأ أيضاً:", before=(), after=()):
    return "\n".join([HEADLINE, PROSE, MORE, *before, marker, OTHER_TITLE, *after, *OTHER_TEXT])


@pytest.mark.parametrize(
    "text",
    {
        "its own dateline": appended(after=["البلاد (بروكسل)"]),
        "after the labels of the main story": appended(before=["المصدر: الحرة"]),
        "its own date": appended(after=["تاريخ النشر: 3 آذار 2026"]),
        "its paragraphs are about its headline": appended(marker="شاهد أيضا"),
    }.values(),
)
def test_an_appended_article_is_a_story_of_its_own(text):
    parts = split(text)
    main, other = parts.stories
    assert (main.role, main.title, main.body) == ("main", HEADLINE, f"{PROSE}\n{MORE}")
    assert (other.role, other.title, other.body) == ("read_also", OTHER_TITLE, "\n".join(OTHER_TEXT))
    assert kinds(parts)[-1] == "appended_story"
    assert parts.removed[-1].end == len(text)
    assert parts.related == ()


def test_several_appended_articles():
    second = [
        "شاهد أيضا:",
        "نادي الهلال يفوز بكأس السوبر",
        "الرياض (واس)",
        "فاز نادي الهلال بكأس السوبر أمس. " * 8,
    ]
    parts = split(appended(before=["المصدر: الحرة"]) + "\n" + "\n".join(second))
    assert [story.title for story in parts.stories] == [HEADLINE, OTHER_TITLE, "نادي الهلال يفوز بكأس السوبر"]
    assert parts.stories[2].dateline == "الرياض (واس)"
    assert parts.stories[1].body == "\n".join(OTHER_TEXT)


def test_one_headline_and_the_article_going_on_is_no_second_story():
    goes_on = [MORE, "وأكد الوزير أن الدعم الحكومي للقطاع الزراعي لن يتوقف في أي محافظة. " * 3]
    parts = split("\n".join([HEADLINE, PROSE, "اقرأ أيضًا", OTHERS[0], *goes_on]))
    assert len(parts.stories) == 1
    assert parts.related == (OTHERS[0],)


def test_a_list_with_bullets_ends_where_they_end():
    block = ["اقرأ أيضا:", *(f"• {one}" for one in OTHERS)]
    parts = split("\n".join([HEADLINE, PROSE, *block, "ملعب جديد في الطريق إلى العاصمة", MORE]))
    assert parts.related == tuple(OTHERS)
    assert parts.stories[0].body == f"{PROSE}\nملعب جديد في الطريق إلى العاصمة\n{MORE}"


@pytest.mark.parametrize("below", ["https://news.example/1.html", "منذ 3 ساعات", "12 مارس 2024", "10:45"])
def test_addresses_and_dates_under_the_headlines_go_with_them(below):
    block = [line for one in OTHERS for line in (one, below)]
    parts = split("\n".join([HEADLINE, PROSE, "اقرأ أيضا:", *block, MORE]))
    assert parts.related == tuple(OTHERS)
    assert parts.stories[0].body == f"{PROSE}\n{MORE}"


def test_an_address_behind_a_headline_is_not_in_it():
    linked = [f"{one} https://news.example/{number}" for number, one in enumerate(OTHERS)]
    parts = split("\n".join([HEADLINE, PROSE, "اقرأ أيضا:", *linked, MORE]))
    assert parts.related == tuple(OTHERS)


def test_the_first_headline_on_the_marker_line():
    parts = split("\n".join([HEADLINE, PROSE, f"اقرأ أيضا: {OTHERS[0]}", *OTHERS[1:], MORE]))
    assert parts.related == tuple(OTHERS)
    assert parts.stories[0].body == f"{PROSE}\n{MORE}"


def test_a_subheading_after_an_inline_headline_stays():
    parts = split("\n".join([HEADLINE, PROSE, f"اقرأ أيضا: {OTHERS[0]}", OTHERS[1], MORE]))
    assert parts.stories[0].body == f"{PROSE}\n{OTHERS[1]}\n{MORE}"


DATELINES = {
    "لندن (ا ف ب) - أعلنت الشرطة توقيف ثلاثة أشخاص.": ("لندن (ا ف ب)", "ا ف ب"),
    "دمنهور ـ (أ ش أ): أعلنت المحافظة فتح الطريق.": ("دمنهور ـ (أ ش أ)", "أ ش أ"),
    "الرياض – واس: استقبل الأمير المهنئين في قصره.": ("الرياض – واس", "واس"),
    "دمشق، سوريا (CNN) -- أكدت جهات معارضة السيطرة على المخازن.": ("دمشق، سوريا (CNN)", "CNN"),
    "LONDON (Reuters) - Police arrested three people.": ("LONDON (Reuters)", "Reuters"),
    "صفاقس (تونس) (و ن م) - أعلنت البلدية فتح الطريق.": ("صفاقس (تونس) (و ن م)", "و ن م"),
    "أثينا ـ (و ن م): أعلنت البلدية فتح الطريق.": ("أثينا ـ (و ن م)", "و ن م"),
    "أثينا - و ن م: أعلنت البلدية فتح الطريق.": ("أثينا - و ن م", "و ن م"),
    "الدوحة في 01 مارس /قنا/ أعلنت البلدية فتح الطريق.": ("الدوحة في 01 مارس /قنا/", "قنا"),
    "طهران / 1 مارس/ اذار / ارنا - أعلنت البلدية فتح الطريق.": ("طهران / 1 مارس/ اذار / ارنا", "ارنا"),
    "رام الله 1-3-2026 وفا- أعلنت البلدية فتح الطريق.": ("رام الله 1-3-2026 وفا", "وفا"),
    "МОСКВА, 1 марта. /ТАСС/. Власти открыли дорогу.": ("МОСКВА, 1 марта. /ТАСС/", "ТАСС"),
    "قال المتحدث في 1 مارس إن وفا - وهي وكالة - أخطأت.": (None, None),
    "قال أحمد (45 عاما): لن أترك بيتي مهما حدث.": (None, None),
}


@pytest.mark.parametrize(("paragraph", "expected"), DATELINES.items())
def test_a_dateline_that_begins_a_paragraph_is_copied(paragraph, expected):
    parts = split(f"{HEADLINE}\n{paragraph}\n{MORE}")
    [story] = parts.stories
    assert story.body.startswith(paragraph)
    assert (story.dateline, parts.attribution) == expected


@pytest.mark.parametrize(
    ("dateline", "agency"),
    [
        ("دمشق-سانا", "سانا"),
        ("طرابلس، لبنان (CNN)--", "CNN"),
        ("طرابلس ـ “المرفأ الجديد” ـ سالم الحداد:", None),
        ("طرابلس- “المرفأ الجديد”:", None),
    ],
)
def test_a_dateline_on_its_own_line_is_no_text(dateline, agency):
    parts = split(f"{HEADLINE}\n{dateline}\n{PROSE}\n{MORE}")
    [story] = parts.stories
    assert (story.body, story.dateline, parts.attribution) == (f"{PROSE}\n{MORE}", dateline, agency)


@pytest.mark.parametrize("line", ["المتحدث باسم المرفأ: «لن ننتظر»", 'The harbour - "it is a gift."'])
def test_a_quotation_behind_its_speaker_is_no_dateline(line):
    parts = split(f"{HEADLINE}\n{line}\n{PROSE}\n{MORE}")
    assert parts.stories[0].dateline is None


def test_a_given_title_that_begins_the_text_is_no_body():
    parts = split(f"عُنوان الخَبر في الصحيفة\n{PROSE}", title="عنوان الخبر في الصحيفة")
    assert parts.stories[0].body == PROSE


def test_a_given_title_that_stands_nowhere_in_the_text():
    parts = split(f"{HEADLINE}\n{PROSE}", title="عنوان آخر تماما")
    assert (parts.stories[0].title, parts.stories[0].body) == ("عنوان آخر تماما", f"{HEADLINE}\n{PROSE}")


def test_known_headlines_are_headlines_whatever_they_look_like():
    odd = "وقال الوزير في حديثه للصحيفة: لن نتراجع."
    text = f"{HEADLINE}\n{PROSE}\nاقرأ أيضا\n{odd}\n{MORE}"
    assert split(text).related == ()
    assert split(text, known_headlines=[odd]).related == (odd,)


def test_two_known_headlines_in_a_row_need_no_marker():
    text = "\n".join([HEADLINE, PROSE, *OTHERS[:2], MORE])
    assert split(text).removed == ()
    assert split(text, known_headlines=Headlines(OTHERS)).related == tuple(OTHERS[:2])


def test_a_marker_without_headlines_is_a_link_to_more():
    parts = split(f"{HEADLINE}\n{PROSE}\n...المزيد")
    assert kinds(parts) == ["label"]
    assert parts.stories[0].body == PROSE


def test_the_seed_article(shared_data):
    text = (shared_data / "seed_article.txt").read_text(encoding="utf-8")
    lines = text.rstrip("\n").split("\n")
    parts = split(text)
    main, other = parts.stories
    assert (main.title, main.dateline, main.body) == (lines[0], None, "\n".join(lines[2:11]))
    assert (other.title, other.dateline, other.body) == (lines[14], lines[15], "\n".join(lines[16:]))
    assert other.dateline == "البلاد (بروكسل)"
    assert parts.attribution == "الحرة"
    assert parts.keywords == (lines[12].partition(": ")[2],)
    assert parts.date_texts == ("9th, February 2024 GMT",)
    assert kinds(parts) == ["label", "label", "label", "appended_story"]
    assert [text[one.start : one.end] for one in parts.removed] == [
        lines[1],
        lines[11],
        lines[12],
        "\n".join(lines[13:]),
    ]
