"""The elements that read-also markers stand in: each is read once, and no more of them than a page can have."""

from collections.abc import Iterable

from lxml import etree
from lxml.etree import _Element as Element

from pipelines.cleaning.line.appended_lines import ElementLines
from pipelines.cleaning.page.text_lines import text_lines

WHOLE = frozenset({"html", "body", "main", "article"})
"""Elements that hold a page or its article."""

# Elements in all that is read: of tags that were never closed each holds most of a page.
_READ_MAX = 50_000
_elements = etree.XPath("count(.//*)")


class Containers:
    """The lines of elements, remembered."""

    def __init__(self) -> None:
        self._lines: dict[Element, ElementLines] = {}
        self._read = 0

    def appended(self, container: Element, marker: str) -> Iterable[str]:
        """The lines of a whole article that follows a marker in an element."""
        if container not in self._lines:
            if self._read >= _READ_MAX:
                return ()
            self._read += int(_elements(container))
            is_whole = container.tag in WHOLE
            self._lines[container] = ElementLines(text_lines(container).split("\n"), is_whole=is_whole)
        return self._lines[container].appended(marker)
