"""Columns that the tables of a page can be sorted by: by links, without a script."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from starlette.requests import Request

from pipelines.text.fold import fold
from pipelines.warehouse.ask.search.groups import Order
from pipelines.web.asked import RefusedError, same_page

SORT = "sort"
"""Parameter of an address: `sources.errors`, or `-sources.errors` for the largest first."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a table can be sorted by.

    Attributes:
        value: what of a row.
        is_outlet: the value is a source id, to be sorted by the outlet's name. These begin with the smallest, all others
            with the largest.
    """

    value: Callable[[Any], Any]
    is_outlet: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table that can be sorted.

    Attributes:
        columns: by the keys of their headings' texts.
        usual: how it is sorted where nothing was asked for, as in an address; empty: as its rows come.
    """

    columns: Mapping[str, Column]
    usual: str = ""


def _columns(**fields: str) -> dict[str, Column]:
    """Columns by the keys of their headings, each of one field of a row."""
    return {key: Column(itemgetter(field)) for key, field in fields.items()}


def _outlets(**fields: str) -> dict[str, Column]:
    """The same for fields that hold source ids."""
    return {key: Column(itemgetter(field), is_outlet=True) for key, field in fields.items()}


_SOURCE = _outlets(source="source")
_DAYS = Table(
    _columns(day="day", stories="groups", with_copies="with_copies", copies="copies", most_copies="largest"),
    "-day",
)
_SOURCES = Table(
    _SOURCE
    | _columns(
        articles="articles",
        newest_article="newest_article_at",
        last_answered="last_success_at",
        errors="errors",
    ),
    "source",
)
_COPIES = Table(_SOURCE | _columns(published="published_at", overlap="overlap", distance="hamming"))
_ARTICLES_BY_DAY = Table(_columns(day="day", articles="articles"), "-day")
_OF_PAIR = _columns(stories="stories", median_lag="median_lag", with_credit="credited")
_PARTNERS = Table(_SOURCE | _OF_PAIR, "-stories")
_EXCHANGES = Table(_outlets(first_in="original", carried_by="copy") | _OF_PAIR, "-stories")
_CREDITING = Table(
    _SOURCE
    | _columns(with_credit="credited")
    | {"share": Column(lambda row: row["credited"] / row["articles"])}
)
_STORIES = Table(
    _columns(copies="copies", first_seen="first_published_at")
    | {"last_copy_after": Column(lambda row: row["last_published_at"] - row["first_published_at"])},
    "-copies",
)
# Of a search the best come first as usual.
_FOUND_STORIES = Table(_STORIES.columns)
HOME = {"days": _DAYS, "sources": _SOURCES}
"""Tables of each page, by their ids in it."""
LIST = {"stories": _STORIES}
SEARCH = {"stories": _FOUND_STORIES}
STORY = {"copies": _COPIES}
OUTLET = {"days": _ARTICLES_BY_DAY, "copied_by": _PARTNERS, "copies_from": _PARTNERS}
OVERVIEW = {"exchanges": _EXCHANGES, "crediting": _CREDITING}

ORDERS: Mapping[str, Order] = {
    "": "best",
    "-copies": "copies",
    "copies": "fewest",
    "-first_seen": "newest",
    "first_seen": "oldest",
    "-last_copy_after": "longest",
    "last_copy_after": "shortest",
}
"""How lists of stories, which have pages, are sorted in the database."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that sorts.

    Attributes:
        order: `ascending`, `descending` or `none`, as `aria-sort` has it.
        address: asks for this column, or for the other way.
    """

    order: str
    address: str


class Sorting:
    """How the tables of a page are sorted.

    Attributes:
        asked: as the address says; empty where nothing was asked for.
    """

    asked: str

    def __init__(self, request: Request, tables: Mapping[str, Table], names: Mapping[str, str]) -> None:
        """As a request asks for.

        Args:
            request: of the page.
            tables: that the page has, by their ids in it.
            names: of the outlets, by source id.

        Raises:
            RefusedError: a column was asked for that there is not.
        """
        self._request = request
        self._tables = tables
        self._names = names
        self.asked = asked = request.query_params.get(SORT, "")
        self._table, _, self._column = asked.removeprefix("-").partition(".")
        self._is_descending = asked.startswith("-")
        if asked and not (self.is_asked(self._table) and self._column in tables[self._table].columns):
            columns = [f"{name}.{column}" for name, table in tables.items() for column in table.columns]
            raise RefusedError(400, "sort_expected", name=SORT, columns=", ".join(columns))

    def is_asked(self, table: str) -> bool:
        """Whether a table was asked to be sorted otherwise than usual."""
        return self._table == table and table in self._tables

    def of(self, table: str) -> str:
        """How a table is sorted: the column, after a minus if the largest come first; empty: as its rows come."""
        if self.is_asked(table):
            return f"{'-' if self._is_descending else ''}{self._column}"
        return self._tables[table].usual

    def rows(self, table: str, rows: Iterable[Any]) -> list[Any]:
        """The rows of a table, sorted; those without a value are last."""
        order = self.of(table)
        if not order:
            return list(rows)
        column = self._tables[table].columns[order.removeprefix("-")]
        valued = [(self._key(column, row), row) for row in rows]
        present = [one for one in valued if one[0] is not None]
        present.sort(key=itemgetter(0), reverse=order.startswith("-"))
        return [row for _, row in present] + [row for key, row in valued if key is None]

    def heading(self, table: str, column: str) -> Heading:
        """The heading of a column."""
        now = self.of(table)
        is_this = now.removeprefix("-") == column
        is_descending = now.startswith("-")
        first = "" if self._tables[table].columns[column].is_outlet else "-"
        sign = ("" if is_descending else "-") if is_this else first
        order = ("descending" if is_descending else "ascending") if is_this else "none"
        return Heading(order, f"{self.address(f'{sign}{table}.{column}')}#{table}")

    def address(self, asked: str) -> str:
        """The page sorted in another way, from its first part on."""
        return same_page(self._request, **{SORT: asked, "page": ""})

    def _key(self, column: Column, row: Any) -> Any:
        value = column.value(row)
        return fold(self._names.get(value, value)).casefold() if column.is_outlet else value
