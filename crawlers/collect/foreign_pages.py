"""What WARC and ARC files hold of some sources: read and judged beside each other, a file a process."""

import pickle
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.clock import utc_now
from crawlers.memory.crawl_state import CrawlState
from crawlers.memory.opening import open_state
from crawlers.registry.spec import SourceSpec
from crawlers.rules.acceptance import refusal
from crawlers.rules.domains import domain_of
from crawlers.rules.page_body import type_of_html
from crawlers.rules.page_facts import own_day
from crawlers.rules.targets import Answer
from pipelines.archive.captures import ArchiveProblem, capture_id, read_captures
from pipelines.archive.foreign_warc import WebPage, read_pages
from pipelines.archive.gzip_members import Skipped
from pipelines.errors import NoArticleError, StorageError
from pipelines.records import Capture, HttpHeaders
from pipelines.settings import Settings
from pipelines.urls import canonical_url

# A clock that is ahead by more than that is wrong.
_AHEAD = timedelta(days=1)


@dataclass(slots=True)
class FoundPages:
    """What one file holds.

    Attributes:
        file: the file.
        spool: where the captures wait that are to be stored; see `waiting`.
        pages: HTTP responses in it.
        left_out: other pages, by the reason.
        skipped: what could not be read.
        failure: why nothing of it, or nothing more, could be read.
    """

    file: Path
    spool: Path
    pages: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)
    failure: str | None = None

    def waiting(self) -> Iterator[tuple[Capture, HttpHeaders]]:
        """The captures to be stored, in the order of the file, once."""
        with self.spool.open("rb") as spool, suppress(EOFError):
            while True:
                yield pickle.load(spool)  # noqa: S301 - written by `find_pages`, in a folder that is ours alone
        self.spool.unlink()


class _LeftOutError(Exception):
    """A page of a source that is not taken in; the message says why."""


class Sites:
    """Whose page an address is: that of the source of its host, else of the only one of its domain."""

    def __init__(self, sources: Mapping[str, SourceSpec]) -> None:
        self._hosts: dict[str, str] = {}
        self._domains: dict[str, set[str]] = {}
        for source in sources.values():
            for url in [source.homepage, *(spec.url for spec in source.lists)]:
                self._hosts.setdefault(urlsplit(url).hostname or "", source.id)
                self._domains.setdefault(domain_of(url), set()).add(source.id)

    def source_of(self, url: str) -> str | None:
        """The source, None if the page is of none."""
        of_host = self._hosts.get(urlsplit(url).hostname or "")
        if of_host is not None:
            return of_host
        of_domain = self._domains.get(domain_of(url), set())
        return next(iter(of_domain)) if len(of_domain) == 1 else None


def find_pages(file: Path, spool: Path, settings: Settings, sources: Mapping[str, SourceSpec]) -> FoundPages:
    """Reads one file and judges its pages; run in any process.

    Args:
        file: WARC or ARC, of any program.
        spool: a file to be made, which gets what is to be stored.
        settings: whose state says what is held already.
        sources: all of them, by id.
    """
    found = FoundPages(file, spool)
    with spool.open("wb") as waiting:
        try:
            with open_state(settings) as state:
                search = _Search(found, state, sources)
                for one in search.found():
                    pickle.dump(one, waiting, pickle.HIGHEST_PROTOCOL)
        except StorageError as error:
            found.failure = str(error)
    return found


class _Search:
    """The pages of one file."""

    def __init__(self, found: FoundPages, state: CrawlState, sources: Mapping[str, SourceSpec]) -> None:
        self._found = found
        self._state = state
        self._sources = sources
        self._sites = Sites(sources)
        # Canonical address and source of each wanted page, by its address as the file has it.
        self._wanted: dict[str, tuple[str, str]] = {}

    def found(self) -> Iterator[tuple[Capture, HttpHeaders]]:
        """Captures to be stored, each with the headers of its response."""
        own = 0
        for capture in self._of_own_file():
            own += 1
            yield capture, ()
        if not own:
            for page in read_pages(self._found.file, self._found.skipped, self._is_wanted):
                if (judged := self._judged(page)) is not None:
                    yield judged, page.headers

    def _of_own_file(self) -> Iterator[Capture]:
        """The pages of a file of Naba's own, whose metadata says all; none if it is another program's."""
        file, problems = self._found.file, list[ArchiveProblem]()
        own = False
        for stored in read_captures(file.parent, file.name, problems):
            own = True
            if stored.capture.is_of_article:
                self._found.pages += 1
                yield stored.capture
        if own:
            size = file.stat().st_size
            self._found.skipped += [Skipped(one.offset, size, one.reason) for one in problems]

    def _is_wanted(self, address: str) -> bool:
        """Counts a page, and says whether it is of a source: most of a crawl of the web are not, and need not be unpacked."""
        self._found.pages += 1
        url = canonical_url(address)
        source_id = self._sites.source_of(url) if url is not None else None
        if url is None or source_id is None:
            self._found.left_out["of no source"] += 1
            return False
        self._wanted[address] = url, source_id
        return True

    def _judged(self, page: WebPage) -> Capture | None:
        """The capture that a page of a source becomes; None, and counted, if it is left out."""
        try:
            return self._capture(page)
        except _LeftOutError as error:
            self._found.left_out[str(error)] += 1
            return None

    def _capture(self, page: WebPage) -> Capture:
        url, source_id = self._wanted[page.url]
        if page.status != 200 or not page.body.strip():
            raise _LeftOutError("no page (status or empty)")
        if page.at > utc_now() + _AHEAD:
            # No run makes the day that it would stand under, until that comes.
            raise _LeftOutError("fetched in the future")
        if (content_type := type_of_html(page.content_type, page.body)) is None:
            raise _LeftOutError("no HTML")
        if self._state.held(source_id, (url,)):
            raise _LeftOutError("held already")
        if refused := refusal(url, Answer(url, page.status, page.headers, page.body, page.at), None):
            raise _LeftOutError(refused.cause.replace("_", " "))
        capture = Capture(
            capture_id=capture_id(source_id, url, "page", page.body),
            source_id=source_id,
            kind="page",
            url=url,
            final_url=url,
            day=page.at.date(),
            fetched_at=page.at,
            status=page.status,
            content_type=content_type,
            body=page.body,
        )
        try:
            day = own_day(capture, self._sources[source_id].rules())
        except NoArticleError:
            raise _LeftOutError("no article in it") from None
        return replace(capture, day=day or capture.day)
