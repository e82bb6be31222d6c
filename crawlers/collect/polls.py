"""Asking lists again and again: what a list was before, what has changed in it, and when it is due next."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from crawlers.collect.equipment import Equipment
from crawlers.lists.document import NO_READINGS, Document, Readings
from crawlers.lists.kind import Listing, ListTarget
from crawlers.memory.list_state import ListMemory
from crawlers.rules.page_body import type_of_html
from crawlers.rules.schedule import (
    Poll,
    Schedule,
    after_failure,
    after_success,
    max_age,
    retry_after,
    weight_of,
)
from crawlers.rules.targets import Answer, Failure, PageTarget
from pipelines.archive.captures import capture_id, read_capture_at
from pipelines.archive.fetch_log import FetchOutcome
from pipelines.errors import StorageError
from pipelines.feeds import NotAFeedError
from pipelines.records import Capture, FeedEntry


@dataclass(frozen=True, slots=True)
class PolledList:
    """What an answer to a list gave.

    Attributes:
        listing: what it says, None if it could not be read.
        outcome: for the log.
        error: why it could not be read.
        overflowed_since: the poll before, if entries may have come and gone since; else None.
        notices: what a person should know.
    """

    listing: Listing | None
    outcome: FetchOutcome
    error: str | None = None
    overflowed_since: datetime | None = None
    notices: tuple[str, ...] = ()


class Polls:
    """The lists of a crawl. Every method raises `StorageError` if archive or state cannot be used."""

    def __init__(self, equipment: Equipment) -> None:
        self._sources = equipment.sources
        self._state = equipment.state
        self._writer = equipment.writer
        self._archive = equipment.archive
        self._random = equipment.random
        self._now = equipment.now
        self._hubs = equipment.hubs

    def is_due(self, target: ListTarget | PageTarget) -> bool:
        """Whether the time for a list's next poll, or for another try at a page, has come."""
        if isinstance(target, ListTarget) and not target.is_scheduled:
            return True
        schedule = self._schedule(target)
        is_told = (
            isinstance(target, ListTarget) and self._hubs and self._hubs.told_of(target, schedule.polled_at)
        )
        return bool(is_told) or schedule.is_due(self._now())

    def request_headers(self, target: ListTarget) -> dict[str, str]:
        """Headers that spare a list sending what has not changed."""
        memory = self._memory(target)
        if memory is None or self._schedule(target).wants_bytes(self._now()):
            return {}
        known = {"If-None-Match": memory.etag, "If-Modified-Since": memory.last_modified}
        return {name: value for name, value in known.items() if value}

    def large_documents(self, target: ListTarget, answer: Answer) -> list[Document]:
        """What `read` would take long for: the answer, and what it is compared with."""
        now = self._document(target, answer.body, answer.content_type)
        if answer.status != 304 and not now.is_large:
            return []
        memory = self._memory(target)
        is_same = now.is_large and memory is not None and memory.sha256 == _digest(answer)
        found = [now] if now.is_large and not is_same else []
        if memory is not None:
            with suppress(StorageError):
                before = self._stored(target, memory)
                found += [before] if before.is_large else []
        return found

    def read(self, target: ListTarget, answer: Answer, readings: Readings = NO_READINGS) -> PolledList:
        """Reads a list's answer, which goes to the archive, and sets when the list is due next.

        Args:
            target: the list.
            answer: what it answered.
            readings: of its large documents.
        """
        memory = self._memory(target)
        digest = _digest(answer)
        if answer.status == 304 or (memory is not None and memory.sha256 == digest):
            return self._unchanged(target, answer, memory, readings)
        capture = captured(target, answer, answer.at.date(), None)
        warc_file, offset = self._writer.write(capture, answer.headers)
        try:
            listing = _read(self._document(target, answer.body, answer.content_type), readings)
        except NotAFeedError as error:
            # Next time it may be one again.
            self._state.forget_conditions(target.source_id, target.url)
            return PolledList(None, "not_a_feed", str(error).removeprefix(f"{target.url}: "))
        schedule = self._schedule(target)
        etag, last_modified = answer.header("etag"), answer.header("last-modified")
        if memory is not None and _same_conditions(memory, etag, last_modified):
            schedule = replace(schedule, etag_lies=True)
        share = self._known_share(target, listing, memory, readings)
        polled = self._polled(target, answer, listing, schedule, share)
        remembered = ListMemory(etag, last_modified, digest, warc_file, offset)
        self._state.remember_list(target.source_id, target.url, remembered)
        return polled

    def last(self, target: ListTarget) -> Listing | None:
        """What a list said last, None if it was never read or is not in the archive any more."""
        memory = self._memory(target)
        try:
            return self._stored(target, memory).read() if memory else None
        except (StorageError, NotAFeedError):
            self._state.forget_list(target.source_id, target.url)
            return None

    def failed(self, target: ListTarget | PageTarget, failure: Failure) -> Schedule:
        """Sets when a list or page that gave nothing usable is tried again."""
        at = self._now()
        schedule = after_failure(
            self._schedule(target),
            at,
            weight_of(failure.outcome, failure.status),
            status=failure.status,
            wait=retry_after(failure.retry_after, at, self._random()),
        )
        self._state.reschedule(target.source_id, target.url, schedule)
        # Parts of a page are asked for again as long as their list names them.
        if isinstance(target, PageTarget) and not target.items:
            self._state.retry_later(target, at)
        return schedule

    def _unchanged(
        self, target: ListTarget, answer: Answer, memory: ListMemory | None, readings: Readings
    ) -> PolledList:
        """A list that has not changed: what it names is read from the archive, for other days may be wanted now."""
        if memory is None:
            return PolledList(None, "not_modified", "answered 304 to a request without conditions")
        try:
            listing = _read(self._stored(target, memory), readings)
        except (StorageError, NotAFeedError) as error:
            # Next time the whole of it is asked for.
            self._state.forget_list(target.source_id, target.url)
            what = f"has not changed, but what it was cannot be read: {error}"
            return PolledList(None, "not_modified", what)
        known_share = 1.0 if listing.entries else None
        polled = self._polled(target, answer, listing, self._schedule(target), known_share)
        return replace(polled, outcome="not_modified")

    def _polled(
        self,
        target: ListTarget,
        answer: Answer,
        listing: Listing,
        schedule: Schedule,
        known_share: float | None,
    ) -> PolledList:
        if not target.is_scheduled:
            return PolledList(listing, "captured")
        if self._hubs is not None:
            self._hubs.met(target, answer, listing)
        poll = Poll(
            at=answer.at,
            known_share=known_share,
            received=answer.status != 304,
            hint=listing.hint,
            max_age=max_age(answer.header("cache-control")),
            moved_to=answer.moved_to,
        )
        self._state.reschedule(target.source_id, target.url, after_success(schedule, poll))
        notices = []
        if poll.moved_to:
            notices.append(
                f"{target.url}: moved for good to {poll.moved_to}: put that into the source's file"
            )
        since = schedule.polled_at if poll.overflowed else None
        return PolledList(listing, "captured", None, since, tuple(notices))

    def _known_share(
        self, target: ListTarget, listing: Listing, memory: ListMemory | None, readings: Readings
    ) -> float | None:
        """Share of the entries that the poll before had, None if there is nothing to compare."""
        if memory is None or not target.is_scheduled or not listing.entries:
            return None
        try:
            before = {entry.url for entry in _read(self._stored(target, memory), readings).entries}
        except (StorageError, NotAFeedError):
            return None
        known = sum(entry.url in before for entry in listing.entries)
        return known / len(listing.entries) if before else None

    def _stored(self, target: ListTarget, memory: ListMemory) -> Document:
        """What a list answered last, from the archive."""
        stored = read_capture_at(self._archive, memory.warc_file, memory.warc_offset)
        return self._document(target, stored.body, stored.content_type)

    def _document(self, target: ListTarget, body: bytes, content_type: str) -> Document:
        zone = self._sources[target.source_id].timezone
        return Document(target.spec, target.url, body, content_type, zone)

    def _memory(self, target: ListTarget) -> ListMemory | None:
        return self._state.list_memory(target.source_id, target.url)

    def _schedule(self, target: ListTarget | PageTarget) -> Schedule:
        return self._state.schedule(target.source_id, target.url)


def captured(target: ListTarget | PageTarget, answer: Answer, day: date, entry: FeedEntry | None) -> Capture:
    """The capture that an answer makes."""
    is_page = target.kind == "page"
    return Capture(
        capture_id=capture_id(target.source_id, target.url, target.kind, answer.body),
        source_id=target.source_id,
        kind=target.kind,
        url=target.url,
        final_url=answer.final_url,
        day=day,
        fetched_at=answer.at,
        status=answer.status,
        content_type=(is_page and type_of_html(answer.content_type, answer.body)) or answer.content_type,
        body=answer.body,
        entry=entry,
    )


def full_text_capture(source_id: str, entry: FeedEntry, html: str, day: date, at: datetime) -> Capture:
    """The capture that a full text makes, which stood in a list or in a part of a page."""
    body = html.encode()
    return Capture(
        capture_id=capture_id(source_id, entry.url, "entry", body),
        source_id=source_id,
        kind="entry",
        url=entry.url,
        final_url=entry.url,
        day=day,
        fetched_at=at,
        status=200,
        content_type="text/html; charset=utf-8",
        body=body,
        entry=entry,
    )


def _read(document: Document, readings: Readings) -> Listing:
    """What a document says, read beforehand or now."""
    found = readings.get(document)
    if isinstance(found, NotAFeedError):
        raise found
    return found or document.read()


def _digest(answer: Answer) -> str:
    return hashlib.sha256(answer.body).hexdigest()


def _same_conditions(memory: ListMemory, etag: str | None, last_modified: str | None) -> bool:
    """Whether a list whose bytes changed came with the ETag, or failing one the date, that it had before."""
    if etag or memory.etag:
        return etag == memory.etag
    return last_modified is not None and last_modified == memory.last_modified
