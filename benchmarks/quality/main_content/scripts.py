"""Pages in other scripts: the letters of a page exchanged, or its lines replaced by real Arabic."""

import gzip
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import islice

import numpy as np

from benchmarks.quality.main_content.examples import Example
from pipelines.cleaning.main_content.witnesses import Witnesses
from tests.support.real_data import real_data_folder

_LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

_CYRILLIC = str.maketrans(_LATIN, "абцдефгхийклмнопярстужвьызАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗ")

_GREEK = str.maketrans(_LATIN, "αβψδεφγηιξκλμνοπχρστθωςυζβΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΧΡΣΤΘΩΣΥΖΒ")

_ARABIC = str.maketrans(_LATIN + ",?;", "ابتثجحخدذرزسشصضطظعغفقكلمنه" * 2 + "،؟؛")

_DEVANAGARI = str.maketrans(_LATIN + ".", "अआइईउऊएऐओऔकखगघचछजझटठडढतथदध" * 2 + "।")

_WORD_OF_LETTERS = re.compile(r"[A-Za-zÀ-ÿ'’]+")


def _chinese(text: str) -> str:
    """One to three wide characters a word, without spaces."""

    def signs(word: "re.Match[str]") -> str:
        number = zlib.crc32(word[0].lower().encode())
        return "".join(
            chr(0x4E00 + (number >> 5 * at) % 8000)
            for at in range(1 + (len(word[0]) > 4) + (len(word[0]) > 8))
        )

    text = _WORD_OF_LETTERS.sub(signs, text)
    for latin, wide in ((". ", "。"), (", ", "，"), ("? ", "？")):
        text = text.replace(latin, wide)
    return re.sub(r"(?<=[\u4e00-\u9fff。，？]) (?=[\u4e00-\u9fff])", "", re.sub(r"\.$", "。", text))


@cache
def _arabic_prose() -> str:
    with gzip.open(real_data_folder() / "saudi_2015.jsonl.gz", "rt", encoding="utf-8") as lines:
        return " ".join(" ".join(json.loads(line)["text"].split()) for line in islice(lines, 500))


def _real_arabic(text: str) -> str:
    """As much of real Arabic news as the text is long; the same text gives the same, and ends as it ended."""
    prose = _arabic_prose()
    start = prose.find(" ", zlib.crc32(text.encode()) % (len(prose) - 50_000)) + 1
    end = max(prose.rfind(" ", start, start + len(text) + 1), prose.find(" ", start))
    found = prose[start:end].strip(" .،؛:")
    return f"{found}." if text.rstrip("\"'”’").endswith((".", "!", "?", "…")) else found


def in_script(one: Example, write: Callable[[str], str]) -> Example:
    """The example with its lines in another script; labels stay."""
    texts = [write(text) or text for text in one.lines.text]
    ratios = np.array(
        [len(new) / max(len(old), 1) for old, new in zip(one.lines.text, texts, strict=True)], np.float64
    )
    said = one.witnesses
    return replace(
        one,
        lines=replace(
            one.lines,
            text=texts,
            linked=(one.lines.linked * ratios).astype(np.int64),
            strong=(one.lines.strong * ratios).astype(np.int64),
        ),
        witnesses=Witnesses(write(said.title), write(said.description), write(said.article_body)),
        text=write(one.text),
    )


SCRIPTS: tuple[Callable[[str], str], ...] = (
    _chinese,
    _real_arabic,
    _real_arabic,
    lambda text: text.translate(_CYRILLIC),
    lambda text: text.translate(_GREEK),
    lambda text: text.translate(_ARABIC),
    lambda text: text.translate(_DEVANAGARI),
)
"""What writes a text in another script: not a language, but its letters, case, stops and spaces."""
