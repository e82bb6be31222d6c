"""Which documents of the search index hold the terms of a search, as SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.text.search.keys import PLACE_BITS, PLACES, pair_key, stem_key
from pipelines.warehouse.ask.search.words import SearchTerm, wanted_words
from pipelines.warehouse.write.search_index import BUCKET_BITS, NUMBER_BITS, SEGMENT_DOCUMENTS

# Of a code and its segment.
_DOCUMENT = f"segment << {NUMBER_BITS} | (code & {SEGMENT_DOCUMENTS - 1})::INTEGER"


@dataclass(slots=True)
class _Hits:
    """Documents that hold something, as SQL; each something has a bit, so that one pass tells which of them a document holds."""

    bits: dict[str, int] = field(default_factory=dict)

    def mask(self, questions: Iterable[str]) -> int:
        """The bits of questions: statements that give documents."""
        return sum(1 << self.bits.setdefault(one, len(self.bits)) for one in dict.fromkeys(questions))

    def sql(self) -> str:
        """`document, bits` of all that hold any."""
        hits = " UNION ALL ".join(
            f"SELECT document, {1 << bit}::BIGINT AS fits FROM ({one})"  # noqa: S608 - our numbers
            for one, bit in self.bits.items()
        )
        return f"SELECT document, bit_or(fits) AS bits FROM ({hits}) GROUP BY document"  # noqa: S608


def matching(terms: Sequence[SearchTerm]) -> tuple[str, str, str]:
    """The common table expression that finds documents, how the list of groups is joined with it, and the rank."""
    hits = _Hits()
    wanted = hits.mask(one for term in terms if not term.is_excluded for one in _questions(term))
    unwanted = [hits.mask(_questions(term)) for term in terms if term.is_excluded]
    titles = hits.mask(_of_word("title", word) for word in wanted_words(terms))
    if not hits.bits:
        return "", "", "0"
    excluded = "".join(f" AND (bits & {one}) != {one}" for one in unwanted)
    if wanted:
        found = f"WITH found AS (FROM ({hits.sql()}) WHERE (bits & {wanted}) = {wanted}{excluded})"
        return found, "JOIN found USING (document)", f"bit_count(bits & {titles})"
    found = f"WITH unwanted AS (FROM ({hits.sql()}) WHERE NOT (true{excluded}))"
    return found, "ANTI JOIN unwanted USING (document)", "0"


def _questions(term: SearchTerm) -> list[str]:
    """What must all be found of a document that holds the term."""
    words = [_of_word("text", word) for word in term.words]
    return [*words, _of_phrase(term.words)] if len(words) > 1 else words


def _of_word(field: str, word: str) -> str:
    key = stem_key(word)
    return f"""
        SELECT {_DOCUMENT} AS document FROM ({_codes(field, key >> BUCKET_BITS)})
        WHERE code >> {NUMBER_BITS} = {key}"""  # noqa: S608 - our numbers


def _of_phrase(words: Sequence[str]) -> str:
    """Documents in which the pairs of a phrase stand in places in a row."""
    pairs = " UNION ALL ".join(
        f"""
        SELECT {_DOCUMENT} AS document, ((code >> {NUMBER_BITS}) + {PLACES - number}) & {PLACES - 1} AS beginning, {1 << number} AS pair
        FROM ({_codes("pair", pair << PLACE_BITS >> BUCKET_BITS)}) WHERE code >> {NUMBER_BITS + PLACE_BITS} = {pair}"""  # noqa: S608 - our numbers
        for number, pair in enumerate(pair_key(*two) for two in pairwise(words))
    )
    if len(words) == 2:
        return f"SELECT document FROM ({pairs})"  # noqa: S608 - our numbers
    return f"""
        SELECT document FROM ({pairs}) GROUP BY document, beginning HAVING bit_or(pair) = {(1 << len(words) - 1) - 1}"""  # noqa: S608


def _codes(field: str, bucket: int) -> str:
    return f"SELECT segment, unnest(codes) AS code FROM search_postings WHERE field = '{field}' AND bucket = {bucket}"  # noqa: S608
