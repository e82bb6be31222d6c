"""The words of dates: months of four calendars, weekdays, halves of the day; keyed as `fold` gives them.

A name is written here as people write it; `fold` makes its spellings one (أوت/اوت, إبريل/ابريل).
"""

from typing import Literal

from pipelines.text.fold import fold

Calendar = Literal["gregorian", "hijri", "solar"]

# One row a month, every name that news pages use for it: international, Gulf and Egypt, Levant and Iraq,
# Maghreb, Libya-Mauritania-Morocco variants, Persian and Urdu names of Gregorian months, English, French.
_GREGORIAN = (
    "يناير كانون_الثاني جانفي ژانویه ژانويه جنوری january jan janvier janv",
    "فبراير شباط فيفري فورية فوریه فروری february feb février fevrier févr fevr",
    "مارس آذار مارچ march mar mars",
    "أبريل إبريل أپریل نيسان أفريل افريل آوریل اپریل april apr avril avr",
    "مايو أيار ماي مه مئی may mai",
    "يونيو يونيه حزيران جوان ژوئن جون june jun juin",
    "يوليو يوليه تموز جويلية ژوئیه جولای جولائی يوليوز july jul juillet juil",
    "أغسطس اغسطس آب أوت غشت اوت آگوست اگست august aug août aout",
    "سبتمبر أيلول شتنبر سپتامبر ستمبر september sept sep septembre",
    "أكتوبر تشرين_الأول تشرين_أول اكتوبر اکتبر october oct octobre",
    "نوفمبر تشرين_الثاني تشرين_ثاني نونبر نوامبر نومبر november nov novembre",
    "ديسمبر كانون_الأول كانون_أول دجنبر دسامبر دسمبر december dec décembre decembre déc",
)
_HIJRI = (
    "محرم المحرم",
    "صفر",
    "ربيع_الأول ربيع_أول",
    "ربيع_الآخر ربيع_الثاني ربيع_ثاني",
    "جمادى_الأولى جمادى_الأول",
    "جمادى_الآخرة جمادى_الثانية جمادى_الثاني",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذو_القعدة ذي_القعدة ذوالقعدة ذوالقعده",
    "ذو_الحجة ذي_الحجة ذوالحجة ذوالحجه",
)
# Persian and Afghan name of each month.
_SOLAR = (
    "فروردین حمل",
    "اردیبهشت ثور",
    "خرداد جوزا جوزاء",
    "تیر سرطان",
    "مرداد امرداد اسد",
    "شهریور سنبله",
    "مهر میزان",
    "آبان عقرب",
    "آذر قوس",
    "دی جدی",
    "بهمن دلو",
    "اسفند حوت",
)


def _table(rows: tuple[str, ...]) -> dict[str, int]:
    return {
        fold(name).replace("_", " "): number for number, row in enumerate(rows, 1) for name in row.split()
    }


MONTHS: dict[Calendar, dict[str, int]] = {
    "gregorian": _table(_GREGORIAN),
    "hijri": _table(_HIJRI),
    "solar": _table(_SOLAR),
}
"""Folded month name → month number, for each calendar."""

WEEKDAYS = frozenset(
    fold(
        "الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت "
        "یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه پنج‌شنبه جمعه شنبه اتوار پیر منگل بدھ جمعرات ہفتہ "
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
        "lundi mardi mercredi jeudi vendredi samedi dimanche"
    ).split()
)

AFTERNOON = frozenset(fold("pm p.m م مساء مساءً ظهرا ظهراً عصرا عصراً بعد‌ازظهر").split())
"""Marks of the second half of the day, written after (or before) the clock time."""

MORNING = frozenset(fold("am a.m ص صباحا صباحاً فجرا فجراً").split())

AROUND = frozenset(
    fold(
        "يوم الموافق نشر النشر تاريخ في فى بتاريخ آخر تحديث التحديث كتب الساعة ساعة على عند بتوقيت غرينتش جرينتش "
        "مكة المكرمة القاهرة بيروت الجزائر السعودية ميلادي ميلادية ه هـ هجري هجرية ش م و المنشور اليوم أضيف نشرت "
        "published updated last on at posted date time le publié mis à jour انتشار تاریخ ساعت gmt utc z "
        "st nd rd th er of t h uhr بتاريخه ت"
    ).split()
)
"""Words that may stand beside a date on a line that says nothing else."""
