"""No request leaves for a private address: loopback, own network, link-local, multicast.

A feed is written by strangers, and so is each redirect: without this, a link to `http://169.254.169.254/`
makes Naba fetch from inside its network. A name is resolved once a run, checked, and connected to as checked.
A source whose file says `allow_private = true` may go anywhere.
"""

import ipaddress
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingThreadedResolver, dnscache
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import DNSLookupError

from crawlers.fetch.attempts import DeniedError
from crawlers.fetch.context import CrawlContext

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_FIRST_FREE_PORT = 1024
"""Ports below belong to a protocol each: a link must not make Naba talk to a mail server."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class RefusedError(DeniedError):
    """A request that must not be made."""

    outcome = "refused"


class PrivateAddressError(DNSLookupError):
    """A name that leads to a private address; to Twisted, a name that leads nowhere."""


def is_public(address: Address) -> bool:
    """Whether an address is on the open internet, also as seen through the ways to write IPv4 in IPv6."""
    inner: Address | None = None
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None:
            return False
    if inner is not None:
        return is_public(inner)
    return address.is_global and not address.is_multicast


def literal_address(host: str) -> Address | None:
    """The address that a host is when it is no name: `127.0.0.1`, `::1`, and `127.1`, `0x7f000001`, `2130706433`."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeEncodeError):
        return None


class AddressGuard:
    """Downloader middleware: refuses what is no http(s) or leads to a private address, on each redirect hop."""

    def __init__(self, context: CrawlContext) -> None:
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's way to make one."""
        return cls(CrawlContext.of(crawler))

    async def process_request(self, request: Request) -> None:
        """Lets a request pass, or raises `RefusedError`."""
        parts = urlparse_cached(request)
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme not in {"http", "https"} or not host:
            raise RefusedError(f"{parts.scheme or 'no'}: only http and https are fetched")
        if self._context.sources[request.meta["source"]].allow_private:
            return
        address = literal_address(host)
        if (
            host == "localhost"
            or host.endswith(".localhost")
            or (address is not None and not is_public(address))
        ):
            raise RefusedError(f"{host} is a private address")
        if parts.port is not None and parts.port < _FIRST_FREE_PORT and parts.port not in {80, 443}:
            raise RefusedError(f"port {parts.port} is no web server's")
        if (
            address is None and self._context.proxy_of(request) is None
        ):  # else the name is for the proxy to resolve
            resolved = await _resolve(host)
            if not is_public(ipaddress.ip_address(resolved)):
                raise RefusedError(f"{host} is at the private address {resolved}")


async def _resolve(host: str) -> str:
    from twisted.internet import reactor  # noqa: PLC0415  importing it installs it

    try:
        return await maybe_deferred_to_future(cast("ReactorBase", reactor).resolve(host))
    except PrivateAddressError as error:
        raise RefusedError(error.args[0]) from error
    except DNSLookupError as error:
        raise CannotResolveHostError(str(error)) from error


class GuardedResolver(CachingThreadedResolver):
    """Resolves each name once a run, so that what the guard checked is what is connected to.

    Where no source of the run may go to private addresses, it does not even answer with one, whoever asks;
    the proxy's own name is the exception.
    """

    strict = True
    proxy_host: str | None = None

    @classmethod
    def from_crawler(cls, crawler: "Crawler", reactor: "ReactorBase") -> Self:
        """Scrapy's way to make one, from `NABA_ALLOW_PRIVATE` and `NABA_PROXY` of its settings."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.strict = not crawler.settings.getbool("NABA_ALLOW_PRIVATE")
        resolver.proxy_host = urlsplit(crawler.settings.get("NABA_PROXY") or "").hostname
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":  # noqa: N802  Twisted's name
        """Resolves a name to an IPv4 address."""
        name = name.lower().rstrip(".")  # a name's other spellings must not be looked up, and answered, anew
        found = super().getHostByName(name, timeout)
        if self.strict and name != self.proxy_host:
            found.addCallback(_only_public, name)
        return found

    def _cache_result(self, result: str, name: str) -> str:
        """Keeps the first answer where a name was looked up twice at once: that is the one that counts for both."""
        return cast("str", dnscache[name] if name in dnscache else super()._cache_result(result, name))


def _only_public(address: str, name: str) -> str:
    if not is_public(ipaddress.ip_address(address)):
        raise PrivateAddressError(f"{name} is at the private address {address}")
    return address
