"""Pages and texts as nobody should write them, made from real ones by a seeded draw."""

import random
from collections.abc import Callable, Iterator

from pipelines.settings import REPOSITORY
from tests.support.real_data import real_data_folder

SITE = REPOSITORY / "data" / "samples" / "newsroom" / "site"
LARGEST = 5_000_000
"""Bytes of the largest pages and characters of the largest texts."""

_TAGS = (
    "div", "p", "span", "b", "table><tr><td", "ul><li", "article", "section", "h1", "h2", "a", "blockquote", "svg", "math",
    "font", "dl><dd", "main", "time", "em", "form", "button", "select", "object", "noscript", "i", "strong", "header",
)  # fmt: skip
UNITS = (
    "<p>x", "<p>some words here.</p>", "<a href='http://x.example/1'>x ", "<br>", "<div>", "<div>x</div>", "<table><tr><td>",
    "&amp;", "&#1;", "&#x41;", "&#0000", "<!--", "<!-- x -->", "<script>", "<svg>", "<math>", "<style>", "<iframe>", "<h1>x", "<h2>x y z",
    "<li>x", "<span>x</span>", "<time>1/1/2020</time>", "<title>x", "<textarea>", "<noscript>", "<template>", "<select><option>x",
    "<img src=x>", "<form><input>", "<dl><dt>x<dd>y", "<article>", "<main>", "<h3 class=date>1/1/2020</h3>", "<p>- </p>", "<ul><li>",
    "<meta http-equiv=refresh content='0;url=/x'>", "<meta name=author content='x y'>", "<meta name=date content='1/1/2020'>",
    "<link rel=canonical href=/x>", "<link rel=image_src href=/x>", "<div class=comments>", "<div class=comments></div>",
    "<span itemprop=articleSection>x", "<div itemprop=datePublished>x", "<p>اقرأ أيضا</p>", "<p><a href=/1>اقرأ أيضا: خبر آخر من أخبار اليوم</a>",
    "<h3>اقرأ أيضا</h3><ul><li><a href=/1>رئيس الوزراء يفتتح معرض الكتاب</a></ul>", "<p>المصدر: ", "<b>كلمات دلالية:</b>", "<script type=application/ld+json>{}</script>",
    "<?xml ?>", "<![CDATA[", "</p>", "<!DOCTYPE html>", "\0", "<\0", "</", "<a b=", '="', "😀", "&",
)  # fmt: skip
"""What is repeated for millions of bytes inside a page."""

TEXT_UNITS = (
    "- | ", "( ", "<", '"', ".", "ab cd. ", ":", " ", "\u00a0", "ـ", "[", "/", "http://x.y ", "ﻻ", "— ", "1", "1/1/2020 ", "كلمة ", "ا", "a-", "a -", "a - ",
    "\n", "word\n", "اقرأ أيضا ", "اقرأ أيضا\n", "اقرأ أيضا: خبر آخر من أخبار اليوم\n", ". اقرأ أيضا ", "المصدر: ", "المصدر: الحرة\n", "سمات ", "--(", "(رويترز) ", "لندن (ا ف ب) - ",
    "the post x appeared first on ", "the post ", "كلمات دلالية: ", "، ", "؛\t", "رابط الخبر: ", "12 مارس 2024\n", "الرياض – واس\n", "وقال ", "«", "»", "!", "…", "_", "\u202b",
    "Ø§Ù„Ø¹", "ط§ظ„ط¹", "ÇáÓáÇã ", "Ø", "ط§", "١٢٣/", "منذ 3 ساعات ", "مايو ", "https://x.example/1\n", "• ", "1. ", "a.b.c.", "و ن م ", "\u2028", "\x85", "\r",
)  # fmt: skip
"""What is repeated for millions of characters in a text, and in one paragraph of a page."""


def real_pages() -> list[bytes]:
    """The newsroom's articles, and the saved pages of the shared data if it is there."""
    saved = sorted((real_data_folder() / "html").glob("*.html"))
    ours = sorted(path for path in SITE.rglob("*.html") if path.name != "index.html")
    return [path.read_bytes() for path in (*ours, *saved)]


def mutated_pages(numbers: range, seed: int, *, largest: int = LARGEST) -> Iterator[tuple[str, bytes]]:
    """Pages with the name of what was done to each; the same for the same number, seed and real pages.

    Args:
        numbers: which of the endless row of pages.
        seed: of the draw.
        largest: bytes of the largest ones.
    """
    stock = real_pages()
    names = list(_MUTATIONS)
    for number in numbers:
        draw = random.Random(f"{seed} {number}")
        name = names[number % len(names)]
        # One in eight is as large as any may be, the others smaller by up to a thousand times.
        size = largest if draw.random() < 1 / 8 else int(largest / 10 ** draw.uniform(0.5, 3))
        yield name, _MUTATIONS[name](draw.choice(stock), draw, size)


def mutated_texts(numbers: range, seed: int, *, largest: int = LARGEST) -> Iterator[tuple[str, str]]:
    """Texts of one or two units that are repeated, each with its units; as `mutated_pages`."""
    for number in numbers:
        draw = random.Random(f"{seed} text {number}")
        size = largest if draw.random() < 1 / 8 else int(largest / 10 ** draw.uniform(0.5, 3))
        units = draw.sample(TEXT_UNITS, draw.randint(1, 2))
        yield (
            " + ".join(map(repr, units)),
            "\n".join(unit * (size // len(units) // len(unit)) for unit in units),
        )


def _truncated(page: bytes, draw: random.Random, _: int) -> bytes:
    return page[: draw.randrange(len(page))]


def _flipped(page: bytes, draw: random.Random, _: int) -> bytes:
    changed = bytearray(page)
    for _ in range(draw.choice((1, 10, 100, 1000))):
        changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


def _inserted(page: bytes, draw: random.Random, size: int) -> bytes:
    at = draw.randrange(len(page))
    return page[:at] + draw.randbytes(min(size, 500_000)) + page[at:]


def _piece_repeated(page: bytes, draw: random.Random, size: int) -> bytes:
    start = draw.randrange(len(page))
    piece = page[start : start + draw.choice((1, 5, 50, 500, 5000))]
    at = draw.randrange(len(page))
    return page[:at] + piece * (size // len(piece)) + page[at:]


def _pieces_moved(page: bytes, draw: random.Random, _: int) -> bytes:
    pieces = [page[at : at + 300] for at in range(0, len(page), 300)]
    draw.shuffle(pieces)
    return b"".join(pieces)


def _inside(page: bytes, draw: random.Random, what: str) -> bytes:
    """Puts something into the page at the beginning or end of an element, or in place of all of its body."""
    if draw.random() < 1 / 4:
        return f"<html><body>{what}".encode()
    places = [
        at for at in range(len(page)) if page.startswith((b"<p", b"</p", b"<h1", b"<div", b"</body"), at)
    ]
    at = draw.choice(places or [len(page)])
    return page[:at] + what.encode("utf-8", "replace") + page[at:]


def _huge_attribute(page: bytes, draw: random.Random, size: int) -> bytes:
    name = draw.choice(("class", "id", "href", "datetime", "content", "title", "x" * 1000))
    value = draw.choice(("a", "date ", "comments ", "1/1/2020 ", "-", "ا"))
    return _inside(page, draw, f"<p {name}='{value * (size // 2)}'>نص الخبر</p>")


def _many_attributes(page: bytes, draw: random.Random, size: int) -> bytes:
    attributes = " ".join(f"a{number}=x" for number in range(min(size // 10, 100_000)))
    return _inside(page, draw, f"<p {attributes}>نص الخبر</p>")


def _deep(page: bytes, draw: random.Random, size: int) -> bytes:
    depth = draw.choice((300, 3_000, 10_000, min(size // 10, 100_000)))
    tag = draw.choice(_TAGS)
    text = draw.choice(("", "x", "نص الخبر في هذا السطر. "))
    return _inside(page, draw, f"<{tag}>{text}" * depth)


def _one_line(page: bytes, draw: random.Random, size: int) -> bytes:
    unit = draw.choice(UNITS)
    return _inside(page, draw, unit * (size // len(unit.encode())))


def _one_paragraph(page: bytes, draw: random.Random, size: int) -> bytes:
    unit = draw.choice(TEXT_UNITS)
    return _inside(page, draw, "<p>" + unit * (size // len(unit.encode())) + "</p>")


def _two_units(page: bytes, draw: random.Random, size: int) -> bytes:
    one, other = draw.sample(UNITS + TEXT_UNITS, 2)
    return _inside(page, draw, (one + other) * (size // len((one + other).encode())))


def _json_ld(page: bytes, draw: random.Random, size: int) -> bytes:
    unit = draw.choice(
        ("[", '{"a":', '{"@graph":[', "[{},", '"x",', "1,", '{"@type":"NewsArticle","author":[', "\\u0041")
    )
    text = draw.choice(("[", "", '{"articleBody":"')) + unit * (size // len(unit))
    return _inside(page, draw, f'<script type="application/ld+json">{text}</script>')


def _long_json_ld(page: bytes, draw: random.Random, size: int) -> bytes:
    key = draw.choice(
        ("headline", "articleBody", "keywords", "datePublished", "articleSection", "image", "inLanguage")
    )
    value = draw.choice(TEXT_UNITS).replace('"', "").replace("\\", "") or "x"
    text = f'{{"@type":"NewsArticle","{key}":"{value * (size // len(value.encode()))}"}}'
    return _inside(page, draw, f'<script type="application/ld+json">{text}</script>')


def _nuls(page: bytes, draw: random.Random, _: int) -> bytes:
    return page.replace(
        draw.choice((b" ", b"<", b">", b"\n", b"e", b"\xd9")), draw.choice((b"\0", b"\0\0", b"<\0", b"\xff"))
    )


def _other_encoding(page: bytes, draw: random.Random, _: int) -> bytes:
    text = page.decode("utf-8", "replace")
    name = draw.choice(
        ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256", "iso-8859-6", "utf-7", "cp037")
    )
    return text.encode(name, "replace")


_MUTATIONS: dict[str, Callable[[bytes, random.Random, int], bytes]] = {
    "truncated": _truncated,
    "bytes flipped": _flipped,
    "bytes inserted": _inserted,
    "a piece repeated": _piece_repeated,
    "pieces moved": _pieces_moved,
    "a huge attribute": _huge_attribute,
    "many attributes": _many_attributes,
    "deep nesting": _deep,
    "one line": _one_line,
    "one paragraph": _one_paragraph,
    "two units in turn": _two_units,
    "JSON-LD, broken": _json_ld,
    "JSON-LD, long": _long_json_ld,
    "NULs": _nuls,
    "another encoding": _other_encoding,
}
