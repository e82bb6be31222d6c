"""What can be asked: one table, from which the addresses, their description and the page about them are made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from pipelines.warehouse.ask import for_explorer
from pipelines.warehouse.ask.rows import Connection, Row
from pipelines.warehouse.ask.search.excerpts import excerpts
from pipelines.warehouse.ask.search.groups import Filter, groups
from pipelines.web.api import answers, cursor
from pipelines.web.api.answers import ExchangesAsked, NothingAsked, StoriesAsked

Ask = Callable[[Connection, Any, Mapping[str, str]], Row | None]
"""Answers a question (a model of `answers`, and the parts of the path); None where there is no such thing."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One address.

    Attributes:
        name: `operationId`.
        path: below the API's root; what is in braces is a part of the path.
        summary: one line.
        example: an address to try.
        asked: its parameters.
        answer: what it gives.
        ask: answers.
    """

    name: str
    path: str
    summary: str
    example: str
    asked: type[BaseModel]
    answer: type[BaseModel]
    ask: Ask


def _stories(connection: Connection, asked: StoriesAsked, _: Mapping[str, str]) -> Row:
    wanted = Filter(
        day=asked.day,
        outlet=asked.outlet,
        country=asked.country,
        language=asked.language,
        words=asked.words.strip(),
        copies=asked.copies,
        first=asked.from_,
        last=asked.to,
    )
    after = cursor.read(asked.cursor, asked.order) if asked.cursor else None
    found = groups(connection, wanted, order=asked.order, size=asked.limit, after=after)
    matches = excerpts(connection, wanted.words, found.stories)
    for story in found.stories:
        match = matches.get(story["group_id"])
        story["found_in"] = match and match.told()
    end = cursor.written(found.end, asked.order) if found.end else None
    return {"in_all": found.in_all, "next": end, "stories": found.stories}


def _story(connection: Connection, _: NothingAsked, path: Mapping[str, str]) -> Row | None:
    group = for_explorer.group_of(connection, path["id"]) or path["id"]
    copies = for_explorer.copies(connection, group)
    if not copies:
        return None
    return {
        "group_id": group,
        "title": copies[0]["title"],
        "text": copies[0]["body"],
        "copies": copies,
        "same_event": for_explorer.related(connection, group),
    }


def _days(connection: Connection, _: NothingAsked, __: Mapping[str, str]) -> Row:
    return {"days": for_explorer.days(connection)}


def _outlets(connection: Connection, _: NothingAsked, __: Mapping[str, str]) -> Row:
    return {"outlets": for_explorer.outlets(connection)}


def _exchanges(connection: Connection, asked: ExchangesAsked, _: Mapping[str, str]) -> Row:
    return {"pairs": for_explorer.exchanges(connection, asked.outlet)}


OPERATIONS = (
    Operation(
        "stories",
        "/stories",
        "Stories that fit, each once; of a day, of a search, of an outlet.",
        "/stories?words=cup&limit=5",
        StoriesAsked,
        answers.Stories,
        _stories,
    ),
    Operation(
        "story",
        "/stories/{id}",
        "A story with its copies and the evidence for each, by its group_id or the story_id of a copy.",
        "",
        NothingAsked,
        answers.WholeStory,
        _story,
    ),
    Operation("days", "/days", "The days that have stories.", "/days", NothingAsked, answers.Days, _days),
    Operation("outlets", "/outlets", "All outlets.", "/outlets", NothingAsked, answers.Outlets, _outlets),
    Operation(
        "exchanges",
        "/exchanges",
        "Who copies whom: how often, how late, how often with a credit.",
        "/exchanges",
        ExchangesAsked,
        answers.Exchanges,
        _exchanges,
    ),
)
"""Every address of the API."""
