"""Headlines that we know: of other articles in the archive, or of the links in a page's blocks."""

from collections.abc import Collection, Iterable, Iterator

from pipelines.text import NormalizedText, normalize

# Characters; a longer line is a paragraph, and not worth normalising to see it.
_LONGEST = 250

# Shorter ones are section names (أخبار مصر) as often as headlines.
_FEWEST_WORDS = 3


class Headlines(Collection[str]):
    """A set of headlines that are compared by their normalised words.

    Build it once for many calls of `split`; a plain collection of strings is normalised at every call.
    """

    def __init__(self, headlines: Iterable[str] = ()) -> None:
        self._known: frozenset[NormalizedText] = frozenset(
            words
            for words in map(normalize, (one for one in headlines if len(one) <= _LONGEST))
            if words.count(" ") >= _FEWEST_WORDS - 1
        )

    @classmethod
    def of(cls, headlines: Collection[str]) -> "Headlines":
        """The same object if it is one already, so that nothing is normalised twice."""
        return headlines if isinstance(headlines, Headlines) else cls(headlines)

    def __contains__(self, line: object) -> bool:
        return (
            bool(self._known)
            and isinstance(line, str)
            and len(line) <= _LONGEST
            and normalize(line) in self._known
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
