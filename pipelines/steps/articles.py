"""From captures to articles and stories, with their fingerprints: of the sources whose captures changed, no others."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import numpy as np

from pipelines import dedup, warehouse
from pipelines.cleaning import CLEANER_VERSION
from pipelines.dedup import Features
from pipelines.dedup.arrays.ragged import Ints
from pipelines.dedup.stored.feature_file import FeatureFolder, StoredDay, StoryPlace
from pipelines.locks import day_locked
from pipelines.processes import Processes
from pipelines.records import SourceRules
from pipelines.settings import Settings
from pipelines.steps.absence import file_sizes, kept_because, known_files, missing_files
from pipelines.steps.archive import Log
from pipelines.steps.seen_pages import SeenPages
from pipelines.steps.source_day import CleanedSource, Place, SourceDay
from pipelines.steps.workers import CleaningWorkers
from pipelines.warehouse.ask import for_steps
from pipelines.warehouse.write import partitions
from pipelines.warehouse.write.columns import columns_of
from pipelines.warehouse.write.partitions import SourcesOfDay
from pipelines.warehouse.write.rows import RowFile

_TABLES = ("articles", "stories", "article_revisions")


@dataclass(frozen=True, slots=True)
class _Others:
    """The stories of a day that stay as they are.

    Attributes:
        places: of the stories.
        stored: the day as it was; None where no story stays.
        rows: of the stories in `stored`.
    """

    places: list[StoryPlace]
    stored: StoredDay | None
    rows: Ints


@dataclass(frozen=True, slots=True)
class _Reading:
    """How pages are to be read.

    Attributes:
        rules: by source id.
        waiting: sources whose rules are not known: what is held of them stays as it is.
    """

    rules: Mapping[str, SourceRules]
    waiting: frozenset[str]

    @property
    def made_with(self) -> str:
        """Of all rules and versions, hashed: with other ones a day is looked at again, source by source."""
        # A source that waits has no rules, as one whose file was removed, which is cleaned by general ones.
        facts = (CLEANER_VERSION, dedup.VERSION, sorted(self.rules.items()), *sorted(self.waiting))
        return hashlib.sha256(repr(facts).encode()).hexdigest()


@dataclass(slots=True)
class CleanReport:
    """What stands of the days after cleaning.

    Attributes:
        articles, stories: by day.
        read_also, revisions: of all days.
        rejected: captures without an article, by reason.
        cleaned: sources that were cleaned, by day; all others had nothing new.
        problems: why sources or days were left as they were, a line each.
    """

    articles: dict[date, int] = field(default_factory=dict)
    stories: dict[date, int] = field(default_factory=dict)
    read_also: int = 0
    revisions: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    cleaned: dict[date, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def clean_days(
    settings: Settings,
    days: Iterable[date],
    rules: Mapping[str, SourceRules],
    log: Log,
    *,
    unreadable: Collection[str] = (),
    forget_missing: bool = False,
    workers: int | None = None,
) -> CleanReport:
    """Makes articles, stories and fingerprints of the days from their captures.

    A source whose captures, rules and versions are those that its articles were made of is left as it is. A day whose
    archive files are missing is left as it is, and so is a source whose captures can't be read any more, and one whose
    rules are not known because its file is wrong.

    Args:
        settings: where things are.
        days: partitions to bring up to their captures.
        rules: by source id; a capture of a source that is no more is cleaned by general rules.
        unreadable: ids of sources whose files are wrong: what is held of them waits for their own rules.
        log: gets a line a day.
        forget_missing: makes days also from less than they were made from.
        workers: processes to clean with; one a core by default.
    """
    report = CleanReport()
    reading = _Reading(rules, frozenset(unreadable))
    with warehouse.session(settings) as connection:
        columns = {table: columns_of(connection, table) for table in _TABLES}
    with Processes(workers) as processes:
        cleaning = CleaningWorkers(settings, columns, processes)
        for day in days:
            with day_locked(settings, day):
                missing = missing_files(settings, known_files(settings, day), file_sizes(settings, day))
                if missing and not forget_missing:
                    report.problems.append(kept_because(day, missing))
                    report.cleaned[day] = 0
                else:
                    _clean_day(settings, day, reading, cleaning, report)
            _count(settings, day, report)
            log(
                f"{day}: {report.articles[day]} articles, {report.stories[day]} stories; "
                f"{report.cleaned[day]} sources cleaned"
            )
    return report


def _clean_day(
    settings: Settings,
    day: date,
    reading: _Reading,
    cleaning: CleaningWorkers,
    report: CleanReport,
) -> None:
    made_with = reading.made_with
    with warehouse.session(settings) as connection:
        if for_steps.is_cleaned(connection, day, made_with):
            report.cleaned[day] = 0
            return
        known = for_steps.cleaned_sources(connection, day)
        work = _work_of_day(connection, day, reading.rules, known)
        is_new = not for_steps.has_day(connection, day)
    changed = [
        piece
        for source, piece in work.items()
        if known.get(source) != piece.signature and source not in reading.waiting
    ]
    gone = known.keys() - work.keys()
    report.cleaned[day] = len(changed)
    if not (changed or gone or is_new):
        warehouse.transact(settings, partial(partitions.mark_cleaned, day=day, made_with=made_with))
        return
    with ExitStack() as files:
        rows = {table: files.enter_context(RowFile()) for table in _TABLES}
        made = SourcesOfDay(
            dict.fromkeys(gone),
            rows["articles"],
            rows["stories"],
            rows["article_revisions"],
            [],
            {},
            made_with,
        )
        features: list[Features] = []
        places: list[StoryPlace] = []
        for piece, found in cleaning.clean(changed):
            if found.unreadable and piece.known is not None:
                # Articles that were made of these captures are all that is left of them.
                report.problems += [
                    f"{day}, {piece.source_id} is left as it was: {line}" for line in found.unreadable
                ]
                made = replace(made, made_with=None)
                continue
            report.problems += found.unreadable
            _add(made, piece, found)
            if found.features is not None:
                features.append(found.features)
            places += [
                StoryPlace.at(row["story_id"], row["role"] != "main", row["published_at"])
                for row in found.stories
            ]
        if made.signatures or is_new:
            _replace(settings, day, made, places, features)


def _add(made: SourcesOfDay, piece: SourceDay, found: CleanedSource) -> None:
    """Adds what came of one source."""
    made.signatures[piece.source_id] = piece.signature
    if found.replaced is not None:
        made.partly[piece.source_id] = found.replaced
    made.rejected.extend(found.rejected)
    tables = (made.articles, made.stories, made.revisions)
    for table, rows in zip(tables, (found.articles, found.stories, found.revisions), strict=True):
        for row in rows:
            table.add(row)


def _replace(
    settings: Settings,
    day: date,
    made: SourcesOfDay,
    places: Sequence[StoryPlace],
    features: Sequence[Features],
) -> None:
    """Writes what was made of a day, with the features of all its stories; `places` and `features` are of the new ones."""
    before = _features_of_others(
        settings, day, made.signatures.keys() - made.partly.keys(), made.partly.values()
    )

    def store(connection: for_steps.Connection) -> tuple[str, int]:
        signature = partitions.replace_sources(connection, day, made)
        return signature, for_steps.day_counts(connection, day).stories

    signature, count = warehouse.transact(settings, store)
    for source, made_of in made.signatures.items():
        SeenPages(settings.seen_pages / day.isoformat(), source).keep_only(made_of)
    # Where another day took some of the stories, pairing makes the features of those that are left.
    if before is not None and len(before.places) + len(places) == count:
        _save_features(settings, day, signature, before, (places, features))


def _work_of_day(
    connection: for_steps.Connection, day: date, rules: Mapping[str, SourceRules], known: Mapping[str, str]
) -> dict[str, SourceDay]:
    """What is to be cleaned of a day, by source; `known` are the signatures of what was cleaned before."""
    newest: defaultdict[str, list[Place]] = defaultdict(list)
    for capture_id, source_id, file, offset, fetched in for_steps.newest_captures(connection, day):
        newest[source_id].append(Place(capture_id, file, offset, fetched))
    recaptured: defaultdict[str, list[tuple[str, tuple[Place, ...]]]] = defaultdict(list)
    for source_id, url, places in for_steps.recaptured_pages(connection, day):
        recaptured[source_id].append((url, tuple(Place(*place) for place in places)))
    first_ids = for_steps.first_ids(connection)
    return {
        source_id: SourceDay(
            day,
            source_id,
            first_ids.get(source_id, source_id),
            rules.get(source_id, SourceRules()),
            tuple(places),
            tuple(recaptured.get(source_id, ())),
            known.get(source_id),
        )
        for source_id, places in sorted(newest.items())
    }


def _features_of_others(
    settings: Settings, day: date, sources: Iterable[str], articles: Iterable[Iterable[str]]
) -> _Others | None:
    """The stories of a day's other sources and articles; None where their features are not at hand."""
    with warehouse.session(settings) as connection:
        others = for_steps.stories_of_others(
            connection, day, list(sources), [name for some in articles for name in some]
        )
        signature = for_steps.signatures(connection).get(day, ("", None))[0]
    if not others:
        return _Others([], None, np.empty(0, np.int64))
    stored = FeatureFolder(settings.features).open(day.toordinal(), signature)
    if stored is None:
        return None
    row_of = {name: row for row, name in enumerate(stored.story_ids(np.arange(len(stored))))}
    if any(name not in row_of for name, *_ in others):
        return None
    rows = np.array([row_of[name] for name, *_ in others], np.int64)
    return _Others([StoryPlace(*other) for other in others], stored, rows)


def _save_features(
    settings: Settings,
    day: date,
    signature: str,
    others: _Others,
    new: tuple[Sequence[StoryPlace], Sequence[Features]],
) -> None:
    """Saves the features of all stories of a day: those of others, and the new ones."""
    places, features = new
    every = [*others.places, *places]
    order = np.array(sorted(range(len(every)), key=lambda row: every[row].story_id), np.int64)
    known = [] if others.stored is None else [others.stored.features]
    new_rows = sum(map(len, known)) + np.arange(len(places))
    joined = Features.concatenate([*known, *features], np.append(others.rows, new_rows)[order])
    before = np.append(others.rows, np.full(len(places), -1))[order]
    FeatureFolder(settings.features).save(
        day,
        signature,
        [every[row] for row in order.tolist()],
        joined,
        None if others.stored is None else (others.stored, before),
    )


def _count(settings: Settings, day: date, report: CleanReport) -> None:
    with warehouse.session(settings) as connection:
        counts = for_steps.day_counts(connection, day)
    report.articles[day] = counts.articles
    report.stories[day] = counts.stories
    report.read_also += counts.read_also
    report.revisions += counts.revisions
    for reason, count in counts.rejected.items():
        report.rejected[reason] = report.rejected.get(reason, 0) + count
