"""Pages with known text as examples: their lines, and which of them are the article's.

The text is known as text, not as elements: its words and those of the page's lines are aligned in order, and a line is
the article's if most of its words are.
"""

import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from lxml.etree import _Element as Element
from rapidfuzz.distance import Indel
from tldextract import TLDExtract

from pipelines.cleaning.main_content.segment import Lines, segment
from pipelines.cleaning.main_content.witnesses import Witnesses, description_of
from pipelines.cleaning.page.asides import open_read_also
from pipelines.cleaning.page.comment_notices import drop_comment_notices
from pipelines.cleaning.page.marks import read_marks
from pipelines.cleaning.page.metadata import read_metadata
from pipelines.cleaning.page.tree import drop_skipped, drop_unseen, parse
from pipelines.errors import NoArticleError
from pipelines.text.encoding import decode
from tests.support.real_data import real_data_folder

_WORD = re.compile(r"\w+")
# Words in a row that are no coincidence; shorter matches count only if they are a line of the text.
_RUN_MIN = 4
_domains = TLDExtract(suffix_list_urls=())

FOLDS = 3
"""Parts of the sites, each of which is measured with what was learned from the others."""


@dataclass(frozen=True, slots=True)
class Example:
    """A page whose text is known.

    Attributes:
        page_id: of the page.
        site: its registrable domain: pages of one site are never learned from and measured on.
        language: of the text.
        variant: 0 is the page as it is; others are made from it.
        lines: of the page.
        witnesses: what the page says of its text.
        text: the known text.
        labels: the share of each line's words that are of the text.
    """

    page_id: str
    site: str
    language: str
    variant: int
    lines: Lines
    witnesses: Witnesses
    text: str
    labels: npt.NDArray[np.float32]

    def chosen(self, is_content: Iterable[bool]) -> str:
        """The text of the lines that are chosen."""
        return "\n".join(text for text, yes in zip(self.lines.text, is_content, strict=True) if yes)


def words(text: str) -> list[str]:
    """Lower-cased words, as the data set counts them."""
    return _WORD.findall(text.lower())


def word_f1(ours: str, right: str) -> float:
    """Harmonic mean of precision and recall of words, as often as they stand there."""
    found, known = Counter(words(ours)), Counter(words(right))
    return 2 * (found & known).total() / ((found.total() + known.total()) or 1)


def label(lines: Sequence[str], text: str) -> npt.NDArray[np.float32]:
    """For each line the share of its words that are the text's, aligned in order."""
    page = [words(line) for line in lines]
    owners = np.repeat(np.arange(len(lines)), [len(one) for one in page])
    if not len(owners):
        return np.zeros(len(lines), np.float32)
    numbers: dict[str, int] = {}
    here = [numbers.setdefault(word, len(numbers)) for line in page for word in line]
    there = [numbers.setdefault(word, len(numbers)) for word in words(text)]
    whole_lines = {tuple(words(line)) for line in text.split("\n")}
    matched = np.zeros(len(here), bool)
    for part in Indel.opcodes(here, there):
        if part.tag != "equal":
            continue
        if part.src_end - part.src_start >= _RUN_MIN:
            matched[part.src_start : part.src_end] = True
        else:
            for at in range(part.src_start, part.src_end):
                matched[at] |= tuple(page[owners[at]]) in whole_lines
    found = np.bincount(owners, weights=matched, minlength=len(lines))
    return (found / np.maximum(np.bincount(owners, minlength=len(lines)), 1)).astype(np.float32)


def gold(name: str) -> list[dict[str, Any]]:
    """The known pages of a data set (`wcxb`, `daniel`) that have a text."""
    with gzip.open(real_data_folder() / name / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [one for line in lines if (one := json.loads(line)).get("main_content")]


def html_of(name: str, page_id: str) -> bytes:
    """A page of a data set."""
    return gzip.decompress((real_data_folder() / name / "html" / f"{page_id}.html.gz").read_bytes())


def address_of(one: dict[str, Any]) -> str:
    """The page's address; a made one where the data set has none."""
    return one.get("url") or f"http://{one.get('host') or 'page-' + one['id'] + '.example'}/1"


def site_of(one: dict[str, Any]) -> str:
    """Its registrable domain; its address where it has none."""
    address = address_of(one)
    return _domains(address).top_domain_under_public_suffix or address


def fold_of(site: str) -> int:
    """The fold that a site is in."""
    return zlib.crc32(site.encode()) % FOLDS


def read(one: dict[str, Any], html: bytes) -> tuple[Element, Witnesses]:
    """The tree of a page as the engine gets it, and what it says of its text.

    Raises:
        NoArticleError: the page is too large or empty.
    """
    root = parse(decode(html, "").text)
    marks = read_marks(root)
    meta = read_metadata(marks, address_of(one), timezone="UTC", now=None)
    drop_skipped(marks.skips)
    drop_comment_notices(marks.named["comments"])
    drop_unseen(marks.named["unseen"])
    open_read_also(root, marks.beginnings)
    return root, Witnesses(meta.title or "", description_of(marks.metas), meta.article_body)


def example(
    one: dict[str, Any], root: Element, witnesses: Witnesses, text: str, variant: int = 0
) -> Example | None:
    """An example from a tree; None if the page has no lines."""
    lines = segment(root)
    if not lines.text:
        return None
    site = site_of(one)
    labels = label(lines.text, text)
    return Example(one["id"], site, one.get("language", ""), variant, lines, witnesses, text, labels)


def without_tree(one: Example) -> Example:
    """The example without its elements, which no process can hand to another."""
    return replace(one, lines=replace(one.lines, around=replace(one.lines.around, element=[])))


def examples(name: str) -> list[Example]:
    """The pages of a data set as they are."""
    found = []
    for one in gold(name):
        try:
            root, witnesses = read(one, html_of(name, one["id"]))
        except NoArticleError:
            continue
        if made := example(one, root, witnesses, one["main_content"]):
            found.append(without_tree(made))
    return found
