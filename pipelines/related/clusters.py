"""The events of a day: its groups that are linked with each other, under the title of the one in their middle.

Links alone chain: a report on a summit is linked with one on its host, that one with another of his visits. So two
clusters become one only where at least half of the pairs between them are linked. The strongest links are asked first,
so the events do not depend on any order.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.related.links import Link
from pipelines.related.terms import Lead


@dataclass(frozen=True, slots=True)
class Event:
    """Groups of one day that tell the same event.

    Attributes:
        label: title of the group that has most in common with the others.
        group_ids: of two groups and more, by time of publication, then by id; the first names the event.
    """

    label: str
    group_ids: tuple[str, ...]


def events_of(leads: Sequence[Lead], links: Sequence[Link]) -> list[Event]:
    """The events of a day.

    Args:
        leads: of the groups of the day.
        links: any; those with groups of other days do not count.

    Returns:
        By the ids that name them.
    """
    known = {lead.group_id: lead for lead in leads}
    among = [link for link in links if link.earlier in known and link.later in known]
    cluster_of = {name: name for link in among for name in (link.earlier, link.later)}
    members = {name: [name] for name in cluster_of}
    linked: defaultdict[str, set[str]] = defaultdict(set)
    similarity: defaultdict[str, float] = defaultdict(float)
    for link in among:
        for one, other in ((link.earlier, link.later), (link.later, link.earlier)):
            linked[one].add(other)
            similarity[one] += link.similarity
    for link in sorted(among, key=lambda link: (-link.similarity, link.earlier, link.later)):
        one, other = cluster_of[link.earlier], cluster_of[link.later]
        if one == other:
            continue
        pairs = sum(name in linked[member] for member in members[one] for name in members[other])
        if 2 * pairs >= len(members[one]) * len(members[other]):
            members[one] += members[other]
            cluster_of |= dict.fromkeys(members.pop(other), one)
    return sorted(
        (_event(cluster, known, similarity) for cluster in members.values() if len(cluster) > 1),
        key=lambda event: event.group_ids[0],
    )


def _event(cluster: Sequence[str], known: Mapping[str, Lead], similarity: Mapping[str, float]) -> Event:
    in_order = sorted(cluster, key=lambda name: (known[name].published_at, name))
    titled = [name for name in in_order if known[name].title] or in_order
    middle = max(titled, key=lambda name: similarity[name])
    return Event(known[middle].title, tuple(in_order))
