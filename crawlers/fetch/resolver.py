"""Names to addresses: each name is looked up once a crawl, and a slow one costs no other anything."""

import ipaddress
import socket
import threading
from collections import deque
from collections.abc import Collection
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IResolverSimple
from twisted.python.failure import Failure
from zope.interface import implementer

from crawlers.rules.addresses import is_public

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler
    from twisted.internet.base import DelayedCall, ReactorBase

LOOKUP_SECONDS = 10.0
"""A name that takes longer is not found this time."""

# Threads that look names up at the same time. One that takes longer than a moment no longer counts: its name server is
# slow, which must not keep the other names waiting.
_AT_ONCE = 64
_MOMENT = 1.0
# Threads in all; beyond, names wait.
_THREADS_MAX = 500
# What the system answers where a name exists and has no IPv4 address, or where the server could not say.
_MAYBE_IPV6 = frozenset(
    {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME), socket.EAI_FAMILY}
)

Answer = str | Failure


class PrivateAddressError(DNSLookupError):
    """A name that leads to a private address; to Twisted, a name that leads nowhere."""


class SlowLookupError(DNSLookupError):
    """A name whose server does not answer in time, or cannot say; that passes."""


def look_up(name: str) -> str:
    """The IPv4 address of a name, else its IPv6 address. Blocks.

    Raises:
        DNSLookupError: there is no such name, or it has no address.
        SlowLookupError: its server could not say.
    """
    try:
        return socket.gethostbyname(name)
    except (OSError, UnicodeError) as error:
        if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
            raise SlowLookupError(f"the name server of {name} does not answer") from error
        if not isinstance(error, socket.gaierror) or error.errno not in _MAYBE_IPV6:
            raise DNSLookupError(f"{name}: {error}") from error
    try:
        found = socket.getaddrinfo(name, None, socket.AF_INET6, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DNSLookupError(f"{name}: {error}") from error
    return str(found[0][4][0])


@implementer(IResolverSimple)
class GuardedResolver:
    """Looks each name up once a crawl, so that what the guard checked is what is connected to.

    Where no source of the crawl may go to private addresses, it does not even answer with one, whoever asks;
    the proxies' own names are the exception.

    Args:
        reactor: Twisted's; everything but `look_up` itself runs in its thread.
        strict: whether private addresses are answered with `PrivateAddressError`.
        proxy_hosts: host names of proxies.
    """

    def __init__(self, reactor: "ReactorBase", *, strict: bool, proxy_hosts: Collection[str]) -> None:
        self._reactor = reactor
        self._strict = strict
        self._proxy_hosts = frozenset(proxy_hosts)
        self._answers: dict[str, Answer] = {}
        self._asking: dict[str, list[Deferred[str]]] = {}
        self._waiting: deque[str] = deque()
        self._at_once = self._threads = 0

    @classmethod
    def from_crawler(cls, crawler: "Crawler", reactor: "ReactorBase") -> Self:
        """Scrapy's way to make one, from `NABA_ALLOW_PRIVATE` and `NABA_PROXIES` of its settings."""
        return cls(
            reactor,
            strict=not crawler.settings.getbool("NABA_ALLOW_PRIVATE"),
            proxy_hosts=[urlsplit(url).hostname or "" for url in crawler.settings.getlist("NABA_PROXIES")],
        )

    def install_on_reactor(self) -> None:
        """Makes the reactor ask this one."""
        self._reactor.installResolver(self)  # type: ignore[arg-type]  # zope.interface, which mypy does not know

    def getHostByName(self, name: str, timeout: "Sequence[int]" = ()) -> Deferred[str]:  # noqa: ARG002, N802  Twisted's
        """Resolves a name to an address; fails with `DNSLookupError`."""
        # A name's other spellings must not be looked up, and answered, anew.
        name = name.lower().rstrip(".")
        answer = self._answers.get(name)
        if answer is not None:
            return fail(answer) if isinstance(answer, Failure) else succeed(answer)
        asked: Deferred[str] = Deferred()
        self._asking.setdefault(name, []).append(asked)
        if len(self._asking[name]) == 1:
            self._waiting.append(name)
            self._start()
        return asked

    def _start(self) -> None:
        while self._waiting and self._at_once < _AT_ONCE and self._threads < _THREADS_MAX:
            name = self._waiting.popleft()
            self._at_once += 1
            self._threads += 1
            moment = self._reactor.callLater(_MOMENT, self._is_slow)
            late = self._reactor.callLater(LOOKUP_SECONDS, self._is_late, name)
            # A daemon: the process must not wait for it at its end.
            threading.Thread(target=self._look_up, args=(name, moment, late), daemon=True).start()

    def _look_up(self, name: str, moment: "DelayedCall", late: "DelayedCall") -> None:
        """Runs in a thread of its own."""
        answer: Answer
        try:
            answer = look_up(name)
            if self._strict and name not in self._proxy_hosts and not is_public(ipaddress.ip_address(answer)):
                raise PrivateAddressError(f"{name} is at the private address {answer}")
        except DNSLookupError as error:
            answer = _failure(error)
        self._reactor.callFromThread(self._looked_up, name, answer, moment, late)

    def _looked_up(self, name: str, answer: Answer, moment: "DelayedCall", late: "DelayedCall") -> None:
        self._threads -= 1
        if moment.active():
            moment.cancel()
            self._at_once -= 1
        if late.active():
            late.cancel()
        self._answer(name, answer)
        self._start()

    def _is_slow(self) -> None:
        self._at_once -= 1
        self._start()

    def _is_late(self, name: str) -> None:
        late = SlowLookupError(f"{name} was not found within {LOOKUP_SECONDS:g} s")
        self._answer(name, _failure(late))

    def _answer(self, name: str, answer: Answer) -> None:
        self._answers[name] = answer
        for asked in self._asking.pop(name, []):
            asked.callback(answer)


def _failure(error: DNSLookupError) -> Failure:
    return Failure(error)  # type: ignore[no-untyped-call]  # Twisted's
