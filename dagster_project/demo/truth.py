"""`naba demo`: the main job on the embedded newsroom, held against what its truth file says."""

import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from dagster_project.demo.newsroom import Newsroom
from pipelines import warehouse
from pipelines.errors import BadInputError
from pipelines.settings import REPOSITORY, Settings

NEWSROOM = REPOSITORY / "data" / "samples" / "newsroom"


@dataclass(frozen=True, slots=True)
class Truth:
    """What the newsroom's truth file says.

    Attributes:
        days: the days that the newsroom covers.
        groups: sets of story addresses that are one story each; all other stories are alone.
        canonical: the canonical story of each group, in the same order.
    """

    days: tuple[date, ...]
    groups: tuple[frozenset[str], ...]
    canonical: tuple[str, ...]


def read_truth(file: Path = NEWSROOM / "truth.toml") -> Truth:
    """Reads the truth file.

    Raises:
        BadInputError: there is none; an installed package has no newsroom.
    """
    if not file.exists():
        raise BadInputError(f"{file} is missing: the demo needs a checkout of the repository")
    truth = tomllib.loads(file.read_text(encoding="utf-8"))
    return Truth(
        days=tuple(sorted(map(date.fromisoformat, truth["days"]))),
        groups=tuple(frozenset([story["canonical"], *story["copies"]]) for story in truth["story"]),
        canonical=tuple(story["canonical"] for story in truth["story"]),
    )


@contextmanager
def newsroom(settings: Settings) -> Iterator[Settings]:
    """Serves the newsroom, and gives the settings under which Naba collects from it.

    Raises:
        BadInputError: the data folder holds news of real sources; fiction must not mix with it.
    """
    sources = NEWSROOM / "sources"
    fictional = {file.stem for file in sources.glob("*/*.toml")}
    if warehouse.is_published(settings):
        with warehouse.published(settings) as connection:
            real = {
                row[0] for row in connection.execute("SELECT DISTINCT source_id FROM articles").fetchall()
            }
        if real - fictional:
            raise BadInputError(
                f"{settings.data} holds news of {', '.join(sorted(real - fictional)[:3])}: "
                "give the demo another folder, NABA_DATA=data/demo naba demo"
            )
    first_day = min(settings.first_day, *read_truth().days)
    with Newsroom(NEWSROOM / "site") as served:
        yield replace(settings, sources=sources, proxy=served.url, first_day=first_day)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The database held against the truth: each line of `wrong` names one difference."""

    groups: int
    wrong: tuple[str, ...]


def compare(settings: Settings, truth: Truth) -> Verdict:
    """Holds the published groups and canonical stories against the truth."""
    with warehouse.published(settings) as connection:
        rows = connection.execute(
            """
            SELECT m.group_id, a.url, s.position, m.is_canonical
            FROM story_group_members AS m JOIN stories AS s USING (story_id) JOIN articles AS a USING (article_id)
            """
        ).fetchall()
    groups: dict[str, set[str]] = {}
    canonical: dict[str, str] = {}
    for group_id, url, position, is_canonical in rows:
        address = url if position == 0 else f"{url}#{position}"
        groups.setdefault(group_id, set()).add(address)
        if is_canonical:
            canonical[group_id] = address
    found = {frozenset(addresses): canonical[group_id] for group_id, addresses in groups.items()}
    wrong = [
        f"one story, but not grouped so: {', '.join(sorted(group))}"
        for group in truth.groups
        if group not in found
    ]
    wrong += [
        f"grouped, but not one story: {', '.join(sorted(group))}"
        for group in found
        if len(group) > 1 and group not in truth.groups
    ]
    wrong += [
        f"canonical should be {expected}, is {found[group]}"
        for group, expected in zip(truth.groups, truth.canonical, strict=True)
        if found.get(group, expected) != expected
    ]
    return Verdict(len(truth.groups), tuple(wrong))


class Stopwatch:
    """Wall-clock seconds since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds so far."""
        return time.perf_counter() - self._start


def overview(settings: Settings) -> tuple[dict[str, int], tuple[list[str], list[tuple[Any, ...]]]]:
    """Counts of the demo's database, and its stories with copies as a table."""
    with warehouse.published(settings) as connection:
        counts = dict(
            connection.execute(
                """
                SELECT 'articles', count(*) FROM articles
                UNION ALL SELECT 'sources', count(DISTINCT source_id) FROM articles
                UNION ALL SELECT 'stories', count(*) FROM stories
                UNION ALL SELECT 'read_also', count(*) FROM stories WHERE role = 'read_also'
                UNION ALL SELECT 'groups', count(*) FROM news
                """
            ).fetchall()
        )
        result = connection.execute(
            """
            SELECT strftime(first_published_at, '%m-%d %H:%M') AS first_seen, source, copies,
                array_to_string(list_filter(outlets, outlet -> outlet != source), ' ') AS also_in, title
            FROM news WHERE copies > 0 ORDER BY copies DESC, first_published_at LIMIT 12
            """
        )
        return counts, ([column[0] for column in result.description], result.fetchall())
