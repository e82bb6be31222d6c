"""Lines that say nothing of a story: notices of channels, applications, comments and opinions."""

import pytest

from pipelines.cleaning.line.labels import whole_line_label
from pipelines.cleaning.line.lines import line_of


@pytest.mark.parametrize(
    "line",
    [
        "لمتابعة أهم الأخبار حمّل تطبيق المرفأ",
        "للمزيد من الأخبار اضغط هنا",
        "تابع أحدث الأخبار عبر تطبيق المرفأ",
        "تابعوا صفحتنا على فيسبوك",
        "يمكنكم الاشتراك بقناتنا على يوتيوب",
        "حمل التطبيق من هنا",
        "كن أول من يعلق",
        "اترك تعليقاً",
        "الآراء الواردة في هذا المقال لا تعكس بالضرورة الموقف التحريري للصحيفة.",
        "المادة تعبر عن رأي كاتبها",
        "پایان پیام/",
        "کانال تلگرام ما را دنبال کنید",
        "ہمارا یوٹیوب چینل سبسکرائب کریں",
    ],
)
def test_notices_of_arab_persian_and_urdu_sites_are_no_text(line):
    label = whole_line_label(line_of(line))
    assert label is not None
    assert label.kind == "notice"


@pytest.mark.parametrize(
    "line",
    [
        "هذا المقال يعكس أزمة النقد في مواجهة النصوص الجديدة.",
        "المقال يعبر عن غضب الكاتب من إهمال المدينة القديمة.",
        "تابع أهل المدينة أحدث مراحل الترميم من شرفات بيوتهم.",
        "الآراء متباينة حول خطة البلدية لتوسعة السوق القديم.",
    ],
)
def test_sentences_with_their_words_are_text(line):
    assert whole_line_label(line_of(line)) is None
