"""Which documents of the search index a search finds, as joins of SQL."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipelines.text.search.keys import PLACE_BITS, PLACES, pair_key, stem_key
from pipelines.warehouse.ask.search.words import SearchTerm, wanted_words
from pipelines.warehouse.write.search_index import BUCKET_BITS, NUMBER_BITS, SEGMENT_DOCUMENTS

# Of a code and its segment.
_DOCUMENT = f"(segment << {NUMBER_BITS}) | (code & {SEGMENT_DOCUMENTS - 1})::INTEGER"


def matching(terms: Sequence[SearchTerm]) -> str:
    """Joins that keep the rows of a table whose `document` holds the terms.

    Each side of a join has a document once: joined one after the other, as gathering all that was found of a document in one
    pass takes twice as long.
    """
    wanted = _holding(term for term in terms if not term.is_excluded)
    unwanted = [_both(_holding([term])) for term in terms if term.is_excluded]
    return " ".join(
        [
            *(f"JOIN ({one}) USING (document)" for one in dict.fromkeys(wanted)),
            *(f"ANTI JOIN ({one}) USING (document)" for one in dict.fromkeys(unwanted)),
        ]
    )


def in_titles(terms: Sequence[SearchTerm]) -> str:
    """`document, words`: how many of the wanted words stand in a title; documents without any are not there. Nothing for no words."""
    found = dict.fromkeys(_of_word("title", word) for word in wanted_words(terms))
    if not found:
        return ""
    # Of one word, too: what is counted is joined in two thirds of the time, as DuckDB then expects few rows of it.
    return f"SELECT document, count(*) AS words FROM ({' UNION ALL '.join(found)}) GROUP BY document"  # noqa: S608 - our numbers


def _holding(terms: Iterable[SearchTerm]) -> list[str]:
    """What must all be found of a document that holds the terms; phrases first, as their words are in far more documents."""
    terms = list(terms)
    phrases = [_of_phrase(term.words) for term in terms if len(term.words) > 1]
    # A pair may have another one's number. Two pairs in places in a row have not.
    words = [_of_word("text", word) for term in terms if len(term.words) <= 2 for word in term.words]
    return [*phrases, *words]


def _both(found: Iterable[str]) -> str:
    first, *others = found
    return f"SELECT document FROM ({first})" + "".join(f" JOIN ({one}) USING (document)" for one in others)  # noqa: S608


def _of_word(field: str, word: str) -> str:
    key = stem_key(word)
    return f"SELECT {_DOCUMENT} AS document FROM ({_codes(field, key)}) WHERE code >> {NUMBER_BITS} = {key}"  # noqa: S608


def _of_phrase(words: Sequence[str]) -> str:
    """Documents in which the pairs of a phrase stand in places in a row."""
    first, *others = (
        f"""
        SELECT ({_DOCUMENT})::BIGINT << {PLACE_BITS}
            | (((code >> {NUMBER_BITS}) + {PLACES - number}) & {PLACES - 1})::BIGINT AS beginning
        FROM ({_codes("pair", pair << PLACE_BITS)}) WHERE code >> {NUMBER_BITS + PLACE_BITS} = {pair}"""  # noqa: S608
        for number, pair in enumerate(pair_key(*two) for two in pairwise(words))
    )
    joined = "".join(f" JOIN ({one}) USING (beginning)" for one in others)
    return f"SELECT DISTINCT (beginning >> {PLACE_BITS})::INTEGER AS document FROM ({first}){joined}"  # noqa: S608


def _codes(field: str, key: int) -> str:
    """The codes among which those of a key stand."""
    bucket = key >> BUCKET_BITS
    return f"SELECT segment, unnest(codes) AS code FROM search_postings WHERE field = '{field}' AND bucket = {bucket}"  # noqa: S608
