"""From groups to groups that tell the same event in other words."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines import related, warehouse
from pipelines.related.terms import LEAD_CHARACTERS
from pipelines.settings import Settings
from pipelines.steps.archive import Log
from pipelines.warehouse.ask import for_related
from pipelines.warehouse.memory import StateMemory
from pipelines.warehouse.write.relating import replace_related
from pipelines.warehouse.write.rows import Row

# Days whose rows are written together: a rebuild of years holds no more in memory.
_DAYS_AT_ONCE = 30


@dataclass(slots=True)
class RelatedReport:
    """Days whose groups were related anew, and the links and events found there."""

    days: list[date] = field(default_factory=list)
    links: int = 0
    events: int = 0


def relate_groups(
    settings: Settings, log: Log, config: related.RelatedConfig = related.DEFAULT
) -> RelatedReport:
    """Finds the groups that tell the same event, of all days on which or shortly before which groups changed.

    The links of a day are made of its groups and those of the days before it only, so they are the same in whatever
    order days arrive. Which days changed is told by what each was made of.
    """
    report = RelatedReport()
    with warehouse.locked(settings, "dedup"):
        with warehouse.session(settings) as connection:
            memory = StateMemory(settings, "related", connection)
            if memory.get(_made_with(config)):
                log("nothing changed: all links between groups are good")
                return report
            of_day = for_related.signatures(connection)
            known = for_related.related_days(connection)
            wanted = {day: _signature(day, of_day, config) for day in sorted(of_day)}
            behind = [day for day, signature in wanted.items() if known.get(day) != signature]
            gone = sorted(known.keys() - wanted.keys())
            if not behind and not gone:
                memory.put(_made_with(config), True)
        terms: dict[date, related.DayTerms] = {}
        for start in range(0, max(len(behind), bool(gone)), _DAYS_AT_ONCE):
            some = behind[start : start + _DAYS_AT_ONCE]
            links: list[Row] = []
            events: list[Row] = []
            for day in some:
                found, its_events = _related(settings, day, sorted(of_day), terms, config)
                links += _link_rows(day, found)
                events += _event_rows(day, its_events)
                report.events += len(its_events)
            with warehouse.session(settings) as connection:
                replace_related(connection, {day: wanted[day] for day in some}, links, events, gone)
            report.days += some
            report.links += len(links)
    log(f"{report.links} links between groups and {report.events} events on {len(report.days)} days")
    return report


def _window(day: date, days: Sequence[date], config: related.RelatedConfig) -> list[date]:
    first = day - timedelta(days=config.window_days)
    return [one for one in days if first <= one <= day]


def _signature(day: date, of_day: Mapping[date, str], config: related.RelatedConfig) -> str:
    """What the links of a day are made of."""
    lines = [f"{one} {of_day[one]}" for one in _window(day, sorted(of_day), config)]
    return hashlib.sha256("\n".join([_made_with(config), *lines]).encode()).hexdigest()


def _made_with(config: related.RelatedConfig) -> str:
    return f"{config.config_id} {LEAD_CHARACTERS}"


def _related(
    settings: Settings,
    day: date,
    days: Sequence[date],
    terms: dict[date, related.DayTerms],
    config: related.RelatedConfig,
) -> tuple[list[related.Link], list[related.Event]]:
    """The links and events of a day; `terms` keeps what the next day needs, too."""
    window = _window(day, days, config)
    for old in terms.keys() - set(window):
        del terms[old]
    missing = [one for one in window if one not in terms]
    leads: dict[date, list[related.Lead]] = {one: [] for one in missing}
    with warehouse.session(settings) as connection:
        for its_day, lead in for_related.leads(connection, missing, LEAD_CHARACTERS):
            leads[its_day].append(related.Lead(*lead))
    for one in missing:
        terms[one] = related.day_terms(one, leads[one])
    links = related.links_of_day([terms[one] for one in window], config)
    return links, related.events_of(terms[day].leads, links)


def _link_rows(day: date, links: Sequence[related.Link]) -> Iterator[Row]:
    for link in links:
        yield {
            "day": day,
            "earlier_group_id": link.earlier,
            "later_group_id": link.later,
            "similarity": link.similarity,
            "shared_words": link.shared_words,
        }


def _event_rows(day: date, events: Sequence[related.Event]) -> Iterator[Row]:
    for event in events:
        for group_id in event.group_ids:
            yield {"day": day, "event_id": event.group_ids[0], "label": event.label, "group_id": group_id}
