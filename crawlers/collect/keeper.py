"""Keeps each article once, whatever its address and however often it is met; and again where its text changed.

Two addresses are one article where server or page say so (`same_article.other_addresses`), or where they share a clue
(`same_article.clues_of`) and `page_facts.is_same_article` says so. To take two articles for one loses one of them; to
take one for two costs a copy. In doubt they are two.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from crawlers.memory.crawl_state import CrawlState, Held
from crawlers.registry.spec import SourceSpec
from crawlers.rules.acceptance import refusal
from crawlers.rules.entry_days import is_believable
from crawlers.rules.page_facts import change_of, is_same_article, own_day
from crawlers.rules.same_article import clues_of, other_addresses, other_title, same_text
from crawlers.rules.targets import Answer
from pipelines.archive.captures import CaptureWriter, capture_id, read_capture_at
from pipelines.errors import NoArticleError, StorageError
from pipelines.records import Capture, HttpHeaders, SourceRules
from pipelines.settings import Bucket

Kept = Literal["stored", "revised", "moved", "known", "lost", "same_text"]
"""What became of a capture: a new article, a known one whose text has changed, or nothing new; `moved`: a known article
whose day was a guess and is known now; `lost`: a known article whose page shows something else now, so that what is held
stays; `same_text`: no article, since the same text was listed under another title before."""


class Articles:
    """The articles that the archive holds, and the way in for more.

    Every method raises `StorageError` if archive or state cannot be used.
    """

    def __init__(
        self,
        state: CrawlState,
        writer: CaptureWriter,
        archive: Path | Bucket,
        sources: Mapping[str, SourceSpec],
    ) -> None:
        self._state = state
        self._writer = writer
        self._archive = archive
        self._sources = sources

    def keep(self, capture: Capture, headers: HttpHeaders = ()) -> Kept:
        """Keeps a page, or an entry's full text, unless the archive has it."""
        addresses = (capture.url, *other_addresses(capture))
        clues = clues_of(capture)
        suspects = self._state.suspects(capture.source_id, clues, capture.kind)
        if suspects and self._state.held(capture.source_id, addresses, capture.kind) is None:
            met = self._met_as(suspects, capture)
            if isinstance(met, str):
                return met
            if met is not None:
                self._state.add_addresses(capture.source_id, addresses, met.url)
                return self.revise(met, capture, headers) if capture.kind == "page" else "known"
        stored = self._state.store_once(capture, self._write(capture, headers), addresses, clues)
        return "stored" if stored else "known"

    def recheck(self, capture: Capture, headers: HttpHeaders) -> Kept:
        """Keeps a page that was fetched before only if its text or its day is another one now, and counts the recheck."""
        held = self._state.held(capture.source_id, (capture.url,), "page")
        kept = self.revise(held, capture, headers) if held else "known"
        if held is not None:
            self._state.add_addresses(capture.source_id, other_addresses(capture), held.url)
        self._state.rechecked(capture.source_id, capture.url)
        return kept

    def revise(self, held: Held, capture: Capture, headers: HttpHeaders = ()) -> Kept:
        """Keeps what is known now of an article that is held: another text, or its day, which was a guess."""
        before = self._read(held)
        change = change_of(before, capture, self._rules(capture.source_id)) if before else "none"
        if before is not None and change == "lost" and _slipped_in(before):
            change = "revised"
        if before is None or change == "lost":
            return "lost" if change == "lost" else "known"
        # The database takes an article that stands under two days for one of the day that was fetched last.
        moves = capture.day != held.day and self._is_dated(capture) and not self._is_dated(before)
        if change == "none" and not moves:
            return "known"
        revision = replace(
            capture,
            url=held.url,
            day=capture.day if moves else held.day,
            capture_id=capture_id(capture.source_id, held.url, capture.kind, capture.body),
        )
        self._state.revised(revision, self._write(revision, headers))
        return "moved" if moves else "revised"

    def day_was_guessed(self, held: Held) -> bool:
        """Whether neither list nor page gave a date of publication, so that the day is that of a change or of the fetch."""
        before = self._read(held)
        return before is not None and not self._is_dated(before)

    def _is_dated(self, capture: Capture) -> bool:
        published = capture.entry.published_at if capture.entry else None
        if published is not None and is_believable(published, capture.fetched_at):
            return True
        try:
            return own_day(capture, self._rules(capture.source_id)) is not None
        except NoArticleError:
            return False

    def _met_as(self, suspects: Iterable[Held], capture: Capture) -> Held | Literal["same_text"] | None:
        """The suspect that a capture at a new address is, None if it is none of them."""
        rules = self._rules(capture.source_id)
        for held in suspects:
            before = self._read(held)
            if before is None:
                continue
            if capture.kind == "page" and same_text(before, capture) and other_title(before, capture):
                return "same_text"
            if before.body == capture.body:
                return held
            if is_same_article(before, capture, rules):
                return held
        return None

    def _rules(self, source_id: str) -> SourceRules:
        # An archive file of Naba's own may hold sources that have no file any more.
        source = self._sources.get(source_id)
        return source.rules() if source else SourceRules()

    def _read(self, held: Held) -> Capture | None:
        try:
            return read_capture_at(self._archive, held.warc_file, held.warc_offset)
        except StorageError:
            # Nothing is left to compare with.
            return None

    def _write(self, capture: Capture, headers: HttpHeaders) -> Callable[[], tuple[str, int]]:
        return lambda: self._writer.write(capture, headers)


def _slipped_in(held: Capture) -> bool:
    """Whether a page that is held is none that would be taken today: a wall that an earlier version did not tell."""
    answer = Answer(
        held.final_url, held.status, (("content-type", held.content_type),), held.body, held.fetched_at
    )
    return refusal(held.url, answer, held.entry.title if held.entry else None) is not None
