"""Labels of a page: an element that names a source, keywords or a date becomes one line with its value, set aside."""

import re

from lxml.etree import _Element as Element

from pipelines.cleaning.main_content.around import ASIDE
from pipelines.cleaning.page.asides.element_text import beginning_of, begins_with, in_paragraph, text_of
from pipelines.cleaning.page.text_lines import text_lines
from pipelines.dates.reading import parse_date

LABEL_MAX = 300
"""Characters of a label with its value: a dozen keywords fit."""
INLINE = frozenset({"a", "span", "strong", "b", "em", "i", "u", "font", "label"})
"""Elements that stand in a line of text."""
# Elements that a parser expects where they are, so that they keep their tag.
_PARTS = frozenset({"td", "th", "tr", "li", "dt", "dd", "body"})
# Of them, those that hold a label while the next hold its values.
_VALUED = frozenset({"td", "th", "li", "dt"})


def is_prose_about(label: re.Match[str]) -> bool:
    """Whether a label's name is the first word of prose: `Data analysis helps …`, in which `data` is no date."""
    return (
        bool(label["date"] and label["rest"] and ":" not in label["sep"])
        and parse_date(label["rest"]) is None
    )


def open_label(element: Element) -> list[str]:
    """Makes a label and its value one line, set aside; values that are links are set apart by commas.

    Returns its text, nothing if it is part of a longer text.
    """
    if len(beginning_of(element, LABEL_MAX)) > LABEL_MAX:
        return []
    label = text_of(element)
    block, whole = element, label
    parent = element.getparent()
    if element.tag in INLINE and parent is not None and parent.tag != "body":
        around = text_of(parent) if len(beginning_of(parent, LABEL_MAX)) <= LABEL_MAX else ""
        if around.startswith(label) and len(around) <= LABEL_MAX:
            block, whole = parent, around
    if len(whole) > LABEL_MAX or (block is element and element.tag in INLINE and label.endswith(":")):
        return []
    if (list_ := block.getparent()) is not None and block.tag in _VALUED and block.getnext() is not None:
        if len(beginning_of(list_, LABEL_MAX)) <= LABEL_MAX and begins_with(list_, block):
            # The values stand in its next items or cells.
            list_.set(ASIDE, "")
            return text_lines(list_).split("\n")
        return []
    if next(block.iter("br", "p", "div", "li", "dt", "dd", "td"), block) is not block:
        # Several lines: an element of text, or a label with its value below.
        return []
    values = [text for link in block.iter("a") if (text := text_of(link)) and text != label]
    tail = block.tail
    block.clear()
    block.tail = tail
    if block.tag not in _PARTS and not in_paragraph(block):
        block.tag = "p"
    if values and whole.endswith(values[-1]):
        # A colon says that it is a label, also where the page leaves that to its looks.
        name = whole[: whole.find(values[0])].strip()
        whole = f"{name}{'' if name.endswith(':') else ':'} {'، '.join(values)}"
    block.text = whole
    block.set(ASIDE, "")
    return [block.text]
