"""What `naba demo` asks the published database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.settings import Settings
from pipelines.warehouse.database.connection import published
from pipelines.warehouse.sql import read_sql


@dataclass(frozen=True, slots=True)
class GroupedStory:
    """A story, the page that it stands on, and its group."""

    group_id: str
    url: str
    position: int
    is_canonical: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """What a database holds, in short.

    Attributes:
        counts: `articles`, `sources`, `stories`, `read_also`, `groups`.
        columns: of `with_copies`.
        with_copies: the stories with the most copies, the most carried first.
    """

    counts: Mapping[str, int]
    columns: Sequence[str]
    with_copies: Sequence[tuple[Any, ...]]


def sources_with_articles(settings: Settings) -> set[str]:
    """Ids of all sources that have an article."""
    with published(settings) as connection:
        rows = connection.execute("SELECT DISTINCT source_id FROM articles").fetchall()
    return {source_id for (source_id,) in rows}


def stories_by_group(settings: Settings) -> list[GroupedStory]:
    """All stories, each with its group."""
    with published(settings) as connection:
        rows = connection.execute(
            """
            SELECT group_id, url, position, is_canonical
            FROM story_group_members JOIN stories USING (story_id) JOIN articles USING (article_id)
            """
        ).fetchall()
    return [GroupedStory(*row) for row in rows]


def overview(settings: Settings) -> Overview:
    """How much there is, and what is carried most."""
    with published(settings) as connection:
        counts = connection.execute(read_sql("ask/demo_counts"))
        [values] = counts.fetchall()
        names = [column[0] for column in counts.description]
        stories = connection.execute(read_sql("ask/demo_stories_with_copies"))
        return Overview(
            dict(zip(names, values, strict=True)),
            [column[0] for column in stories.description],
            stories.fetchall(),
        )
