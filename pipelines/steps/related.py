"""From groups to groups that tell the same event in other words."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from pipelines import dedup, related, warehouse
from pipelines.dedup.arrays.ragged import Ints
from pipelines.locks import locked
from pipelines.related.term_folder import Groups, TermFolder
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
    with locked(settings, "dedup"):
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
        folder = TermFolder(settings.related_terms, f"{_made_with(config)} {dedup.VERSION}")
        folder.forget_others(of_day)
        for start in range(0, max(len(behind), bool(gone)), _DAYS_AT_ONCE):
            some = behind[start : start + _DAYS_AT_ONCE]
            links: list[Row] = []
            events: list[Row] = []
            for day in some:
                found = _related(settings, day, of_day, folder, config)
                links += found[0]
                events += found[1]
            warehouse.transact(
                settings,
                partial(
                    replace_related,
                    signatures={day: wanted[day] for day in some},
                    links=links,
                    events=events,
                    gone=gone,
                ),
            )
            report.days += some
            report.links += len(links)
            report.events += len({event["event_id"] for event in events})
            if some:
                # What the next days need, and what the next hour's run does.
                ends = (some[-1], max(of_day))
                folder.keep_only({one for end in ends for one in _window(end, sorted(of_day), config)})
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
    of_day: Mapping[date, str],
    folder: TermFolder,
    config: related.RelatedConfig,
) -> tuple[list[Row], list[Row]]:
    """Rows of the links and of the events of a day."""
    with warehouse.session(settings) as connection:
        window = [
            folder.terms(one, of_day[one], partial(_groups, connection, one))
            for one in _window(day, sorted(of_day), config)
        ]
    found = related.relate_day(window, folder.close_pairs(day), folder.gone, config)
    folder.save_close_pairs(day, found.close)
    with warehouse.session(settings) as connection:
        stories = for_related.leads(
            connection, {end for link in found.links for end in (link.earlier, link.later)}, LEAD_CHARACTERS
        )
    leads = {name: related.Lead(*lead) for name, (_, lead) in stories.items()}
    # A group that went away meanwhile changed its day, which is then related again.
    links = [link for link in found.links if link.earlier in leads and link.later in leads]
    events = related.events_of(
        [leads[name] for name, (its_day, _) in stories.items() if its_day == day], links
    )
    return list(_link_rows(day, links, leads)), list(_event_rows(day, events))


def _groups(connection: for_related.Connection, day: date) -> Groups:
    """The groups that a day has now."""
    keys, group_ids = for_related.group_keys(connection, day)

    def read(places: Ints) -> list[related.Lead]:
        names = group_ids[places].tolist()
        found = for_related.leads(connection, names, LEAD_CHARACTERS)
        return [related.Lead(*found[name][1]) for name in names]

    return Groups(keys, read)


def _link_rows(day: date, links: Sequence[related.Link], leads: Mapping[str, related.Lead]) -> Iterator[Row]:
    for link in links:
        yield {
            "day": day,
            "earlier_group_id": link.earlier,
            "later_group_id": link.later,
            "similarity": link.similarity,
            "shared_words": related.words_with(leads[link.earlier], link.telling),
        }


def _event_rows(day: date, events: Sequence[related.Event]) -> Iterator[Row]:
    for event in events:
        for group_id in event.group_ids:
            yield {"day": day, "event_id": event.group_ids[0], "label": event.label, "group_id": group_id}
