"""How many connections a crawl may have, and what becomes of those that nobody uses."""

import resource
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from twisted.web.client import HTTPConnectionPool

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase

# Files for everything else: libraries, databases, logs, the archive, and lookups of names that were given up.
_FOR_OTHERS = 200
# Of a source: two requests at the same time, and as many connections that wait for the next.
_OF_A_SOURCE = 4
_SHARE_AT_WORK = 0.65
_AT_WORK_MIN, _AT_WORK_MAX = 32, 4096


@dataclass(frozen=True, slots=True)
class Connections:
    """The most connections of a crawl.

    Attributes:
        at_work: requests under way, each with one connection at most.
        idle: open ones that wait for a next request.
    """

    at_work: int
    idle: int


def most_connections(sources: int, open_files: int) -> Connections:
    """What a crawl of some sources may have where a process may have so many files open."""
    free = max(open_files - _FOR_OTHERS, 0)
    at_work = max(_AT_WORK_MIN, min(int(free * _SHARE_AT_WORK), _OF_A_SOURCE * sources, _AT_WORK_MAX))
    return Connections(at_work, max(free - at_work, 0))


def allow_open_files(sources: int) -> int:
    """Raises this process's limit of open files as far as a crawl needs and the system allows; returns it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = _FOR_OTHERS + 2 * _OF_A_SOURCE * sources
    if soft == resource.RLIM_INFINITY:
        return needed
    if soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return soft


class IdleLimitPool(HTTPConnectionPool):
    """Keeps connections for reuse; beyond a number in all, closes those that were idle longest."""

    def __init__(self, reactor: "ReactorBase", *, most_idle: int, cached_seconds: float) -> None:
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call]  # Twisted's
        self.cachedConnectionTimeout = cached_seconds  # type: ignore[assignment]  # any number of seconds
        self._most_idle = most_idle
        self._keys: WeakKeyDictionary[Any, Hashable] = WeakKeyDictionary()

    def _putConnection(self, key: Hashable, connection: Any) -> None:  # noqa: N802  Twisted's name
        super()._putConnection(key, connection)  # type: ignore[no-untyped-call]  # Twisted's
        self._keys[connection] = key
        while len(self._timeouts) > self._most_idle:
            # Dictionaries keep the order in which the connections became idle.
            oldest, timeout = next(iter(self._timeouts.items()))
            timeout.cancel()
            self._removeConnection(self._keys[oldest], oldest)  # type: ignore[no-untyped-call]  # same
