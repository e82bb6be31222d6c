"""Read-also in shapes that the development data does not hold: what is cut, what should be, by shape."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.cleaning import Headlines, split
from tests.support.pages.readalso_shapes import Page, pages


@dataclass(slots=True)
class Score:
    """Counts over pages; characters without white space.

    Attributes:
        right: removed, as they should be.
        wrong: removed of a story's body.
        missed: not removed, though they are no story's.
        body: characters of the stories.
        exact: pages with nothing wrong and nothing missed.
        false_cuts: pages of which something was removed that is the story's.
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0
    body: int = 0
    pages: int = 0
    exact: int = 0
    false_cuts: int = 0

    def add(self, page: Page, *, archive: bool) -> bool:
        """Splits a page and counts; whether it came out exactly right."""
        known = Headlines(page.headlines) if archive else ()
        ours = _characters(
            page.text, ((one.start, one.end) for one in split(page.text, known_headlines=known).removed)
        )
        gold = _characters(page.text, page.removed)
        wrong, missed = len(ours - gold), len(gold - ours)
        self.right += len(ours & gold)
        self.wrong += wrong
        self.missed += missed
        self.body += sum(not one.isspace() for one in page.text) - len(gold)
        self.pages += 1
        self.exact += not wrong and not missed
        self.false_cuts += wrong > 0
        return not wrong and not missed

    @property
    def precision(self) -> float:
        """Share of what is removed that should be."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what should be removed that is."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / ((self.precision + self.recall) or 1)

    @property
    def lost(self) -> float:
        """Share of the stories' text that is removed."""
        return self.wrong / self.body


def _characters(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end) if not text[at].isspace()}


def scores(found: Iterable[Page], *, archive: bool) -> dict[str, Score]:
    """A score for each shape of the pages."""
    by_shape: dict[str, Score] = defaultdict(Score)
    for page in found:
        by_shape[page.shape].add(page, archive=archive)
    return by_shape


def total(by_shape: dict[str, Score]) -> Score:
    """All shapes together."""
    whole = Score()
    for one in by_shape.values():
        for name in ("right", "wrong", "missed", "body", "pages", "exact", "false_cuts"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
    return whole


def run() -> None:
    """Prints the figures on the measured half, without and with an archive that knows the headlines."""
    found = list(pages("measured", each=300))
    for archive in (False, True):
        by_shape = scores(found, archive=archive)
        print(f"{'with' if archive else 'without'} an archive: characters that are not white space; pages")
        print(
            f"{'shape':32} {'precision':>9} {'recall':>7} {'F1':>7} {'body lost':>9} {'exact':>7} {'false cuts':>10}"
        )
        for name, one in [*by_shape.items(), ("all", total(by_shape))]:
            print(
                f"{name:32} {one.precision:9.4f} {one.recall:7.4f} {one.f1:7.4f} {one.lost:9.4%} "
                f"{one.exact / one.pages:7.1%} {one.false_cuts:4}/{one.pages}"
            )
