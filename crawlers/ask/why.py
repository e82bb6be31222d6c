"""`naba why URL`: an article's whole way, or where it stopped and why."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

from crawlers.fetch.context import MAX_REDIRECTS
from crawlers.memory.crawl_state import Held
from crawlers.memory.opening import has_state, open_state
from crawlers.rules.acceptance import RefusalCause
from pipelines.archive.fetch_log import FetchAttempt, fetch_log_files
from pipelines.archive.storage import storage_of
from pipelines.errors import BadInputError
from pipelines.settings import Settings
from pipelines.urls import address_with_part, canonical_url, same_addresses
from pipelines.warehouse import is_published
from pipelines.warehouse.ask.for_why import Trace, trace


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way; `at` is UTC, None where no moment belongs to it."""

    at: datetime | None
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Way:
    """All that is known of an address, in order, and in one line where it stands."""

    url: str
    steps: tuple[Step, ...]
    verdict: str


def why(settings: Settings, url: str) -> Way:
    """Follows an address from the feed that listed it to the group that its stories are in.

    Raises:
        BadInputError: it is no web address, or nothing was ever fetched into the data folder.
        StorageError: the data folder cannot be read.
    """
    address = canonical_url(url)
    if address is None or "://" not in url:
        raise BadInputError(f"{url!r} is no address: expected one such as https://news.example/a")
    if not (has_state(settings) or is_published(settings) or fetch_log_files(settings.fetch_logs)):
        # In a folder that is the wrong one, no address was ever listed.
        raise BadInputError(
            f"{settings.data}: nothing was fetched into this folder yet (NABA_DATA): `naba run` does"
        )
    steps: list[Step] = []
    holdings: list[Held] = []
    if has_state(settings):
        with open_state(settings) as state:
            part = address_with_part(url)
            if part and state.sightings(part):
                address = part
            steps += [
                Step(at, "listed", f"{list_url} ({source_id})")
                for source_id, list_url, at in state.sightings(address)
            ]
            holdings = state.holdings(address)
    attempts = sorted(_attempts(settings, address), key=lambda one: one.fetched_at)
    attempts += _where_it_led(settings, attempts)
    steps += [_fetch_step(attempt) for attempt in attempts]
    steps += [_archive_step(held, address) for held in holdings]
    known_as = holdings[0].url if holdings else address
    found = trace(settings, known_as) if is_published(settings) else Trace([], [], [], 0)
    steps += _database_steps(found)
    return Way(address, tuple(steps), _verdict(steps, attempts, _waiting(settings, holdings), found))


def _attempts(settings: Settings, url: str) -> Iterator[FetchAttempt]:
    """Every attempt to fetch it, from the logs themselves: they are ahead of the database."""
    addresses = same_addresses(url)
    needle = url.partition("://")[2].removeprefix("www.").encode()
    for log in fetch_log_files(settings.fetch_logs):
        with storage_of(settings.fetch_logs).open(log) as lines:
            for line in lines:
                if needle in line and line.endswith(b"\n"):
                    facts: dict[str, Any] = json.loads(line)
                    if facts["url"] in addresses:
                        yield FetchAttempt(**facts)


def _where_it_led(settings: Settings, attempts: Sequence[FetchAttempt]) -> list[FetchAttempt]:
    """The attempts that the last one of all led to by redirects: what became of it stands there."""
    led: list[FetchAttempt] = []
    last = attempts[-1] if attempts else None
    while last is not None and last.outcome == "redirected" and last.error and len(led) < MAX_REDIRECTS:
        place = canonical_url(last.error.removeprefix("to "), last.url)
        hops = (one for one in _attempts(settings, place) if one.run_id == last.run_id) if place else ()
        last = max(hops, key=lambda one: one.fetched_at, default=None)
        led += [last] if last is not None else []
    return led


def _archive_step(held: Held, address: str) -> Step:
    known_as = "" if held.url == address else f" as {held.url}"
    return Step(
        None,
        "in the archive",
        f"{held.kind} of {held.source_id}, day {held.day}{known_as}: {held.warc_file} at byte {held.warc_offset}",
    )


def _fetch_step(attempt: FetchAttempt) -> Step:
    status = f"HTTP {attempt.status}, " if attempt.status else ""
    error = f": {attempt.error}" if attempt.error else ""
    return Step(
        datetime.fromisoformat(attempt.fetched_at).astimezone(UTC),
        "fetched" if attempt.outcome == "captured" else attempt.outcome.replace("_", " "),
        f"{status}{attempt.bytes} bytes, run {attempt.run_id}{error}",
    )


def _database_steps(found: Trace) -> list[Step]:
    steps = [
        Step(None, "no article", f"{kind} of {source_id}, day {day}: {rejected}")
        for source_id, kind, day, _, _, _, rejected in found.captures
        if rejected
    ]
    steps += [
        Step(
            published_at,
            "article",
            f"{title or 'no title'} (day {day}, date from {published_from or 'nowhere'}"
            f"{', only its beginning: the rest is for subscribers' if is_complete is False else ''})",
        )
        for _, day, title, published_at, published_from, is_complete in found.articles
    ]
    if found.revisions:
        steps.append(
            Step(
                None,
                "revised",
                f"its text changed {found.revisions} {'time' if found.revisions == 1 else 'times'} (table article_revisions)",
            )
        )
    steps += [
        Step(None, f"{role} story", f"group {group} of {stories}, canonical: {canonical}")
        for role, group, stories, canonical in found.groups
    ]
    return steps


def _waiting(settings: Settings, holdings: Sequence[Held]) -> str | None:
    """What becomes of captures that the database does not have; None where none are held."""
    if not holdings:
        return None
    day = max(held.day for held in holdings)
    if day < settings.first_day:
        return f"no run makes {day}, as NABA_FIRST_DAY is {settings.first_day}"
    return "the next run of its day takes it in"


def _verdict(steps: list[Step], attempts: list[FetchAttempt], waiting: str | None, found: Trace) -> str:
    rejected = [capture[-1] for capture in found.captures if capture[-1]]
    if found.groups:
        verdict = "it is in the database"
    elif found.articles:
        verdict = "it is cleaned, and not grouped yet: the next run groups it"
    elif rejected:
        verdict = f"it was captured, and holds no article: {rejected[-1]}"
    elif waiting:
        verdict = f"it is in the archive, and not in the database yet: {waiting}"
    elif attempts:
        last = attempts[-1]
        reason = last.outcome.replace("_", " ") if last.outcome in get_args(RefusalCause) else ""
        reason = ": ".join(filter(None, (reason, last.error))) or last.outcome.replace("_", " ")
        verdict = f"it was not obtained: {reason}; it is tried again for a week, and as long as it is listed"
    elif steps:
        verdict = "it was listed, and not asked for yet: it may lie outside the days that were run"
    else:
        verdict = "it was never listed in a feed, sitemap or listing that was read, nor imported"
    return verdict
