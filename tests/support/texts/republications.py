"""A hard set of republications: every way in which a text comes back, and what only looks like it.

Made from real articles by a seeded generator, so that who is whose copy is known. Positives: kinds of
`COPIES`, each with small changes on top as real copies have them. Negatives: issues of templates (prices,
weather, fixtures, cables), digests of many stories, different stories that quote the same paragraph, and
articles that stand alone.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_FIRST = datetime(2026, 1, 1, 6, tzinfo=UTC)
_DAYS = 60
# Texts without usable paragraphs are cut into passages of about this many words.
_SENTENCE_WORDS = 22


@dataclass(frozen=True, slots=True)
class HardText:
    """One text of the set.

    Attributes:
        name: id.
        story: which story it tells; equal for copies, its own for everything else.
        kind: how it was made: `original`, a key of `COPIES`, `template`, `digest`, `quote` or `alone`.
    """

    name: str
    story: str
    kind: str
    published_at: datetime
    text: str


def passages(text: str) -> list[str]:
    """The paragraphs of a text, long ones cut at sentence ends or after some words."""
    found: list[str] = []
    for paragraph in text.splitlines():
        words: list[str] = []
        for word in paragraph.split():
            words.append(word)
            full = len(words) >= _SENTENCE_WORDS
            if (full and word[-1] in ".؟!،,؛") or len(words) >= 2 * _SENTENCE_WORDS:
                found.append(" ".join(words))
                words = []
        if words:
            found.append(" ".join(words))
    return found


class Generator:
    """Makes texts from articles; the same seed and articles give the same set."""

    def __init__(self, articles: Sequence[str], seed: int) -> None:
        self._draw = random.Random(seed)
        self._articles = [text for text in articles if 60 <= len(text.split()) <= 900]
        self._draw.shuffle(self._articles)
        self._vocabulary = [word for text in self._articles[:300] for word in text.split()]
        self._texts: list[HardText] = []

    def make(self, originals: int) -> list[HardText]:
        """A set with this many republished stories, in random order of names."""
        needed = originals * 3
        if len(self._articles) < needed:
            raise ValueError(f"{len(self._articles)} articles, {needed} needed")
        pool = iter(self._articles)
        names = list(COPIES)
        for number in range(originals):
            text = next(pool)
            at = self._time(self._draw.randrange(_DAYS))
            self._add(f"s{number}", "original", at, text)
            for kind in self._draw.sample(names, 4):
                later = at + timedelta(minutes=self._draw.randrange(10, 2000))
                self._add(f"s{number}", kind, later, self._minor(COPIES[kind](self, text)))
        rest = list(pool)
        self._negatives(rest, originals)
        return sorted(self._texts, key=lambda text: text.name)

    def _negatives(self, articles: list[str], originals: int) -> None:
        draw = self._draw
        copied = [text for text in self._texts if text.kind == "original"]
        for number in range(originals // 5):
            parts = [" ".join(passages(one.text)[:2]) for one in draw.sample(copied, 5)]
            self._add(f"digest{number}", "digest", self._time(draw.randrange(_DAYS)), "\n".join(parts))
        for number in range(originals // 5):
            at = self._time(draw.randrange(_DAYS))
            first, second = articles.pop(), articles.pop()
            quote = draw.choice(
                [part for part in passages(articles.pop()) if len(part.split()) > 15] or [first]
            )
            for side, text in enumerate((first, second)):
                parts = passages(text)
                parts.insert(draw.randrange(1, len(parts) + 1), quote)
                self._add(f"quote{number}-{side}", "quote", at + timedelta(hours=side * 5), "\n".join(parts))
        for number in range(max(originals // 60, 4)):
            skeleton = _TEMPLATES[number % len(_TEMPLATES)]
            frame = " ".join(passages(articles.pop())[:2]) if number >= len(_TEMPLATES) else ""
            for day in range(_DAYS // 2):
                issue = _fill(skeleton, draw)
                self._add(f"template{number}-{day}", "template", self._time(day), f"{frame} {issue}".strip())
        for number, text in enumerate(articles[:originals]):
            self._add(f"alone{number}", "alone", self._time(draw.randrange(_DAYS)), text)

    def _add(self, story: str, kind: str, at: datetime, text: str) -> None:
        name = f"{self._draw.getrandbits(48):012x}"
        self._texts.append(HardText(name, story, kind, at, text))

    def _time(self, day: int) -> datetime:
        return _FIRST + timedelta(days=day, minutes=self._draw.randrange(900))

    def _minor(self, text: str) -> str:
        """What happens to almost every copy: a dateline, a footer, another spelling, a touched word."""
        draw = self._draw
        if draw.random() < 0.4:
            text = draw.choice(["الرياض - واس:", "القاهرة (رويترز) -", "متابعات ـ", "وكالات:"]) + " " + text
        if draw.random() < 0.4:
            text += "\n" + draw.choice(["المصدر: وكالات", "رابط الخبر بصحيفة الوئام", "تابعونا على تويتر"])
        if draw.random() < 0.3:
            text = self.respelled(text)
        if draw.random() < 0.3:
            text = self.edited(text, 0.02)
        return text

    def edited(self, text: str, share: float) -> str:
        """That share of the words replaced, dropped or joined by a new one."""
        words: list[str] = []
        for word in text.split(" "):
            if self._draw.random() >= share:
                words.append(word)
                continue
            change = self._draw.random()
            if change < 0.7:
                words.append(self._draw.choice(self._vocabulary))
            elif change < 0.85:
                words += [word, self._draw.choice(self._vocabulary)]
        return " ".join(words)

    def reordered(self, text: str) -> str:
        """The passages behind the first one in another order."""
        parts = passages(text)
        rest = parts[1:]
        self._draw.shuffle(rest)
        return "\n".join([*parts[:1], *rest])

    def thinned(self, text: str) -> str:
        """A third of the passages dropped, anywhere."""
        parts = passages(text)
        keep = sorted(self._draw.sample(range(len(parts)), max(1, round(len(parts) * 2 / 3))))
        return "\n".join(parts[at] for at in keep)

    def with_new_lead(self, text: str) -> str:
        """The first passage replaced by one of another article."""
        parts = passages(text)
        other = passages(self._draw.choice(self._articles))[0]
        return "\n".join([other, *(parts[1:] or parts)])

    def shortened(self, text: str, share: float) -> str:
        """That share of the text, from its beginning."""
        words = text.split(" ")
        return " ".join(words[: max(30, round(len(words) * share))])

    def with_read_also(self, text: str) -> str:
        """Another article's first half behind it, as pages append them."""
        return f"{text}\nاقرأ أيضاً\n{self.shortened(self._draw.choice(self._articles), 0.5)}"

    def respelled(self, text: str) -> str:
        """Spelling variants: hamza, teh marbuta, tatweel, marks, Persian letters, Arabic digits."""
        for one, other in self._draw.sample(_SPELLINGS, 5):
            text = text.replace(one, other)
        return text


COPIES: dict[str, Callable[[Generator, str], str]] = {
    "verbatim": lambda _, text: text,
    "edited 5 %": lambda made, text: made.edited(text, 0.05),
    "edited 10 %": lambda made, text: made.edited(text, 0.10),
    "edited 15 %": lambda made, text: made.edited(text, 0.15),
    "reordered": Generator.reordered,
    "paragraphs dropped": Generator.thinned,
    "new lead": Generator.with_new_lead,
    "shortened to 70 %": lambda made, text: made.shortened(text, 0.7),
    "shortened to 50 %": lambda made, text: made.shortened(text, 0.5),
    "shortened to 30 %": lambda made, text: made.shortened(text, 0.3),
    "shortened to 20 %": lambda made, text: made.shortened(text, 0.2),
    "read-also appended": Generator.with_read_also,
    "spelling": Generator.respelled,
}
"""Name of each kind of copy, and what makes it."""

_SPELLINGS = [
    ("أ", "ا"), ("إ", "ا"), ("ة", "ه"), ("ى", "ي"), ("ي", "ی"), ("ك", "ک"), ("من", "مـن"), ("كان", "كـــان"),
    ("محمد", "مُحمّد"), ("0", "٠"), ("1", "١"), ("2", "٢"), ("5", "٥"), ("الا", "ﻻ"), ("،", ","),
]  # fmt: skip

_TEMPLATES = (
    ("سعر الذهب اليوم في السوق المحلية حيث بلغ عيار 24 نحو {n} ريالا وسجل عيار 21 مبلغ {n} ريالا فيما وصل عيار 18 إلى "
    "{n} ريالا وتراجعت الفضة إلى {n} ريالا للأوقية وفق بيانات السوق في ختام تعاملات {weekday} وتوقع محللون أن تتحرك "
    "الأسعار خلال الأيام المقبلة وفقا لأسعار الدولار في الأسواق العالمية وقرارات البنوك المركزية"),
    ("توقعت الهيئة العامة للأرصاد الجوية أن يسود طقس {weather} على معظم الأنحاء يوم {weekday} وتكون الرياح {wind} والعظمى "
    "في العاصمة {n} درجة والصغرى {n} درجة وعلى السواحل الشمالية {n} درجة وفي جنوب البلاد {n} درجة وتنصح الهيئة المواطنين "
    "بعدم التعرض المباشر لأشعة الشمس ومتابعة النشرات الجوية أولا بأول"),
    ("بعث خادم الحرمين الشريفين برقية تهنئة إلى رئيس {country} بمناسبة ذكرى اليوم الوطني لبلاده وأعرب باسمه واسم شعب "
    "وحكومة المملكة عن أصدق التهاني وأطيب التمنيات بالصحة والسعادة لفخامته ولحكومة وشعب {country} الصديق المزيد من التقدم "
    "والازدهار وأشاد بالعلاقات المتميزة التي تربط البلدين الصديقين والتي يحرص الجميع على تنميتها في المجالات كافة"),
    ("تقام اليوم {weekday} مباريات الجولة {n} من الدوري حيث يلتقي {team} مع {team} في الساعة {n} مساء ويستضيف {team} نظيره "
    "{team} في الساعة {n} مساء وتنقل القنوات الرياضية المباريات على الهواء مباشرة ويتصدر {team} جدول الترتيب برصيد {n} "
    "نقطة يليه {team} برصيد {n} نقطة قبل جولات من نهاية الموسم"),
    ("أغلق مؤشر الأسهم الرئيسية اليوم {direction} {n} نقطة ليقفل عند مستوى {n} نقطة بتداولات بلغت قيمتها {n} مليار ريال "
    "وبلغ عدد الأسهم المتداولة {n} مليون سهم تقاسمتها أكثر من {n} ألف صفقة سجلت فيها أسهم {n} شركة ارتفاعا في قيمتها فيما "
    "أغلقت أسهم {n} شركة على تراجع وكانت أسهم {company} و{company} الأكثر ارتفاعا"),
)  # fmt: skip

_SLOTS = {
    "weekday": ["السبت", "الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة"],
    "weather": ["حار", "معتدل", "شديد_الحرارة", "مائل_للبرودة", "صحو", "غائم_جزئيا"],
    "wind": ["شمالية", "غربية", "معتدلة", "نشطة", "مثيرة_للرمال", "شمالية_غربية"],
    "country": [
        "مصر",
        "الأردن",
        "فرنسا",
        "إيطاليا",
        "الهند",
        "باكستان",
        "كينيا",
        "بيرو",
        "كولومبيا",
        "ماليزيا",
        "سنغافورة",
        "سويسرا",
        "المالديف",
    ],
    "team": [
        "الهلال",
        "النصر",
        "الأهلي",
        "الاتحاد",
        "الشباب",
        "الفتح",
        "التعاون",
        "الرائد",
        "الفيصلي",
        "الخليج",
        "هجر",
        "نجران",
    ],
    "direction": ["مرتفعا", "منخفضا", "متراجعا", "صاعدا"],
    "company": ["سابك", "الاتصالات", "معادن", "المراعي", "جرير", "ينساب", "التعاونية", "كيان", "الراجحي"],
}


def _fill(skeleton: str, draw: random.Random) -> str:
    parts = skeleton.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        slot, rest = part.split("}", 1)
        value = str(draw.randrange(2, 9000)) if slot == "n" else draw.choice(_SLOTS[slot]).replace("_", " ")
        filled.append(value + rest)
    return "".join(filled)
