"""What is remembered of the pages of one source and day, so that one new page does not clean all others again.

A file for each source and day beside the private database, named by the signature of what the articles in the database
were made of. It never changes, and it is a cache: where it is missing or damaged, the source's day is cleaned as a whole.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.cleaning import SeenPage
from pipelines.cleaning.repeated import PageLines
from pipelines.dedup.arrays.array_file import ArrayFile, DamagedFileError, write_arrays

# Of the layout of the file.
_VERSION = 1
_SUFFIX = ".pages"


@dataclass(frozen=True, slots=True)
class CleanedPage:
    """A page that was cleaned.

    Attributes:
        seen: tells whether it would come out the same among other pages.
        versions: the captures of its address that its revisions were made of, hashed; 0 where there is one only.
        article_id: of its article; None where it gave none.
        rejected: why it gave none.
    """

    seen: SeenPage
    versions: int
    article_id: str | None
    rejected: str | None


class SeenPages:
    """The files of one source and day."""

    def __init__(self, folder: Path, source_id: str) -> None:
        """`folder` is that of the day."""
        self._folder = folder
        self._source_id = source_id

    def read(self, signature: str, made_with: str) -> dict[str, CleanedPage]:
        """The pages by `Place.key`; none where nothing fitting is there.

        Args:
            signature: of what the articles in the database were made of.
            made_with: the present rules and versions; what was made with others is of no use.
        """
        try:
            arrays = ArrayFile(self._file(signature))
        except (OSError, DamagedFileError, ValueError):
            return {}
        if not _fits(arrays, made_with):
            return {}
        outcomes = json.loads(arrays["outcomes"].tobytes())
        lines, lengths, sentences = arrays["lines"], arrays["lengths"], arrays["sentences"]
        columns = (arrays[name].tolist() for name in ("leads", "starts", "ends", "repeated", "versions"))
        pages: dict[str, CleanedPage] = {}
        for (key, article_id, rejected), lead, start, end, repeated, versions in zip(
            outcomes, *columns, strict=True
        ):
            # A page without a draft has no lines; its start lies behind its end.
            of_page = (
                PageLines(lead, lines[start:end], lengths[start:end], sentences[start:end])
                if start <= end
                else None
            )
            pages[key] = CleanedPage(SeenPage(of_page, repeated), versions, article_id, rejected)
        return pages

    def count(self, signature: str, made_with: str) -> int:
        """How many pages `read` would give."""
        try:
            arrays = ArrayFile(self._file(signature))
        except (OSError, DamagedFileError, ValueError):
            return 0
        return len(arrays["leads"]) if _fits(arrays, made_with) else 0

    def write(self, signature: str, made_with: str, pages: Mapping[str, CleanedPage]) -> None:
        """Writes the pages by `Place.key`."""
        lines = [page.seen.lines for page in pages.values()]
        ends = np.cumsum([0 if one is None else len(one.lines) for one in lines], dtype=np.int64)
        starts = np.array(
            [
                end + 1 if one is None else end - len(one.lines)
                for one, end in zip(lines, ends.tolist(), strict=True)
            ],
            np.int64,
        )
        empty = PageLines(0, np.empty(0, np.uint64), np.empty(0, np.uint32), np.empty(0, np.bool_))
        held = [empty, *(one for one in lines if one is not None)]
        outcomes = [[key, page.article_id, page.rejected] for key, page in pages.items()]
        write_arrays(
            self._file(signature),
            {"version": _VERSION, "made_with": made_with},
            {
                "outcomes": np.frombuffer(json.dumps(outcomes).encode(), np.uint8),
                "leads": np.array([0 if one is None else one.lead for one in lines], np.uint64),
                "starts": starts,
                "ends": ends,
                "repeated": np.array([page.seen.repeated for page in pages.values()], np.uint64),
                "versions": np.array([page.versions for page in pages.values()], np.uint64),
                "lines": np.concatenate([one.lines for one in held]),
                "lengths": np.concatenate([one.lengths for one in held]),
                "sentences": np.concatenate([one.sentences for one in held]),
            },
        )

    def keep_only(self, signature: str | None) -> None:
        """Removes the files of all other signatures, and what killed writers left."""
        kept = self._file(signature) if signature else None
        for file in self._folder.glob(f"*{self._source_id}.*{_SUFFIX}*"):
            if file != kept and file.name.lstrip(".").startswith(f"{self._source_id}."):
                file.unlink(missing_ok=True)

    def _file(self, signature: str) -> Path:
        return self._folder / f"{self._source_id}.{signature[:32]}{_SUFFIX}"


def _fits(arrays: ArrayFile, made_with: str) -> bool:
    return (arrays.note.get("version"), arrays.note.get("made_with")) == (_VERSION, made_with)
