"""What a source's file says of its requests: headers, user agent, cookies, proxy, certificates.

Headers and cookies go to the source's own sites only: a redirect or a link may lead anywhere, and they may be secrets.
"""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from OpenSSL import SSL
from scrapy import Request
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.ssl import CertificateOptions
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawlers.fetch.context import CrawlContext
from crawlers.registry.spec import SourceSpec
from crawlers.rules.domains import domain_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class SourceOptions:
    """Downloader middleware: makes each request as its source's file says, on each redirect hop."""

    def __init__(self, context: CrawlContext, user_agent: str) -> None:
        self._context = context
        self._user_agent = user_agent
        self._domains: dict[str, frozenset[str]] = {}

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's way to make one."""
        return cls(CrawlContext.of(crawler), crawler.settings["USER_AGENT"])

    def process_request(self, request: Request) -> None:
        """Sets the source's headers and proxy; takes its headers away where a redirect led to another site."""
        source = self._context.sources[request.meta["source"]]
        options = source.requests
        request.meta["proxy"] = self._context.proxy_of(request)
        headers = dict(options.headers)
        if options.cookies_from:
            headers["Cookie"] = os.environ.get(options.cookies_from, "")
        request.headers["User-Agent"] = self._user_agent
        if domain_of(request.url) in self._domains_of(source):
            if options.user_agent:
                request.headers["User-Agent"] = options.user_agent
            for name, value in headers.items():
                request.headers[name] = value
        else:
            for name in headers:
                request.headers.pop(name, None)

    def _domains_of(self, source: SourceSpec) -> frozenset[str]:
        if source.id not in self._domains:
            self._domains[source.id] = own_domains(source)
        return self._domains[source.id]


def own_domains(source: SourceSpec) -> frozenset[str]:
    """The registrable domains of a source: of its front page and its lists."""
    return frozenset(map(domain_of, (source.homepage, *(spec.url for spec in source.lists))))


@implementer(IPolicyForHTTPS)
class CertificatePolicy:
    """Twisted's way to say how certificates are verified: as they should be, but for the domains that are named."""

    def __init__(self, usual: Any, unverified: Iterable[str]) -> None:
        self._usual = usual
        self._unverified = frozenset(unverified)

    @classmethod
    def of(cls, usual: Any, sources: Iterable[SourceSpec]) -> Self:
        """A policy for the sources of a crawl."""
        trusting = (source for source in sources if not source.requests.verify_tls)
        return cls(usual, (domain for source in trusting for domain in own_domains(source)))

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802  Twisted's name
        """What makes a TLS connection to a host."""
        host = hostname.decode("ascii", "replace")
        if (
            not self._unverified
            or not {domain_of(f"https://{host}:{port}"), domain_of(f"https://{host}")} & self._unverified
        ):
            return self._usual.creatorForNetloc(hostname, port)
        return _Unverified(hostname)


@implementer(IOpenSSLClientConnectionCreator)
class _Unverified:
    """Makes TLS connections to one host, whatever its certificate says."""

    def __init__(self, hostname: bytes) -> None:
        self._hostname = hostname

    def clientConnectionForTLS(self, _protocol: Any) -> SSL.Connection:  # noqa: N802  Twisted's name
        connection = SSL.Connection(CertificateOptions(verify=False).getContext(), None)
        connection.set_tlsext_host_name(self._hostname)
        return connection
