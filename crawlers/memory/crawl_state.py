"""What crawls remember of each other: feeds as they last were, and which articles the archive holds.

The state is an index of the archive and can always be made from it again: the WARC record is written first,
then the state. A run holds a lock while it lives; one that died without its lock is found by the next run,
which reads the dead run's WARC files and adds what the state missed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from crawlers.memory.archive_place import insist_on_one_archive
from crawlers.memory.database import Database, Row, one_of
from crawlers.memory.list_state import ADDRESSES, CAPTURED, CLUES, IMPORTS, RUNS, TABLES, ListState
from crawlers.rules.same_article import clues_of, other_addresses
from pipelines.archive.captures import StoredCapture, archive_files, files_of_crawl, read_captures
from pipelines.errors import StorageError
from pipelines.records import Capture, CaptureKind
from pipelines.settings import Bucket
from pipelines.urls import same_addresses

VERSION = 4
# A clue that more articles share tells nothing: a section's number, one guid for all entries.
_MOST_SUSPECTS = 3


@dataclass(frozen=True, slots=True)
class Held:
    """A page, or an entry's full text, that the archive holds: where it stands, and how often it was rechecked."""

    source_id: str
    url: str
    kind: CaptureKind
    day: date
    captured_at: datetime
    warc_file: str
    warc_offset: int
    rechecks: int


class CrawlState(ListState):
    """The state that all crawls share, also those that run at the same time; made where it is missing.

    Every method raises `StorageError` if the database cannot be used.
    """

    def __init__(self, database: Database, archive: Path | Bucket) -> None:
        super().__init__(database, archive)
        if database.is_shared:
            insist_on_one_archive(database, archive)
        self._create()

    @contextmanager
    def run(self, run_id: str, sent_late: Iterable[str] = ()) -> Iterator[None]:
        """Marks a crawl as alive while the block lasts, after adopting what dead crawls left behind.

        Args:
            run_id: of the crawl.
            sent_late: dead crawls whose files came into the archive just now; others may have taken these for lost.
        """
        with self._database.lock("recovery"):
            for late in sent_late:
                self._database.execute("UPDATE runs SET finished = 0 WHERE run_id = ?", (late,))
            self._adopt_dead_runs()
            self._database.try_lock(run_id)
            self._database.execute(RUNS.insert(), (run_id, 0))
        try:
            yield
            # An exception leaves the crawl unfinished: the next one looks through its files.
            self._database.execute("UPDATE runs SET finished = 1 WHERE run_id = ?", (run_id,))
        finally:
            self._database.unlock(run_id)

    def recover(self) -> None:
        """Adopts what crawls have left behind that died meanwhile."""
        with self._database.lock("recovery"):
            self._adopt_dead_runs()

    def rename(self, former: str, source_id: str) -> None:
        """What is known of a source's former id is known of the present one, where that is not known better."""
        with self._database.transaction("recovery"):
            for table in TABLES:
                if table.key[0] != "source_id":
                    continue
                same = " AND ".join(f"known.{name} = {table.name}.{name}" for name in table.key[1:])
                self._database.execute(
                    f"DELETE FROM {table.name} WHERE source_id = ? AND EXISTS "  # noqa: S608  our own names
                    f"(SELECT 1 FROM {table.name} AS known WHERE known.source_id = ? AND {same})",
                    (former, source_id),
                )
                self._database.execute(
                    f"UPDATE {table.name} SET source_id = ? WHERE source_id = ?",  # noqa: S608  our own names
                    (source_id, former),
                )

    @property
    def database(self) -> Database:
        """What it is kept in."""
        return self._database

    def held(self, source_id: str, urls: Iterable[str], kind: CaptureKind = "page") -> Held | None:
        """The page, or entry's full text, that the archive holds of an article with one of these addresses."""
        found = self._known_as(urls, "AND source_id = ?", source_id)
        return next((held for held in found if held.kind == kind), None)

    def suspects(self, source_id: str, clues: Iterable[str], kind: CaptureKind) -> list[Held]:
        """The few captures that share a clue; none for a clue that many share."""
        found: dict[str, Held] = {}
        for clue in self._known_clues(source_id, clues):
            sharing = self._select(
                "kind = ? AND source_id = ? AND url IN (SELECT url FROM clues WHERE source_id = ? AND clue = ?)",
                kind,
                source_id,
                source_id,
                clue,
            )
            found |= {held.url: held for held in sharing} if len(sharing) <= _MOST_SUSPECTS else {}
        return list(found.values())

    def _known_clues(self, source_id: str, clues: Iterable[str]) -> list[str]:
        """Those of some clues that an article has, mostly none: one question for all of them."""
        asked = list(clues)
        rows = self._database.select(
            f"SELECT DISTINCT clue FROM clues WHERE source_id = ? AND {one_of('clue', asked)}",  # noqa: S608  a literal
            (source_id, *asked),
        )
        known = {clue for (clue,) in rows}
        return [clue for clue in asked if clue in known]

    def held_of_days(self, source_id: str, first: date, last: date) -> list[Held]:
        """The articles of some days whose page the archive holds."""
        return self._select(
            "source_id = ? AND kind = 'page' AND day BETWEEN ? AND ?",
            source_id,
            first.isoformat(),
            last.isoformat(),
        )

    def holdings(self, url: str) -> list[Held]:
        """What the archive holds of an address, of any source and kind."""
        return self._known_as((url,))

    def captured_between(self, source_id: str, after: datetime, before: datetime) -> list[Held]:
        """Pages first captured in a span of time."""
        return self._select(
            "source_id = ? AND captured_at BETWEEN ? AND ? AND kind = 'page'",
            source_id,
            after.isoformat(),
            before.isoformat(),
        )

    def store_once(
        self,
        capture: Capture,
        store: Callable[[], tuple[str, int]],
        addresses: Iterable[str] = (),
        clues: Iterable[str] = (),
    ) -> bool:
        """Calls `store`, which writes to the archive, unless the archive has it, also from another process.

        Args:
            capture: what is stored.
            store: returns file and offset.
            addresses: further addresses of the same article; it is held if one of them is, and known by all after.
            clues: what may tell it when its address has changed.

        Returns:
            Whether `store` was called.
        """
        addresses = (capture.url, *addresses)
        with self._database.transaction(capture.source_id):
            held = self.held(capture.source_id, addresses, capture.kind)
            if held is None:
                warc_file, offset = store()
                self._add(StoredCapture(capture, warc_file, offset), clues)
            self._add_addresses(capture.source_id, addresses, held.url if held else capture.url)
        return held is None

    def add_addresses(self, source_id: str, addresses: Iterable[str], held_as: str) -> None:
        """Makes an article known by further addresses."""
        with self._database.transaction(source_id):
            self._add_addresses(source_id, addresses, held_as)

    def revised(self, capture: Capture, store: Callable[[], tuple[str, int]]) -> None:
        """Calls `store` for what is known now of an article that is held; it is what is compared with from now on."""
        with self._database.transaction(capture.source_id):
            warc_file, offset = store()
            self._database.execute(
                "UPDATE captured SET day = ?, warc_file = ?, warc_offset = ? WHERE source_id = ? AND url = ? AND kind = ?",
                (capture.day.isoformat(), warc_file, offset, capture.source_id, capture.url, capture.kind),
            )

    def rechecked(self, source_id: str, url: str) -> None:
        """Counts a recheck of a page."""
        self._database.execute(
            "UPDATE captured SET rechecks = rechecks + 1 WHERE source_id = ? AND url = ? AND kind = 'page'",
            (source_id, url),
        )

    def is_imported(self, file: Path, sources: str) -> bool:
        """Whether a file of this name and size was imported for these sources."""
        rows = self._database.select("SELECT bytes, sources FROM imports WHERE file = ?", (_name_of(file),))
        return rows == [(file.stat().st_size, sources)]

    def imported(self, file: Path, sources: str) -> None:
        """Remembers a file as imported for these sources."""
        self._database.upsert(IMPORTS, (_name_of(file), file.stat().st_size, sources))

    def _known_as(self, urls: Iterable[str], condition: str = "", *parameters: str) -> list[Held]:
        """What is held under one of some addresses, or under another one of the same article."""
        addresses = [address for url in urls for address in same_addresses(url)]
        found = self._select(f"{one_of('url', addresses)} {condition}", *addresses, *parameters)
        others = self._database.select(
            f"SELECT held_as FROM addresses WHERE {one_of('url', addresses)} {condition}",  # noqa: S608  literals
            (*addresses, *parameters),
        )
        if others:
            held_as = [url for (url,) in others]
            found += self._select(f"{one_of('url', held_as)} {condition}", *held_as, *parameters)
        return found

    def _select(self, condition: str, *parameters: str) -> list[Held]:
        rows = self._database.select(
            "SELECT source_id, url, kind, day, captured_at, warc_file, warc_offset, rechecks FROM captured "  # noqa: S608  conditions are literals of this class
            f"WHERE {condition} ORDER BY captured_at, url",
            parameters,
        )
        return [_held(row) for row in rows]

    def _create(self) -> None:
        if self._database.version() == VERSION:
            return
        with self._database.transaction("tables"):
            version = self._database.version()
            if version > VERSION:
                raise StorageError(
                    f"{self._database.name}: of a newer version of Naba: move it away, it is made anew"
                )
            if version < VERSION:
                # Of an older version: an index of the archive is soon made anew.
                for table in TABLES:
                    self._database.drop(table.name)
                    self._database.make(table)
                self._adopt(archive_files(self._archive))
                self._database.set_version(VERSION)

    def _adopt_dead_runs(self) -> None:
        for (run_id,) in self._database.select("SELECT run_id FROM runs WHERE finished = 0"):
            if not self._database.try_lock(run_id):
                # It lives.
                continue
            files = files_of_crawl(self._archive, run_id)
            with self._database.transaction("recovery"):
                if isinstance(self._archive, Bucket):
                    self._forget_unsent(run_id, files)
                self._adopt(files)
                self._database.execute("UPDATE runs SET finished = 1 WHERE run_id = ?", (run_id,))
            self._database.unlock(run_id)

    def _forget_unsent(self, run_id: str, sent: Collection[str]) -> None:
        """Forgets what a dead crawl of a machine that is away never sent to object storage: it is fetched again."""
        files = self._database.select(
            "SELECT DISTINCT warc_file FROM captured WHERE warc_file LIKE ?", (f"%/{run_id}.%",)
        )
        for (file,) in files:
            if file in sent:
                continue
            for table, column in (("clues", "url"), ("addresses", "held_as")):
                self._database.execute(
                    f"DELETE FROM {table} WHERE EXISTS (SELECT 1 FROM captured WHERE captured.source_id = {table}.source_id "  # noqa: S608  literals
                    f"AND captured.url = {table}.{column} AND warc_file = ?)",
                    (file,),
                )
            self._database.execute("DELETE FROM captured WHERE warc_file = ?", (file,))

    def _adopt(self, files: Iterable[str]) -> None:
        for name in files:
            # What cannot be read of a file is reported by those who read it for its content.
            for one in read_captures(self._archive, name, []):
                if one.capture.is_of_article:
                    self._add(one, clues_of(one.capture))
                    self._add_addresses(one.capture.source_id, other_addresses(one.capture), one.capture.url)

    def _add(self, stored: StoredCapture, clues: Iterable[str]) -> None:
        capture = stored.capture
        self._database.upsert(
            CAPTURED,
            (
                capture.source_id,
                capture.url,
                capture.kind,
                capture.day.isoformat(),
                capture.fetched_at.isoformat(),
                stored.warc_file,
                stored.offset,
                0,
            ),
            # Of an article that was moved to another day, the archive holds both; what was fetched last counts.
            changed={"day", "captured_at", "warc_file", "warc_offset"},
            condition="excluded.captured_at > captured.captured_at",
        )
        self._database.insert_new(CLUES, [(capture.source_id, clue, capture.url) for clue in clues])

    def _add_addresses(self, source_id: str, addresses: Iterable[str], held_as: str) -> None:
        self._database.insert_new(
            ADDRESSES, [(source_id, url, held_as) for url in addresses if url != held_as]
        )


def _held(row: Row) -> Held:
    source_id, url, kind, day, at, file, offset, rechecks = row
    return Held(
        source_id, url, kind, date.fromisoformat(day), datetime.fromisoformat(at), file, offset, rechecks
    )


def _name_of(file: Path) -> str:
    """A file's name as a database can hold it: names in other encodings than UTF-8 are written out."""
    return str(file).encode("utf-8", "backslashreplace").decode("utf-8")


def living_runs(database: Database) -> list[str]:
    """The crawls that are under way."""
    living = []
    for (run_id,) in database.select("SELECT run_id FROM runs WHERE finished = 0 ORDER BY run_id"):
        if database.try_lock(run_id):
            database.unlock(run_id)
        else:
            living.append(run_id)
    return living
