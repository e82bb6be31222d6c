"""The words of dates: months of three calendars, weekdays, halves of the day; keyed as `tokens` gives them.

Arabic, Persian, Urdu, English and French names are written here, with spellings that no standard lists; the months
and weekdays of the other languages are CLDR's (`cldr.json`, written by `tests/support/texts/cldr_words.py`).
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal, NamedTuple

from pipelines.text.fold import fold

Calendar = Literal["gregorian", "hijri", "solar"]
Half = Literal["morning", "afternoon", "night"]


class Month(NamedTuple):
    """A month of a calendar."""

    calendar: Calendar
    number: int


# One row a month, every name that news pages use for it: international, Gulf and Egypt, Levant and Iraq,
# Maghreb, Libya-Mauritania-Morocco variants, Persian and Urdu names of Gregorian months, English, French.
_GREGORIAN = (
    "يناير كانون_الثاني كانون_ثاني كانون_ثان جانفي ژانویه ژانويه جنوری january jan janvier janv",
    "فبراير شباط فيفري فورية فوریه فروری february feb février fevrier févr fevr",
    "مارس آذار مارچ march mar mars",
    "أبريل إبريل أپریل نيسان أفريل افريل آوریل اپریل april apr avril avr",
    "مايو أيار مايس ماي مه مئی may mai",
    "يونيو يونيه حزيران جوان ژوئن جون june jun juin",
    "يوليو يوليه تموز جويلية ژوئیه جولای جولائی يوليوز july jul juillet juil",
    "أغسطس اغسطس آب أوت غشت اوت آگوست اگست august aug août aout",
    "سبتمبر أيلول شتنبر سپتامبر ستمبر september sept sep septembre",
    "أكتوبر تشرين_الأول تشرين_أول اكتوبر اکتبر october oct octobre",
    "نوفمبر تشرين_الثاني تشرين_ثاني تشرين_ثان نونبر نوامبر نومبر november nov novembre",
    "ديسمبر كانون_الأول كانون_أول دجنبر دسامبر دسمبر december dec décembre decembre déc",
)
# Forms that papers write and CLDR lacks: Austrian months, Greek speech, and second spellings of Indian languages and Indonesian.
_SPOKEN = (
    "Jänner Jaenner Γενάρη Γενάρης जनवारी জানুয়ারি જાન્યુઆરિ జనవరి జనవరీ",
    "Feber Φλεβάρη Φλεβάρης फरवरी फेब्रुवारि फेब्रुअरी फेब्रवरी फ़ेब्रुवारी ফেব্রুয়ারি ফেব্রুআরি పిబ్రవరి ఫిబ్రవరీ pebruari peb",
    "Mrz Maerz Μάρτη Μάρτης",
    "Απρίλη Απρίλης एप्रिल अप्रेल",
    "Μάη Μάης",
    "Juno Ιούνη Ιούνης जुन",
    "Julei Ιούλη Ιούλης जुलाइ जूलाई",
    "Αυγούστου ऑगष्ट अगष्ट অগাস্ট আগষ্ট ஆகஸ்டு agt",
    "Σεπτέμβρη Σεπτέμβρης setiembre सितम्बर सप्टेम्बर सेप्टेंबर सेप्टेम्बर સપ્ટેંબર సెప్టెంబరు",
    "Οκτώβρη Οκτώβρης अक्तूबर अक्तुबर अक्टुबर आक्टोबर ऑक्टोंबर అక్టోబరు",
    "Νοέμβρη Νοέμβρης नवम्बर नोव्हेम्बर नोवेंबर नोभेम्बर નવેંબર నవంబరు nopember",
    "Δεκέμβρη Δεκέμβρης दिसम्बर डिसेम्बर डिसेंबर ડિસેંબર డిసెంబరు",
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
_WEEKDAYS = (
    "الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت "
    "یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه پنج‌شنبه جمعه شنبه اتوار پیر منگل بدھ جمعرات ہفتہ "
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "lundi mardi mercredi jeudi vendredi samedi dimanche"
)
# Of the names above those that CLDR does not number, Monday first.
_DAYS_OF_WEEK = (
    ("الاثنين", "الإثنين"),
    ("الثلاثاء", "tues"),
    ("الأربعاء",),
    ("الخميس", "thur", "thurs"),
    ("الجمعة",),
    ("السبت",),
    ("الأحد",),
)
# CLDR's marks of the halves of the day are no use: many are small words of other languages (de, on, to, a).
_MORNING = (
    "am a.m ص صباحا صباحاً فجرا فجراً صبح صباح ب.ن غ.م چ.ب vorm vm mattina mañana manhã utra утра öö pagi rano "
    "p.d. π.μ πμ ਪੂ.ਦੁ. पूर्वाह्न सुबह সকাল 上午 午前 오전 בבוקר"
)
_AFTERNOON = (
    "pm p.m م مساء مساءً ظهرا ظهراً عصرا عصراً بعد‌ازظهر عصر شام دوپہر سہ‌پہر منجهند د.ن غ.و چ.ك nachm nm m.d. ਬਾ.ਦੁ. tarde дня "
    "вечера ös siang sore μ.μ μμ अपराह्न शाम বিকাল 下午 午後 오후 בערב"
)
# 11 of the night is 23:00, 1 of the night is 01:00.
_NIGHT = "ليلا ليلاً شب رات noche notte noite ночи malam रात 晚上 凌晨"

_WORD = re.compile(r"\d+|[^\s\d!-/:-@\[-`{-~،؛؟٫·•–—‒―|。、…“”„«»‹›()‘’׳״°º]+")


class Token(NamedTuple):
    """A number or a word of a folded text, accents taken off, and the span that it took."""

    text: str
    start: int
    end: int


def tokens(folded: str) -> list[Token]:
    """The numbers and words of a folded text; `12th` is both."""
    return [Token(_plain(match[0]), *match.span()) for match in _WORD.finditer(folded)]


def _plain(word: str) -> str:
    if word.isascii():
        return word
    # Capitals are written without accents in Greek and often in French: ΜΑΡΤΙΟΥ, FEVRIER. Signs of other scripts are
    # vowels, and stay.
    bare = "".join(one for one in unicodedata.normalize("NFD", word) if not "\u0300" <= one <= "\u036f")
    return unicodedata.normalize("NFC", bare).replace("ı", "i")


def _key(name: str) -> str:
    return " ".join(one.text for one in tokens(fold(name.replace("_", " "))))


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is looked up when a date is read.

    Attributes:
        months: name (one, two or three words) → months that it names; two calendars, or two languages that share it.
        openings: the first words of those names that are longer than one word.
        month_words: every word of a month's name.
        weekdays: names of weekdays, and the words of those that have several.
        days_of_week: name of a weekday → those that it is in some language, Monday being 0.
        halves: marks of the parts of the day → `morning`, `afternoon` or `night`.
    """

    months: Mapping[str, tuple[Month, ...]]
    openings: frozenset[str]
    month_words: frozenset[str]
    weekdays: frozenset[str]
    days_of_week: Mapping[str, frozenset[int]]
    halves: Mapping[str, Half]


@lru_cache(maxsize=1)
def words() -> Words:
    """The tables, made once."""
    cldr = _cldr()
    months: dict[str, list[Month]] = {}
    own: tuple[tuple[Calendar, tuple[str, ...]], ...] = (
        ("gregorian", _GREGORIAN),
        ("gregorian", _SPOKEN),
        ("hijri", _HIJRI),
        ("solar", _SOLAR),
    )
    for calendar, rows in own:
        for number, row in enumerate(rows, 1):
            _add(months, row.split(), Month(calendar, number))
    for language in cldr:
        for number, names in enumerate(language["months"], 1):
            _add(months, names, Month("gregorian", number))
    weekdays = _WEEKDAYS.split() + [name for one in cldr for names in one["weekdays"] for name in names]
    numbered: defaultdict[str, set[int]] = defaultdict(set)
    for names_of_days in (_DAYS_OF_WEEK, *(one["weekdays"] for one in cldr)):
        for number, names in enumerate(names_of_days):
            for name in map(_key, names):
                # `on` is Wednesday in Danish.
                if len(name) > 2 or not name.isascii():
                    numbered[name].add(number)
    parts: tuple[tuple[Half, str], ...] = (
        ("morning", _MORNING),
        ("afternoon", _AFTERNOON),
        ("night", _NIGHT),
    )
    return Words(
        months={name: tuple(found) for name, found in months.items()},
        openings=frozenset(name.split()[0] for name in months if " " in name),
        month_words=frozenset(word for name in months for word in name.split()),
        weekdays=frozenset(word for name in weekdays for word in _key(name).split()),
        days_of_week={name: frozenset(days) for name, days in numbered.items()},
        halves={_key(name): half for half, names in parts for name in names.split()},
    )


def _add(months: dict[str, list[Month]], names: Iterable[str], month: Month) -> None:
    for name in names:
        key = _key(name)
        # Names of CLDR such as `1月` are read as numbers.
        if len(key) > 1 and not any(map(str.isdecimal, key)) and month not in months.setdefault(key, []):
            months[key].append(month)


def _cldr() -> list[Mapping[str, Any]]:
    text = resources.files("pipelines.dates").joinpath("cldr.json").read_text(encoding="utf-8")
    return list(json.loads(text).values())


AROUND = frozenset(
    one.text
    for one in tokens(
        fold(
            "يوم الموافق نشر النشر تاريخ في فى بتاريخ آخر تحديث التحديث كتب الساعة ساعة على عند بتوقيت غرينتش جرينتش "
            "مكة المكرمة القاهرة بيروت الجزائر السعودية ميلادي ميلادية ه هـ هجري هجرية ش م و المنشور اليوم أضيف نشرت "
            "شائع published updated last on at posted date time le publié mis à jour انتشار تاریخ ساعت gmt utc z "
            "st nd rd th er of t h uhr بتاريخه ت من "
            "veröffentlicht am um aktualisiert stand publicado el del de a las publicato il alle ore di em às "
            "опубликовано в г от год gepubliceerd op om yayın tarihi saat diterbitkan pada pukul wib"
        )
    )
)
"""Words that may stand beside a date on a line that says nothing else."""
