"""Words that count: numbers and ordinals written out, weekdays, months. What stands in a template's slots, in words."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import chain

import numpy as np

from pipelines.dates.words import Month
from pipelines.dates.words import words as date_words
from pipelines.dedup.arrays.postings import is_in
from pipelines.dedup.arrays.ragged import UInt64s
from pipelines.dedup.features.fingerprint import WORD_SHIFT
from pipelines.dedup.features.hashing import words_of
from pipelines.text import normalize

# Stems that take the prefixes below: "and", "the", "in", "for".
_ARABIC = """
واحد واحدة احد احدى اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي ثلاث ثلاثة اربع اربعة خمس خمسة ست ستة سبع سبعة ثمان ثماني
ثمانية ثمانيا تسع تسعة عشر عشرة عشرون عشرين ثلاثون ثلاثين اربعون اربعين خمسون خمسين ستون ستين سبعون سبعين ثمانون ثمانين تسعون
تسعين مئة مائة مئتان مئتين مائتين مئات ثلاثمئة اربعمئة خمسمئة ستمئة سبعمئة ثمانمئة تسعمئة ثلاثمائة اربعمائة خمسمائة ستمائة سبعمائة
ثمانمائة تسعمائة صفر نصف ربع ثلث ثلثين ثلاثا
اول اولى ثان ثاني ثانية ثالث ثالثة رابع رابعة خامس خامسة سادس سادسة سابع سابعة ثامن ثامنة تاسع تاسعة عاشر عاشرة حادي حادية
"""
_PREFIXES = ("", "و", "ال", "وال", "ب", "بال", "ل", "لل", "ولل", "وب", "ول", "ف")
_OTHERS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
twenty thirty forty fifty sixty seventy eighty ninety hundred half quarter third first second fourth
fifth sixth seventh eighth ninth tenth once twice dozen
un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts trente quarante
cinquante soixante cent cents premier première deuxième troisième quatrième cinquième sixième
eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn
zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert erste zweite dritte vierte
uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve
veinte veintiuno veintidós veintitrés treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento primero primera
segundo segunda tercero tercera cuarto quinto
um uma dois duas três quatro cinco sete oito nove dez onze doze treze quinze vinte trinta quarenta cinquenta sessenta setenta
bir iki üç dört beş altı yedi sekiz dokuz on yirmi otuz kırk elli altmış yetmiş seksen doksan yüz birinci ikinci üçüncü
یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده بیست سی چهل پنجاه شصت هفتاد هشتاد نود صد
ایک تین چار پانچ چھ سات آٹھ نو دس گیارہ بارہ تیرہ چودہ پندرہ بیس تیس چالیس پچاس سو
один одна два две три четыре пять шесть семь восемь девять десять двадцать тридцать сорок пятьдесят сто
satu dua tiga empat lima enam tujuh delapan sembilan sepuluh belas puluh ratus
"""
_SCALES = """
الف الفا الفين الاف مليون مليونا مليونين ملايين مليار مليارا مليارين مليارات تريليون بليون
thousand million millions billion billions trillion mille milliard milliards millón millones mil milhão milhões bilhões
tausend millionen milliarde milliarden bin milyon milyar هزار میلیون میلیارد ہزار لاکھ کروڑ
тысяча тысячи тысяч миллион миллиона миллионов миллиард миллиарда миллиардов ribu juta miliar
"""
# Letters that Chinese and Japanese count with; a letter is a word there.
_LETTERS = "〇零一二三四五六七八九十百千万亿"

_NAME_LETTERS = 4


IS_NUMBER, COUNTS, IS_OF_CALENDAR, IS_SCALE = 1, 2, 4, 8
"""What a word may be, a bit each: a number in digits; one in digits or in words; a weekday, month or number in digits;
thousands or millions, which stand beside a number and count nothing alone."""


@lru_cache(1 << 16)
def classes_of(word: int) -> int:
    """What a word is, by its value (`Features.words`): the sum of the bits above."""
    if word & 1:
        return IS_NUMBER | COUNTS | IS_OF_CALENDAR
    return _classes().get(word >> WORD_SHIFT, 0)


def number_places(words: UInt64s) -> list[int]:
    """Where in a text its numbers stand, in digits or in words."""
    counts = is_in(words >> np.uint64(WORD_SHIFT), _counting_words()) | (words & np.uint64(1)).astype(
        np.bool_
    )
    places: list[int] = np.flatnonzero(counts).tolist()
    return places


@cache
def _counting_words() -> UInt64s:
    """Hashes of the number words, ascending."""
    return np.array(sorted(word for word, bits in _classes().items() if bits & COUNTS), np.uint64)


@cache
def _classes() -> Mapping[int, int]:
    """The bits of all words but numbers in digits that have any, by their hash as a word's value has it in front."""
    counting = (prefix + word for word in _ARABIC.split() for prefix in _PREFIXES)
    scales = (prefix + word for word in _SCALES.split() for prefix in ("", "و", "ال", "ب"))
    found: dict[int, int] = {}
    for bit, words in (
        (COUNTS, _hashes(" ".join(chain(counting, _OTHERS.split(), _LETTERS)))),
        (IS_SCALE, _hashes(" ".join(scales))),
        (IS_OF_CALENDAR, _hashes(" ".join(_prefixed(date_words().weekdays))) | month_words().keys()),
    ):
        for word in words:
            found[word] = found.get(word, 0) | bit
    return found


@cache
def month_words() -> Mapping[int, frozenset[Month]]:
    """The months that a word can name, by its hash: نيسان, أبريل and April are one."""
    found: dict[int, set[Month]] = {}
    for name, months in date_words().months.items():
        # Of names in two words the first one (كانون الأول, ربيع الثاني): the second is an ordinal.
        for value in _hashes(" ".join(_prefixed(name.split()[:1]))):
            found.setdefault(value, set()).update(months)
    return {value: frozenset(months) for value, months in found.items()}


def _prefixed(names: Iterable[str]) -> list[str]:
    # The short names of some language (mar, on) are everyday words of another.
    long = [name for name in names if len(name) >= _NAME_LETTERS]
    return [prefix + name for name in long for prefix in ("", "و", "ل", "ب")]


def _hashes(words: str) -> frozenset[int]:
    if not words:
        return frozenset()
    return frozenset((words_of([normalize(words)]).hashes >> np.uint64(WORD_SHIFT)).tolist())
