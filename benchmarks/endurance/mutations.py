"""10,000 mutated pages and 1,000 texts: no crash, none over a second, memory bounded."""

import faulthandler
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from pipelines.cleaning import extract, split
from pipelines.errors import NoArticleError
from tests.support.pages.mutated_pages import mutated_pages, mutated_texts

PAGES, TEXTS, SEED = 10_000, 1_000, 1
SECONDS_MAX = 1.0
_HANG = 60  # seconds of one page, after which its worker says where it is and ends
_BATCH = 25
_WORKERS = 2

Item = TypeVar("Item")


@dataclass(slots=True)
class Outcome:
    """What came of a batch of pages.

    Attributes:
        seconds: processor time of each (other programs on the machine don't count), by the name of its mutation.
        reasons: why pages gave no article, by how often.
        crashes: any other exception, with the number of its page.
        peak: of the process so far, in bytes.
    """

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    reasons: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    peak: int = 0

    def add(self, other: "Outcome") -> None:
        """Takes in another batch's."""
        for name, seconds in other.seconds.items():
            self.seconds[name] += seconds
        self.reasons += other.reasons
        self.crashes += other.crashes
        self.peak = max(self.peak, other.peak)

    def line(self, what: str) -> str:
        """The figures in one line."""
        every = [one for some in self.seconds.values() for one in some]
        return (
            f"pages={len(every)} crashed={len(self.crashes)} over_1s={sum(one > SECONDS_MAX for one in every)} "
            f"slowest={max(every):.2f}s peak_mb={self.peak / 1e6:.0f}"
        ).replace("pages", what)


def outcome(items: Iterable[tuple[str, Item]], work: Callable[[Item], object], first: int) -> Outcome:
    """Does the work on each item and notes what comes of it; the first item has the number `first`."""
    found = Outcome()
    for number, (name, item) in enumerate(items, first):
        faulthandler.dump_traceback_later(_HANG, exit=True)
        start = time.process_time()
        try:
            work(item)
        except NoArticleError as reason:
            found.reasons[str(reason)] += 1
        except Exception as error:  # noqa: BLE001 - what is looked for
            found.crashes.append(f"{number}, {name}: {type(error).__name__}: {error}"[:300])
        found.seconds[name].append(time.process_time() - start)
        faulthandler.cancel_dump_traceback_later()
    found.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return found


def extract_batch(first: int) -> Outcome:
    """A batch of mutated pages, made and extracted in a process of its own."""
    pages = mutated_pages(range(first, first + _BATCH), SEED)
    return outcome(pages, lambda page: extract(page, url="http://news.example/1"), first)


def split_batch(first: int) -> Outcome:
    """A batch of mutated texts."""
    texts = mutated_texts(range(first, first + _BATCH), SEED)
    return outcome(texts, split, first)


def run() -> None:
    """Prints what came of the pages and texts, by mutation, and one line of figures at the end."""
    with ProcessPoolExecutor(_WORKERS) as pool:
        texts = _sum(pool.map(split_batch, range(0, TEXTS, _BATCH)))
    print(f"texts, split: {texts.line('texts')}")
    with ProcessPoolExecutor(_WORKERS) as pool:
        pages = _sum(pool.map(extract_batch, range(0, PAGES, _BATCH)))
    print(f"{'pages':20} {'number':>7} {'mean s':>7} {'slowest s':>9}")
    for name, seconds in pages.seconds.items():
        print(f"{name:20} {len(seconds):7} {sum(seconds) / len(seconds):7.3f} {max(seconds):9.3f}")
    for reason, count in pages.reasons.most_common():
        print(f"{count:7} {reason}")
    for crash in (*texts.crashes, *pages.crashes):
        print(f"crashed: {crash}")
    print(f"mutations: {pages.line('pages')}")


def _sum(outcomes: Iterator[Outcome]) -> Outcome:
    whole = Outcome()
    for one in outcomes:
        whole.add(one)
    return whole
