"""Whatever the text: what `split` keeps and what it removes make the text again."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning import split

_MARKERS = [
    "اقرأ أيضًا",
    "إقرأ أيضاً:",
    "أخبار متعلقة:",
    "Read also",
    "بیشتر بخوانید",
    "للمزيد:",
    "* شاهد أيضا *",
    "سمات",
    "A LIRE AUSSI…",
    "اقرأ المزيد -",
]
_ADVERSARIAL = [
    "• سائقو المنوفية يقطعون الطرق بسبب السولار",
    "2. مصرع طالب في حادث بسوهاج",
    "مصرع طالب في حادث بسوهاج https://news.example/1?a=اقرأ",
    "https://news.example/2",
    "منذ 3 ساعات",
    "12 مارس 2024",
    "ﷺ ﻻ İ اقرأ أيضا: ﻹ",
    "\u202bاقرأ\u00a0أيضا\u202c: ــــ",
    "(((( (رويترز) ))))",
    "- - -- : : …",
]
_LABELS = [
    "المصدر: الحرة",
    "كلمات دلالية: مصر، سوريا",
    "كلمات دلالية:",
    "تاريخ النشر: 9th, February 2024 GMT",
    "شارك هذا الخبر على تويتر",
    "The post Storm appeared first on The Daily.",
    "رابط الخبر بصحيفة الوئام: عنوان الخبر",
]
_HEADLINES = [
    "رئيس الوزراء يفتتح معرض الكتاب في العاصمة",
    "اقرأ أيضا: ترامب يصف الاتفاق بالتاريخي",
    "«نجار مسلح» يقتل «بائعًا» عاكس زوجته",
    "Minister opens the book fair in the capital",
]
_PROSE = [
    "قال الوزير إن الحكومة ستواصل دعم القطاع الزراعي خلال العام المقبل، وإن الخطة ستشمل جميع المحافظات.",
    "وأضاف الوزير أن المشروع سيكتمل قريبا. اقرأ أيضا: ترامب يصف الاتفاق. وأكد أن العمل مستمر.",
    "لندن (ا ف ب) - أعلنت الشرطة البريطانية توقيف ثلاثة أشخاص في إطار التحقيق في الهجوم الذي وقع الأسبوع الماضي.",
    "وتنتهي الزيارة غدا. --(بترا)",
    'وقال المصدر: "إن المحادثات مستمرة". سمات مصر السودان',
    "The minister said the plan would cover all provinces by the end of next year.",
]  # fmt: skip
_DATELINES = ["البلاد (بروكسل)", "الرياض – واس", "9 فبراير 2024"]
_known = st.sampled_from([*_MARKERS, *_LABELS, *_HEADLINES, *_PROSE, *_DATELINES])
_lines = st.one_of(_known, _known, _known, st.sampled_from(_ADVERSARIAL), st.just(""), st.text(max_size=40))
_breaks = st.sampled_from(["\n", "\n", "\n", "\r\n", "\n\n", " \n\t", "\u2028"])


@st.composite
def texts(draw):
    """Pages put together from what pages are made of, and from anything."""
    return "".join(line + draw(_breaks) for line in draw(st.lists(_lines, max_size=14)))


def squeeze(text):
    return "".join(text.split())


def in_order(part, whole):
    characters = iter(whole)
    return all(character in characters for character in part)


@given(texts(), st.sets(_known, max_size=3))
def test_kept_and_removed_make_the_text(text, repeated):
    parts = split(text, repeated=repeated)
    at = 0
    kept = []
    for removed in parts.removed:
        assert at <= removed.start < removed.end <= len(text)
        kept.append(text[at : removed.start])
        at = removed.end
    kept.append(text[at:])
    main = parts.stories[0]
    title, dateline = main.title or "", main.dateline or ""
    # A dateline that begins a paragraph stays in the body; one on a line of its own does not.
    assert squeeze("".join(kept)) in {squeeze(title + main.body), squeeze(title + dateline + main.body)}


@given(texts())
def test_each_appended_story_lies_in_its_span(text):
    parts = split(text)
    spans = [removed for removed in parts.removed if removed.kind == "appended_story"]
    assert len(spans) == len(parts.stories) - 1
    for span, story in zip(spans, parts.stories[1:], strict=True):
        inside = squeeze(text[span.start : span.end])
        assert in_order(squeeze((story.title or "") + story.body), inside)
        assert squeeze(story.dateline or "") in inside


@given(texts(), st.lists(st.sampled_from(_HEADLINES + _PROSE), max_size=4))
def test_known_headlines_keep_the_property(text, known):
    parts = split(text, known_headlines=known)
    spans = [(removed.start, removed.end) for removed in parts.removed]
    assert spans == sorted(spans)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))


@given(st.text())
def test_any_text_gives_one_main_story(text):
    parts = split(text)
    assert parts.stories[0].role == "main"
    assert [story.position for story in parts.stories] == list(range(len(parts.stories)))
