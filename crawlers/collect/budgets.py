"""How much a crawl asks of each source at most: a trap, or a site without end, must not cost the others their time."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from crawlers.lists.kind import MEGABYTE, ListTarget, Target
from crawlers.registry.spec import SourceSpec


class Budgets:
    """What is spent of each source's budget in this crawl."""

    def __init__(self, sources: Mapping[str, SourceSpec], now: Callable[[], datetime]) -> None:
        self._sources = sources
        self._now = now
        self._began: dict[str, datetime] = {}
        self._requests: Counter[str] = Counter()
        self._linked: Counter[tuple[str, str]] = Counter()
        self._bytes: Counter[str] = Counter()

    def begin(self, source_id: str) -> None:
        """The source's time begins."""
        self._began[source_id] = self._now()

    def refuse(self, target: Target) -> str | None:
        """Counts a target that is to be asked; or why it is not."""
        budget = self._sources[target.source_id].budget
        if self._requests[target.source_id] >= budget.requests:
            return f"{budget.requests} requests are a crawl's most"
        if isinstance(target, ListTarget) and target.step:
            kind = (target.source_id, target.kind)
            if self._linked[kind] >= target.spec.max_linked:
                return f"{target.spec.max_linked} lists that a {target.kind} leads to are a crawl's most"
            self._linked[kind] += 1
        self._requests[target.source_id] += 1
        return self.spent(target.source_id)

    def received(self, source_id: str, size: int) -> None:
        """Counts the bytes of an answer."""
        self._bytes[source_id] += size

    def spent(self, source_id: str) -> str | None:
        """Why nothing more is asked of a source, None while it may be."""
        budget = self._sources[source_id].budget
        if self._bytes[source_id] >= budget.megabytes * MEGABYTE:
            return f"{budget.megabytes:g} megabytes are a crawl's most"
        if self._now() - self._began[source_id] >= timedelta(minutes=budget.minutes):
            return f"{budget.minutes:g} minutes are a crawl's most"
        return None
