"""Pages with read-also in shapes that the development data does not hold, and pages that only look so.

Real Arabic articles and headlines of the shared data, invented ones in four other languages, put together
by a seeded draw. What is to be removed is known because we put it there. Articles and headlines fall into
two halves by a hash of their text: rules are made looking at one, and measured on the other.
"""

import hashlib
import html
import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.support.real_data import readalso_documents, saudi_articles

Half = Literal["rules", "measured"]

MARKERS = {
    "ar": (
        "اقرأ أيضًا", "إقرأ أيضاً", "أقرأ ايضا", "اقرا ايضا", "إقرأ ايضاً", "اقـرأ أيضـاً", "اقرأ أيضا في", "طالع أيضا", "شاهد أيضاً",
        "مواضيع ذات صلة", "موضوعات ذات صلة", "موضوعات متعلقة", "أخبار متعلقة", "اخبار ذات صلة", "أخبار ذات صلة", "مقالات ذات صلة",
        "اقرأ المزيد", "إقرأ المزيد", "للمزيد", "قد يهمك أيضا", "قد يعجبك أيضًا", "تابع أيضا", "وإقرأ أيضاً", "المزيد من الأخبار",
        "مواد ذات صلة", "اقرأوا أيضاً", "ذات صلة", "متعلقات", "إقرأي أيضا", "لقراءة المزيد", "انظر أيضا",
    ),
    "en": ("Read also", "READ ALSO", "Also read", "Read more", "Related", "Related stories", "See also", "RELATED ARTICLES", "You may also like", "More on this story", "Read Next", "Don't miss", "Further reading"),
    "fr": ("Lire aussi", "À lire aussi", "A lire aussi", "LIRE AUSSI", "Lire également", "À lire également", "Sur le même sujet", "Voir aussi", "Articles similaires", "Lire la suite"),
    "fa": ("بیشتر بخوانید", "بیشتر بخوانيد", "همچنین بخوانید", "مطالب مرتبط", "اخبار مرتبط", "بخوانید", "این خبر را هم بخوانید"),
    "ur": ("مزید پڑھیں", "یہ بھی پڑھیں", "مزید پڑھیے", "متعلقہ خبریں", "یہ بھی پڑھیے", "یہ بھی دیکھیں"),
}  # fmt: skip
_AFTER_MARKER = ("", "", "", ":", ":", ":", " :", "..", "…", " -")
_AROUND_MARKER = (
    ("", ""),
    ("", ""),
    ("", ""),
    ("« ", " »"),
    ("** ", " **"),
    ("🔴 ", ""),
    ("▪ ", ""),
    ("[", "]"),
    (">> ", ""),
)
_BULLETS = ("- ", "• ", "– ", "* ", "▪ ", "◾ ", "» ", "■ ")
_ALL_LANGUAGES = ("ar", "ar", "ar", "ar", "en", "fr", "fa", "ur")


@dataclass(frozen=True, slots=True)
class Page:
    """A made page.

    Attributes:
        shape: name of the way in which it was made.
        language: of the article.
        text: lines, the title first.
        removed: spans that belong to no story's body, in characters.
        headlines: of other articles on it: what an archive would know.
        appended: titles and paragraphs of whole articles behind the main one.
    """

    shape: str
    language: str
    text: str
    removed: tuple[tuple[int, int], ...]
    headlines: tuple[str, ...] = ()
    appended: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A title and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """What pages of one language are made of."""

    articles: list[Article]
    headlines: list[str]


@dataclass(slots=True)
class _Draft:
    """A page while it is written: pieces of lines, each kept or to be removed."""

    draw: random.Random
    language: str
    material: Material
    pieces: list[tuple[str, bool]] = field(default_factory=list)
    headlines: list[str] = field(default_factory=list)

    def line(self, *pieces: tuple[str, bool]) -> None:
        """Adds a line; it is removed whole if all its pieces are."""
        if self.pieces:
            self.pieces.append(("\n", False))
        self.pieces += pieces

    def keep(self, *lines: str) -> None:
        """Adds lines of the story."""
        for line in lines:
            self.line((line, False))

    def drop(self, *lines: str) -> None:
        """Adds lines that are none of the story's."""
        for line in lines:
            self.line((line, True))

    def marker(self, *, colon: bool = False) -> str:
        """A marker's wording with decoration around it."""
        wording = self.draw.choice(MARKERS[self.language])
        before, after = ("", "") if colon else self.draw.choice(_AROUND_MARKER)
        end = self.draw.choice((":", " :", ": ")) if colon else self.draw.choice(_AFTER_MARKER)
        return f"{before}{wording}{end}{after}"

    def others(self, least: int = 1, most: int = 6) -> list[str]:
        """Headlines of other articles."""
        found = self.draw.sample(self.material.headlines, self.draw.randint(least, most))
        self.headlines += found
        return found

    def page(self, shape: str) -> Page:
        text, removed = "", []
        for piece, drop in self.pieces:
            if drop:
                removed.append((len(text), len(text) + len(piece)))
            text += piece
        return Page(shape, self.language, text, tuple(removed), tuple(self.headlines))


def materials(half: Half) -> dict[str, Material]:
    """Articles and headlines of one half, by language."""
    found: dict[str, Material] = {language: Material([], []) for language in MARKERS}
    arabic = found["ar"]
    for one in saudi_articles():
        paragraphs = tuple(
            line.strip() for line in one["text"].splitlines() if line.strip(" .") not in {"", "المزيد"}
        )
        # Two outlets end every text with tags or a link, the agency with a closing line.
        if one["source"] in {"3alyoum", "alweeam", "was"} or not _in(half, one["id"]):
            continue
        title = " ".join(html.unescape(one["title"]).split())
        if len(paragraphs) >= 4 and title:
            arabic.articles.append(Article(title, paragraphs[:12]))
        if 25 <= len(title) <= 120 and title[-1] not in ".:":
            arabic.headlines.append(title)
    for one in readalso_documents():
        lines = [
            *one["text"][: one["remove_start"]].split("\n"),
            *one["text"][one["remove_end"] :].split("\n"),
        ]
        headline, *rest = [line.strip() for line in lines if line.strip()]
        if _in(half, one["id"]) and len(rest) >= 2:
            arabic.articles.append(Article(headline, tuple(rest)))
    for language, texts in tomllib.loads(
        Path(__file__).with_name("readalso_texts.toml").read_text("utf-8")
    ).items():
        found[language].headlines.extend(texts["headlines"])
        found[language].articles.extend(
            Article(one["title"], tuple(one["paragraphs"])) for one in texts["articles"]
        )
    return found


def _in(half: Half, identity: str) -> bool:
    even = hashlib.sha256(str(identity).encode()).digest()[0] % 2 == 0
    return even == (half == "rules")


def pages(half: Half, each: int, seed: int = 1) -> Iterator[Page]:
    """Pages of every shape, so many of each, the same for the same seed."""
    stock = materials(half)
    for shape, write in SHAPES.items():
        draw = random.Random(f"{seed} {shape}")
        for _ in range(each):
            language = draw.choice(_ALL_LANGUAGES)
            draft = _Draft(draw, language, stock[language])
            write(draft)
            yield draft.page(shape)


def _around(draft: _Draft, write: Callable[[], None], *, place: str = "mid") -> None:
    article = draft.draw.choice(draft.material.articles)
    last = len(article.paragraphs)
    at = {"mid": draft.draw.randint(1, last - 1), "end": last, "start": 0}[place]
    draft.keep(article.title, *article.paragraphs[:at])
    write()
    draft.keep(*article.paragraphs[at:])


def _block(draft: _Draft, change: Callable[[str, int], str] = lambda line, _: line, least: int = 1) -> None:
    draft.drop(draft.marker(), *(change(one, number) for number, one in enumerate(draft.others(least), 1)))


def _block_mid(draft: _Draft) -> None:
    _around(draft, lambda: _block(draft))


def _block_end(draft: _Draft) -> None:
    _around(draft, lambda: _block(draft), place="end")


def _block_start(draft: _Draft) -> None:
    _around(draft, lambda: _block(draft), place="start")


def _blocks(draft: _Draft) -> None:
    article = draft.draw.choice([one for one in draft.material.articles if len(one.paragraphs) >= 4])
    draft.keep(article.title)
    for number, paragraph in enumerate(article.paragraphs):
        draft.keep(paragraph)
        if number in {0, 2} or number == len(article.paragraphs) - 1:
            _block(draft)


def _bullets(draft: _Draft) -> None:
    bullet = draft.draw.choice(_BULLETS)
    _around(draft, lambda: _block(draft, lambda line, _: bullet + line))


def _numbers(draft: _Draft) -> None:
    style = draft.draw.choice(("{}. ", "{}- ", "{}) ", "{} - "))
    digits = draft.draw.choice(("0123456789", "٠١٢٣٤٥٦٧٨٩" if draft.language == "ar" else "0123456789"))
    _around(draft, lambda: _block(draft, lambda line, n: style.format(digits[n]) + line, least=2))


def _addresses(draft: _Draft) -> None:
    def address() -> str:
        return f"https://www.example.com/news/{draft.draw.randint(1000, 99999)}.html"

    same = draft.draw.random() < 0.5
    _around(draft, lambda: _block(draft, lambda line, _: f"{line}{' ' if same else chr(10)}{address()}"))


def _full_stops(draft: _Draft) -> None:
    stop = "۔" if draft.language == "ur" else "."
    _around(draft, lambda: _block(draft, lambda line, _: line.rstrip("؟?!. ") + stop))


def _odd_headlines(draft: _Draft) -> None:
    question = "?" if draft.language in {"en", "fr"} else "؟"
    changes = (
        lambda line: line.rstrip(".؟?! ") + question, lambda line: f"«{line}»", lambda line: f'"{line}"',
        lambda line: line + "…", lambda line: line + "...", lambda line: line + " (صور)", lambda line: line + "!",
        lambda line: "بالفيديو.. " + line, lambda line: line + " | فيديو", lambda line: f"“{line}”",
    )  # fmt: skip
    _around(draft, lambda: _block(draft, lambda line, _: draft.draw.choice(changes)(line)))


def _dated(draft: _Draft) -> None:
    dates = ("12 مارس 2024", "2024-03-12", "منذ 3 ساعات", "12/03/2024", "12 March 2024", "10:45")
    date = draft.draw.choice(dates)
    _around(draft, lambda: _block(draft, lambda line, _: f"{line}\n{date}"))


def _first_on_marker_line(draft: _Draft) -> None:
    def write() -> None:
        first, *more = draft.others(2, 4)
        draft.drop(f"{draft.marker(colon=True)} {first}", *more)

    _around(draft, write)


def _own_line(draft: _Draft) -> None:
    _around(draft, lambda: draft.drop(f"{draft.marker(colon=True)} {draft.others(1, 1)[0]}"))


def _own_line_full_stop(draft: _Draft) -> None:
    _around(draft, lambda: draft.drop(f"{draft.marker(colon=True)} {draft.others(1, 1)[0].rstrip('؟?!. ')}."))


def _each_on_its_line(draft: _Draft) -> None:
    def write() -> None:
        marker = draft.marker(colon=True)
        draft.drop(*(f"{marker} {one}" for one in draft.others(2, 4)))

    _around(draft, write)


def _after_a_sentence(draft: _Draft) -> None:
    # Ordinary words (للمزيد, related) are markers at the beginning of a line only.
    article = draft.draw.choice(
        [one for one in draft.material.articles if one.paragraphs[0].endswith((".", "۔"))]
    )
    sure = {"ar": MARKERS["ar"][:9], "en": MARKERS["en"][:4], "fr": MARKERS["fr"][:6], "fa": MARKERS["fa"][:3], "ur": MARKERS["ur"][:3]}  # fmt: skip
    marker = draft.draw.choice(sure[draft.language]) + draft.draw.choice((":", " :", " -", "..."))
    draft.keep(article.title)
    draft.line((article.paragraphs[0] + " ", False), (f"{marker} {draft.others(1, 1)[0]}", True))
    draft.keep(*article.paragraphs[1:])


# ---------------------------------------------------------------- pages that hold no read-also

_LIKE_MARKERS = {
    "ar": (
        "أقر أيضاً إضافة عقوبة جديدة إلى القانون", "وقال المصدر: «إن المحادثات مستمرة»", "للمزيد من القوات حاجة ماسة كما يرى الجنرال",
        "وأضاف أنه يقرأ أيضا كل ما يكتب عن التجربة.", "اقرأ هذا الكتاب قبل أن تسافر، قال له أبوه.", "شاهد الملايين المباراة النهائية في المقاهي.",
        "شاهد عيان: رأيت النار في الطابق الثالث", "تابع المدير حديثه قائلا إن العمل مستمر.", "المزيد من الجهد مطلوب قبل نهاية العام.",
        "أخبار متعلقة بالانتخابات تصدرت الصحف أمس.", "طالع الوزير التقرير وأحاله إلى اللجنة المختصة.", "قد يهمك أن تعرف أن المشروع بدأ قبل عامين.",
        "موضوعات أخرى ناقشها المجلس منها الإسكان والصحة.", "مواضيع ذات صلة بالاقتصاد كانت على جدول القمة.", "انظر أيضا كيف تغيرت المدينة في عشر سنوات.",
        "المصدر أكد أن المحادثات لم تتوقف.", "وذلك بعد تاريخ النشر بيومين.", "للمزيد من المعلومات زار الوفد المصنع.",
    ),
    "en": (
        "Related costs rose by a third.", "Read more books, the teacher told her class.", "See also how the river changed its course in 1953.",
        "More than 300 people were there.", "Related to this, the ministry said the plan goes on.", "Source code of the program was published on Monday.",
        "Trending up, the index closed at 1,204 points.",
    ),
    "fr": ("Lire reste un plaisir, dit la libraire.", "Voir la mer était son rêve.", "Photo en main, elle cherche son frère.", "Source de conflits, le barrage divise la région."),
    "fa": ("بیشتر مردم به این طرح رأی دادند.", "مرتبط با این پرونده سه نفر بازداشت شدند."),
    "ur": ("مزید تین افراد کو گرفتار کیا گیا۔", "متعلقہ حکام نے تحقیقات شروع کر دی ہیں۔"),
}  # fmt: skip
_SHORT_LINES = (
    "الأهلي 2 - 1 الزمالك", "الهلال (3) × النصر (1)", "السبت: مشمس والعظمى 31 درجة", "س: متى بدأت الكتابة؟", "ج: بدأت وأنا في العاشرة.",
    "• لماذا اخترت الرواية؟", "- لأنها تتسع لكل شيء", "قفا نبك من ذكرى حبيب ومنزل", "بسقط اللوى بين الدخول فحومل", "أولا: تخفيف الازدحام",
    "ثانيا: زيادة الحافلات", "«لن نعود إلى الوراء»", "1. تركيا 45 نقطة", "2. إسبانيا 41 نقطة", "سيرة ذاتية", "مطار جديد في الطريق؟",
)  # fmt: skip


def _words_like_markers(draft: _Draft) -> None:
    _around(draft, lambda: draft.keep(draft.draw.choice(_LIKE_MARKERS[draft.language])))


def _subheadings(draft: _Draft) -> None:
    article = draft.draw.choice(draft.material.articles)
    draft.keep(article.title)
    for number, paragraph in enumerate(article.paragraphs):
        if number % 2:
            draft.keep(draft.draw.choice(draft.material.headlines)[:60].rstrip())
        draft.keep(paragraph)


def _short_lines(draft: _Draft) -> None:
    start = draft.draw.randrange(len(_SHORT_LINES) - 4)
    _around(draft, lambda: draft.keep(*_SHORT_LINES[start : start + draft.draw.randint(2, 4)]))


def _list_after_a_colon(draft: _Draft) -> None:
    bullet = draft.draw.choice(_BULLETS)
    items = draft.draw.sample(draft.material.headlines, 4)
    intro = {"ar": "وجاءت القرارات على النحو التالي:", "en": "The decisions are as follows:", "fr": "Voici les décisions :", "fa": "تصمیم‌ها به این شرح است:", "ur": "فیصلے درج ذیل ہیں:"}  # fmt: skip
    _around(draft, lambda: draft.keep(intro[draft.language], *(bullet + one for one in items)))


def _block_among_short_lines(draft: _Draft) -> None:
    draft.keep(draft.draw.choice(draft.material.headlines), *_SHORT_LINES[:12])
    draft.drop(draft.draw.choice(MARKERS["ar"][:4]), *draft.others(3, 3))
    draft.keep(*_SHORT_LINES[12:])


SHAPES: dict[str, Callable[[_Draft], None]] = {
    "block, mid": _block_mid,
    "block, end": _block_end,
    "block, start": _block_start,
    "blocks, several": _blocks,
    "block, bullets": _bullets,
    "block, numbers": _numbers,
    "block, addresses": _addresses,
    "block, full stops": _full_stops,
    "block, odd headlines": _odd_headlines,
    "block, dated": _dated,
    "block among short lines": _block_among_short_lines,
    "block, first on marker's line": _first_on_marker_line,
    "inline, own line": _own_line,
    "inline, own line, full stop": _own_line_full_stop,
    "inline, several lines": _each_on_its_line,
    "inline, after a sentence": _after_a_sentence,
    "none: words like markers": _words_like_markers,
    "none: subheadings": _subheadings,
    "none: short lines": _short_lines,
    "none: list after a colon": _list_after_a_colon,
}
"""Name of each shape, and what writes a page of it."""
