"""Issues of templates are stories of their own, also where names, days and words are what differs; copies are not."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from pipelines.dedup import group_texts

MORNING = datetime(2026, 3, 1, 6, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

COURT = (
    "أصدرت المحكمة الابتدائية في مدينة {} حكما غيابيا على المتهم {} بعد أن تغيب عن جلسات المحاكمة التي عقدت في القاعة "
    "الكبرى بحضور ممثل النيابة ومحامي الدفاع، وقضت المحكمة بحبسه {} سنوات مع غرامة مالية تدفع لصندوق الضحايا، وللمتهم حق "
    "الاعتراض خلال المهلة القانونية من تاريخ تبليغه بالحكم على عنوانه المسجل لدى دائرة {}"
)
MATCH = (
    "{} will play {} on {} evening at the municipal stadium as the league resumes after the international break, with gates "
    "opening two hours before kick-off and tickets on sale at the usual outlets until noon. Both coaches said their squads "
    "had trained well and that everybody was fit, while the referee appointed for the game is {} from the regional panel"
)
VALUES = (
    "أقفلت البورصة تعاملاتها على تباين وسط تداولات هادئة شملت أسهم القطاع المصرفي والصناعي، وبلغ سعر سهم الاتصالات {} ليرة "
    "وسعر سهم الإسمنت {} ليرة وسعر سهم النقل {} ليرة وسعر سهم الزيوت {} ليرة، ورأى متعاملون أن السيولة بقيت دون متوسطها"
)
EVENING = (
    "{} meet {} at {} tonight in a rearranged fixture, and the winner goes through to the quarter finals of the county cup. "
    "The referee is {}. Supporters are asked to arrive early because of works at the bridge, and there is no parking within "
    "the ground itself before play begins"
)
WEATHER_IN_CHINESE = (
    "{}市气象台今天发布预报，预计明天白天{}，最高气温{}度，夜间{}。气象台提醒市民早晚温差较大，外出时注意增减衣物，驾车出行保持"
    "安全距离，并关注最新的天气信息。"
)
DRAW = (
    "The numbers drawn on {} night were {} and the jackpot was shared by nobody, so that it rolls over to the next draw. "
    "Players have half a year to claim their prizes, and the operator asks everybody to sign the back of the ticket and to "
    "keep it in a safe place until the prize has been paid out at a shop or at the office"
)
REPORT = (
    "اندلع حريق في مخزن للأقمشة شرق المدينة فجر اليوم وامتد إلى مبنيين مجاورين قبل أن تسيطر عليه فرق الإطفاء، وأسفر عن وفاة "
    "{} أشخاص وإصابة {} من عمال المصنع نقلوا إلى المشفى، وقال قائد الدفاع المدني إن {} سيارة شاركت في العملية وإن أسباب "
    "الحريق ما زالت قيد التحقيق"
)


def together(*texts_and_times):
    texts, times = zip(*texts_and_times, strict=True)
    return len(set(group_texts(list(texts), list(times)))) == 1


ISSUES = {
    "court notices": (
        COURT.format("الميناء", "سليم الحداد", "ثلاث", "الشمال"),
        COURT.format("الوادي", "رامي العطار", "سبع", "الجنوب"),
    ),
    "previews of matches": (
        MATCH.format("Northfield", "Riverton", "Saturday", "Hodgkins"),
        MATCH.format("Eastbrook", "Lakeside", "Sunday", "Marlowe"),
    ),
    "a team that plays at home here and away there": (
        EVENING.format("Harbourtown", "Kingsmead", "Oakfield", "Thornbury"),
        EVENING.format("Stonehaven", "Harbourtown", "Riverside", "Lockwood"),
    ),
    "a script without spaces": (
        WEATHER_IN_CHINESE.format("临河", "多云", "十九", "有雾"),
        WEATHER_IN_CHINESE.format("青石", "小雨", "十六", "转晴"),
    ),
    "lists of numbers, some of them equal": (
        DRAW.format("Saturday", "4, 11, 23, 31, 40, 48"),
        DRAW.format("Wednesday", "7, 9, 11, 23, 35, 44"),
    ),
    "values with one unit": (VALUES.format(12, 44, 31, 90), VALUES.format(13, 45, 30, 92)),
}


@pytest.mark.parametrize("later", [HOUR, DAY], ids=["of one day", "of two days"])
@pytest.mark.parametrize(("one", "other"), ISSUES.values(), ids=ISSUES.keys())
def test_two_issues_of_a_template_are_two_stories(one, other, later):
    assert not together((one, MORNING), (other, MORNING + later))


@pytest.mark.parametrize(("one", "other"), ISSUES.values(), ids=ISSUES.keys())
def test_and_so_they_are_without_dates(one, other):
    assert not together((one, None), (other, None))


@pytest.mark.parametrize("one", [one for one, _ in ISSUES.values()], ids=ISSUES.keys())
def test_a_copy_of_an_issue_with_a_line_more_is_a_copy(one):
    assert together((one, MORNING), (one + " المصدر وكالة الأنباء", MORNING + HOUR))


def test_newer_figures_of_one_report_are_the_report_within_a_day_or_night_and_not_later():
    first, newer = REPORT.format(3, 12, 20), REPORT.format(5, 31, 24)
    assert together((first, MORNING), (newer, MORNING + 3 * HOUR))
    assert together((first, MORNING + 17 * HOUR), (newer, MORNING + 19 * HOUR))
    assert not together((first, MORNING), (newer, MORNING + DAY))
    assert not together((first, MORNING), (newer, MORNING + 9 * DAY))


def test_numbers_written_otherwise_are_equal():
    assert together(
        (VALUES.format("1,250", "44.50", "٣١", "1.250.000"), MORNING),
        (VALUES.format("1250", "44,5", "31", "1,250,000"), MORNING + DAY),
    )


def test_a_number_in_words_is_no_other_number():
    assert together(
        (REPORT.format("ثلاثة", "سبعة", "عشرون"), MORNING), (REPORT.format(3, 7, 20), MORNING + 2 * DAY)
    )


def test_names_in_another_spelling_are_no_slots():
    one = MATCH.format("Dnipropetrovsk", "Aleksandriya", "Saturday", "Gorbatchov")
    other = MATCH.format("Dnepropetrovsk", "Alexandria", "Saturday", "Gorbachev")
    assert together((one, MORNING), (other, MORNING + HOUR))


def test_a_single_slot_is_one_where_a_third_issue_of_the_day_shows_it():
    one = COURT.format("الميناء", "سليم الحداد", "ثلاث", "الشمال")
    other = COURT.format("الميناء", "رامي العطار", "ثلاث", "الشمال")
    third = COURT.format("الوادي", "نبيل القصاب", "سبع", "الجنوب")
    times = [MORNING, MORNING + HOUR, MORNING + 2 * HOUR]
    assert group_texts([one, other], times[:2]) == [0, 0]
    assert group_texts([one, other, third], times) == [0, 1, 2]


def test_nearly_equal_issues_are_told_by_a_third_one_of_the_day_too():
    one, other, third = (
        EVENING.format(*slots)
        for slots in (
            ("Harbourtown", "Kingsmead", "Oakfield", "Thornbury"),
            ("Stonehaven", "Kingsmead", "Oakfield", "Thornbury"),
            ("Redcliff", "Fernhill", "Riverside", "Lockwood"),
        )
    )
    times = [MORNING, MORNING + HOUR, MORNING + 2 * HOUR]
    assert group_texts([one, other, third], times) == [0, 1, 2]


def test_half_of_the_copies_of_an_issue_are_found_though_its_frame_is_known_as_boilerplate():
    days = ("Saturday", "Sunday", "Friday", "Monday", "Tuesday", "Sunday")
    teams = pairwise(
        ("Northfield", "Riverton", "Eastbrook", "Westmoor", "Castleton", "Redcliff", "Kingsmead")
    )
    referees = ("Hodgkins", "Marlowe", "Fernhill", "Lockwood", "Thornbury", "Bramwell")
    issues = [MATCH.format(*pair, *slots) for pair, *slots in zip(teams, days, referees, strict=True)]
    times = [MORNING + number * DAY for number in range(len(issues))]
    copies = [issue.replace(" game", "") for issue in issues]
    groups = group_texts([*issues, *copies], [*times, *(time + HOUR for time in times)])
    assert groups[: len(issues)] == [*range(len(issues))]
    assert sum(groups[len(issues) + number] == number for number in range(len(issues))) >= 3


FLASH = "رئيس الوزراء يعلن استقالة حكومته بعد اجتماع طارئ مع رؤساء الكتل في القصر"


def test_a_flash_is_itself_with_and_without_its_marker_and_with_a_word_more():
    assert together((FLASH, MORNING), (f"عاجل | {FLASH}", MORNING), (f"#عاجل: {FLASH} الجمهوري", MORNING))


def test_a_flash_with_another_number_is_another_one():
    one = "هزة أرضية بقوة {} درجات تضرب سواحل الجزيرة فجرا ويشعر بها سكان المدن القريبة ولا أنباء عن أضرار"
    assert not together((one.format("4.9"), MORNING), (one.format("6.1"), MORNING + 3 * DAY))


def test_a_live_report_that_grows_in_front_is_one_story():
    entries = [
        f"{hour}:{hour}5 " + " ".join(f"خبر{hour}كلمة{n}" for n in range(14)) for hour in range(10, 20)
    ]
    intro = "تغطية مباشرة من موقع الحادث نوافيكم بآخر التطورات أولا بأول"
    early, late = (" ".join([intro, *reversed(entries[:count])]) for count in (3, 10))
    assert together((early, MORNING), (late, MORNING + 8 * HOUR))
