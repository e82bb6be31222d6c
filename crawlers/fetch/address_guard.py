"""No request leaves for a private address: loopback, own network, link-local, multicast.

A feed is written by strangers, and so is each redirect: without this, a link to `http://169.254.169.254/`
makes Naba fetch from inside its network. A name is resolved once a crawl, checked, and connected to as checked.
A source whose file says `allow_private = true` may go anywhere.
"""

import ipaddress
from typing import TYPE_CHECKING, Self, cast

from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import DNSLookupError

from crawlers.fetch.attempts import DeniedError
from crawlers.fetch.context import CrawlContext
from crawlers.fetch.resolver import PrivateAddressError
from crawlers.rules.addresses import Address, is_public, literal_address

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase

# Ports below belong to a protocol each: a link must not make Naba talk to a mail server.
_FIRST_FREE_PORT = 1024


class RefusedError(DeniedError):
    """A request that must not be made."""

    outcome = "refused"


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
        address = literal_address(host)
        if not self._context.sources[request.meta["source"]].allow_private:
            _refuse_private(host, parts.port, address)
        # Else the name is for the proxy to resolve.
        if address is None and self._context.proxy_of(request) is None:
            await self._resolve(host, request)

    async def _resolve(self, host: str, request: Request) -> None:
        from twisted.internet import reactor  # noqa: PLC0415  importing it installs it

        try:
            resolved = await maybe_deferred_to_future(cast("ReactorBase", reactor).resolve(host))
        except PrivateAddressError as error:
            raise RefusedError(error.args[0]) from error
        except DNSLookupError as error:
            raise CannotResolveHostError(str(error)) from error
        may = self._context.sources[request.meta["source"]].allow_private
        if not may and not is_public(ipaddress.ip_address(resolved)):
            raise RefusedError(f"{host} is at the private address {resolved}")


def _refuse_private(host: str, port: int | None, address: Address | None) -> None:
    is_local = host == "localhost" or host.endswith(".localhost")
    if is_local or (address is not None and not is_public(address)):
        raise RefusedError(f"{host} is a private address")
    if port is not None and port < _FIRST_FREE_PORT and port not in {80, 443}:
        raise RefusedError(f"port {port} is no web server's")
