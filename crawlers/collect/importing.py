"""WARC and ARC files of others become captures of the sources that their pages belong to."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from crawlers.clock import new_run_id, utc_now
from crawlers.collect.foreign_pages import FoundPages, find_pages
from crawlers.collect.given_files import archives_in, given_files
from crawlers.collect.keeper import Articles
from crawlers.memory.crawl_state import CrawlState
from crawlers.memory.opening import open_state
from crawlers.registry.loading import load_registry
from crawlers.registry.spec import SourceSpec
from pipelines.archive.captures import CaptureWriter
from pipelines.archive.gzip_members import Skipped
from pipelines.archive.outbox import send_left
from pipelines.processes import Processes
from pipelines.settings import Settings


@dataclass(slots=True)
class ImportReport:
    """What one file gave.

    Attributes:
        file: the file.
        pages: HTTP responses in it.
        captured: captures stored, by source.
        days: captures stored, by day.
        left_out: other pages, by the reason.
        skipped: what could not be read.
        failure: why nothing of it, or nothing more, could be read.
    """

    file: Path
    pages: int = 0
    captured: Counter[str] = field(default_factory=Counter)
    days: Counter[date] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)
    failure: str | None = None


def import_files(
    settings: Settings, given: Sequence[Path], on_progress: Callable[[str], None]
) -> list[ImportReport]:
    """Imports files, those in folders and those of lists, each page once however often it is imported.

    Raises:
        BadInputError: what is given is missing, or names no file.
        StorageError: the data folder cannot be written.
    """
    files = given_files(given)
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
        importer = Importer(settings, registry.sources, state, writer)
        return list(importer.take(files, on_progress))


def import_folder(importer: "Importer", folder: Path, on_progress: Callable[[str], None]) -> Counter[str]:
    """Imports the files of a folder that were not imported yet; returns the captures by source.

    No folder means no files.
    """
    new = [file for file in archives_in(folder) if not importer.knows(file)]
    return sum((report.captured for report in importer.take(new, on_progress)), Counter[str]())


class Importer:
    """Takes pages into the archive."""

    def __init__(
        self,
        settings: Settings,
        sources: Mapping[str, SourceSpec],
        state: CrawlState,
        writer: CaptureWriter,
    ) -> None:
        self._settings = settings
        self._sources = sources
        self._state = state
        self._articles = Articles(state, writer, settings.archive, sources)
        self._for = " ".join(sorted(sources))

    def knows(self, file: Path) -> bool:
        """Whether a file was imported before, for these sources."""
        return self._state.is_imported(file, self._for)

    def take(self, files: Sequence[Path], on_progress: Callable[[str], None]) -> Iterator[ImportReport]:
        """Imports files; run again after a kill, it stores what is missing.

        They are read and judged beside each other, and stored one after the other, in their order.

        Raises:
            StorageError: the archive cannot be written.
        """
        with tempfile.TemporaryDirectory(prefix="naba-import-") as folder, Processes() as processes:
            look = partial(_look, settings=self._settings, sources=self._sources)
            spools = (Path(folder) / str(number) for number in range(len(files)))
            for number, found in enumerate(
                processes.map(look, zip(files, spools, strict=True), alone=1), start=1
            ):
                report = self._store(found)
                where = f"{found.file.name} ({number} of {len(files)})"
                on_progress(f"{where}: {report.captured.total()} captures of {report.pages} pages")
                yield report

    def _store(self, found: FoundPages) -> ImportReport:
        report = ImportReport(
            found.file,
            found.pages,
            left_out=found.left_out,
            skipped=found.skipped,
            failure=found.failure,
        )
        for capture, headers in found.waiting():
            if self._articles.keep(capture, headers) == "stored":
                report.captured[capture.source_id] += 1
                report.days[capture.day] += 1
            else:
                report.left_out["held already"] += 1
        if found.failure is None:
            self._state.imported(found.file, self._for)
        return report


def _look(
    file_and_spool: tuple[Path, Path], settings: Settings, sources: Mapping[str, SourceSpec]
) -> FoundPages:
    file, spool = file_and_spool
    return find_pages(file, spool, settings, sources)
