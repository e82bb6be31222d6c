"""What the newsroom's truth file says, and how a database is compared with it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipelines.errors import BadInputError
from pipelines.settings import REPOSITORY, Settings
from pipelines.warehouse.ask.for_demo import stories_by_group

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


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a database compares with the truth.

    Attributes:
        groups: number of groups in the truth file.
        wrong: a line for each difference.
    """

    groups: int
    wrong: tuple[str, ...]


def read_truth() -> Truth:
    """Reads the truth file.

    Raises:
        BadInputError: there is none; an installed package has no newsroom.
    """
    file = NEWSROOM / "truth.toml"
    if not file.exists():
        raise BadInputError(f"{file} is missing: the demo needs a checkout of the repository")
    truth = tomllib.loads(file.read_text(encoding="utf-8"))
    return Truth(
        days=tuple(sorted(map(date.fromisoformat, truth["days"]))),
        groups=tuple(frozenset([story["canonical"], *story["copies"]]) for story in truth["story"]),
        canonical=tuple(story["canonical"] for story in truth["story"]),
    )


def compare(settings: Settings, truth: Truth) -> Verdict:
    """Compares the published groups and their canonical stories with the truth."""
    found = _found(settings)
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


def _found(settings: Settings) -> Mapping[frozenset[str], str]:
    """The canonical story of each published group of stories, all by address: the page's, and `#n` for its n-th."""
    groups: dict[str, set[str]] = {}
    canonical: dict[str, str] = {}
    for story in stories_by_group(settings):
        address = story.url if story.position == 0 else f"{story.url}#{story.position}"
        groups.setdefault(story.group_id, set()).add(address)
        if story.is_canonical:
            canonical[story.group_id] = address
    return {frozenset(addresses): canonical[group_id] for group_id, addresses in groups.items()}
