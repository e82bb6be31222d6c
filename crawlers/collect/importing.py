"""WARC and ARC files of others become captures of the sources that their pages belong to."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.clock import new_run_id, utc_now
from crawlers.collect.keeper import Articles
from crawlers.memory.crawl_state import CrawlState
from crawlers.memory.opening import open_state
from crawlers.registry.loading import load_registry
from crawlers.registry.spec import SourceSpec
from crawlers.rules.acceptance import refusal
from crawlers.rules.domains import domain_of
from crawlers.rules.page_facts import own_day
from crawlers.rules.targets import Answer
from pipelines.archive.captures import ArchiveProblem, CaptureWriter, capture_id, read_captures
from pipelines.archive.foreign_warc import WebPage, read_pages
from pipelines.archive.gzip_members import Skipped
from pipelines.archive.outbox import send_left
from pipelines.errors import BadInputError, NoArticleError
from pipelines.records import Capture
from pipelines.settings import Bucket, Settings
from pipelines.urls import canonical_url

ENDINGS = (".warc", ".warc.gz", ".arc", ".arc.gz")
_PROGRESS_EVERY = 1000  # pages

# What servers say that do not know what they send.
_NO_TYPE = frozenset(
    ("", "application/octet-stream", "binary/octet-stream", "application/unknown", "text/plain")
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head)[\s>]")
# Bytes in which it has to stand.
_BEGINNING = 1024


@dataclass(slots=True)
class ImportReport:
    """What one file gave.

    Attributes:
        pages: HTTP responses in it.
        captured: captures stored, by source.
        days: captures stored, by day.
        left_out: other pages, by the reason.
        skipped: what could not be read.
    """

    file: Path
    pages: int = 0
    captured: Counter[str] = field(default_factory=Counter)
    days: Counter[date] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)


def import_files(
    settings: Settings, given: Sequence[Path], on_progress: Callable[[str], None]
) -> list[ImportReport]:
    """Imports files and the files in folders, each page once however often it is imported.

    Raises:
        BadInputError: a file is missing, or a folder holds none.
        StorageError: the data folder cannot be written.
    """
    files = [file for one in given for file in _files(one)]
    registry = load_registry(settings.sources)
    for problem in registry.problems:
        on_progress(f"{problem.message}; pages of this source are left out")
    run_id = new_run_id(utc_now())
    sent_late = send_left(settings.archive)
    with (
        open_state(settings) as state,
        state.run(run_id, sent_late),
        CaptureWriter(settings.archive, run_id) as writer,
    ):
        importer = Importer(registry.sources, state, writer, settings.archive)
        return [importer.take(file, on_progress) for file in files]


def import_folder(folder: Path, importer: "Importer", on_progress: Callable[[str], None]) -> Counter[str]:
    """Imports the files of a folder that were not imported yet; returns the captures by source.

    No folder means no files.
    """
    captured: Counter[str] = Counter()
    for file in _archives_in(folder):
        if not importer.knows(file):
            report = importer.take(file, on_progress)
            captured += report.captured
            on_progress(f"{file.name}: {report.captured.total()} captures of {report.pages} pages")
    return captured


def _files(given: Path) -> list[Path]:
    if given.is_file():
        return [given]
    if not given.is_dir():
        raise BadInputError(f"{given}: no such file")
    found = _archives_in(given)
    if not found:
        raise BadInputError(f"{given}: no file in this folder ends in {', '.join(ENDINGS)}")
    return found


def _archives_in(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.name.endswith(ENDINGS) and file.is_file())


class Importer:
    """Takes pages into the archive."""

    def __init__(
        self,
        sources: Mapping[str, SourceSpec],
        state: CrawlState,
        writer: CaptureWriter,
        archive: Path | Bucket,
    ) -> None:
        self._sources = sources
        self._state = state
        self._articles = Articles(state, writer, archive, sources)
        self._for = " ".join(sorted(sources))
        self._hosts: dict[str, str] = {}
        self._domains: dict[str, set[str]] = {}
        for source in sources.values():
            for url in [source.homepage, *(spec.url for spec in source.lists)]:
                self._hosts.setdefault(urlsplit(url).hostname or "", source.id)
                self._domains.setdefault(domain_of(url), set()).add(source.id)

    def knows(self, file: Path) -> bool:
        """Whether a file was imported before, for these sources."""
        return self._state.is_imported(file, self._for)

    def take(self, file: Path, on_progress: Callable[[str], None]) -> ImportReport:
        """Imports one file; run again after a kill, it stores what is missing.

        Raises:
            StorageError: the file cannot be read, or the archive not be written.
        """
        report = ImportReport(file)
        if not self._take_own(file, report):
            for page in read_pages(file, report.skipped):
                report.pages += 1
                self._take_page(page, report)
                if report.pages % _PROGRESS_EVERY == 0:
                    on_progress(f"{file.name}: {report.pages} pages, {report.captured.total()} captures")
        self._state.imported(file, self._for)
        return report

    def _take_own(self, file: Path, report: ImportReport) -> bool:
        """Takes in a file of Naba's own, whose metadata says all; False if it is another program's."""
        problems: list[ArchiveProblem] = []
        own = False
        for stored in read_captures(file.parent, file.name, problems):
            own = True
            if stored.capture.kind in {"page", "entry"}:
                report.pages += 1
                self._store(stored.capture, report, ())
        if own:
            size = file.stat().st_size
            report.skipped += [Skipped(one.offset, size, one.reason) for one in problems]
        return own

    def _take_page(self, page: WebPage, report: ImportReport) -> None:
        url = canonical_url(page.url)
        source_id = self._source_of(url) if url else None
        if url is None or source_id is None:
            report.left_out["of no source"] += 1
        elif page.status != 200 or not page.body.strip():
            report.left_out["no page (status or empty)"] += 1
        elif (kind := _type_of_html(page)) is None:
            report.left_out["no HTML"] += 1
        else:
            self._take_article(replace(page, content_type=kind), url, source_id, report)

    def _take_article(self, page: WebPage, url: str, source_id: str, report: ImportReport) -> None:
        capture = Capture(
            capture_id=capture_id(source_id, url, "page", page.body),
            source_id=source_id,
            kind="page",
            url=url,
            final_url=url,
            day=page.at.date(),
            fetched_at=page.at,
            status=page.status,
            content_type=page.content_type,
            body=page.body,
        )
        if self._state.held(source_id, (url,)):
            report.left_out["held already"] += 1
            return
        if refused := refusal(url, Answer(url, page.status, page.headers, page.body, page.at), None):
            report.left_out[refused.cause.replace("_", " ")] += 1
            return
        try:
            day = own_day(capture, self._sources[source_id].rules())
        except NoArticleError:
            report.left_out["no article in it"] += 1
            return
        self._store(replace(capture, day=day or capture.day), report, page.headers)

    def _store(self, capture: Capture, report: ImportReport, headers: tuple[tuple[str, str], ...]) -> None:
        if self._articles.keep(capture, headers) == "stored":
            report.captured[capture.source_id] += 1
            report.days[capture.day] += 1
        else:
            report.left_out["held already"] += 1

    def _source_of(self, url: str) -> str | None:
        """The source of a page: that of its host, else the only one of its domain."""
        of_host = self._hosts.get(urlsplit(url).hostname or "")
        if of_host is not None:
            return of_host
        of_domain = self._domains.get(domain_of(url), set())
        return next(iter(of_domain)) if len(of_domain) == 1 else None


def _type_of_html(page: WebPage) -> str | None:
    """The Content-Type of an HTML page, also where its server said nothing of it; None of what is no HTML."""
    kind = page.content_type.partition(";")[0].strip().lower()
    if "html" in kind:
        return page.content_type
    is_html = kind in _NO_TYPE and _HTML.search(page.body[:_BEGINNING].lower())
    return "text/html" if is_html else None
