"""Every attempt that ends without a usable answer is logged here; the spider logs the others."""

import re
from gzip import BadGzipFile
from typing import TYPE_CHECKING, ClassVar, Self

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawlers.fetch.context import MAX_REDIRECTS, CrawlContext
from crawlers.rules.page_body import is_cut
from pipelines.archive.fetch_log import FetchOutcome
from pipelines.text.escapes import visible

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# In a request's meta: whether how it ended is logged.
_LOGGED = "naba_logged"
# What is no name of a packing, such as identity and utf-8, servers send with bodies that are not packed.
_PACKED = re.compile(r"\b(?:gzip|deflate|br|zstd|compress|dcb|dcz|lzma|xz|bzip2)\b")
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PERMANENT = frozenset((301, 308))


class DeniedError(IgnoreRequest):
    """A request that is not made; `outcome` is the kind of denial."""

    outcome: ClassVar[FetchOutcome]


class AttemptLog:
    """Downloader middleware, the innermost: sees each try, each redirect hop, and each refusal before it."""

    def __init__(self, context: CrawlContext) -> None:
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's way to make one."""
        return cls(CrawlContext.of(crawler))

    def process_response(self, request: Request, response: Response) -> Response:
        """Logs answers that no spider callback will see.

        Raises:
            ResponseDataLossError: of the page there is a part only.
        """
        size = len(response.body)
        request.meta[_LOGGED] = False
        if response.status in _REDIRECTS and "Location" in response.headers:
            # A step on the way: where there are too many of them, the end is none that is seen here.
            target = response.headers["Location"] or b""
            self._context.log(
                request,
                "redirected",
                status=response.status,
                size=size,
                error=f"to {visible(target.decode('latin-1'))}",
            )
        elif not 200 <= response.status < 300 and response.status != 304:
            error = f"HTTP {response.status}"
            self._context.log(request, "http_error", status=response.status, size=size, error=error)
            request.meta[_LOGGED] = True
        elif request.meta["kind"] == "page" and is_cut(
            response.body, response.headers.getlist("Content-Encoding")
        ):
            # Here it is as it came; who unpacks it takes what there is.
            raise ResponseDataLossError
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Logs attempts without an answer."""
        outcome, error = describe(exception)
        self._context.log(request, outcome, error=error)
        request.meta[_LOGGED] = True


def moved_to(response: Response) -> str | None:
    """Where permanent redirects led, None if there was none, or one on the way was not permanent."""
    reasons = response.meta.get("redirect_reasons", [])
    return response.url if reasons and _PERMANENT.issuperset(reasons) else None


def is_logged(request: Request) -> bool:
    """Whether `AttemptLog` has logged the end of a request; what comes up while its answer is unpacked, it has not."""
    return bool(request.meta.get(_LOGGED))


def packed_as(response: Response) -> str | None:
    """The content encoding that nobody here can undo, None if there is none."""
    left = ",".join(value.decode("latin-1").lower() for value in response.headers.getlist("Content-Encoding"))
    return left if _PACKED.search(left) else None


def describe(error: BaseException) -> tuple[FetchOutcome, str]:
    """The outcome that an error means, and one line for people."""
    text = visible(" ".join(str(error).split()))
    if isinstance(error, DeniedError):
        return error.outcome, text
    if isinstance(error, HttpError):
        return "http_error", f"HTTP {error.response.status}"
    for kind, marker, outcome, words in _KNOWN_ERRORS:
        if isinstance(error, kind) and marker in text:
            limit = _LIMIT.search(text)
            return outcome, f"{words} ({int(limit[1]) // 1024**2} MB)" if limit else words
    return "failed", f"{type(error).__name__}: {text}"


# In a text of Scrapy's, the bytes that an answer may have.
_LIMIT = re.compile(r"(?:max size|DOWNLOAD_MAXSIZE) \(([0-9]+)")
# Scrapy's errors: type, what its text contains, outcome, our words.
_KNOWN_ERRORS: tuple[tuple[type[Exception], str, FetchOutcome, str], ...] = (
    (DownloadCancelledError, "", "too_large", "larger than allowed"),
    (IgnoreRequest, "DOWNLOAD_MAXSIZE", "too_large", "when unpacked larger than allowed"),
    (IgnoreRequest, "max redirections", "failed", f"more than {MAX_REDIRECTS} redirects"),
    (DownloadTimeoutError, "no answer", "failed", "no answer came in time"),
    (DownloadTimeoutError, "", "failed", "the answer took too long"),
    (CannotResolveHostError, "was not found within", "failed", "the host's name server took too long"),
    (CannotResolveHostError, "name server", "failed", "the host's name server does not answer"),
    (CannotResolveHostError, "", "failed", "host not found"),
    (DownloadConnectionRefusedError, "", "failed", "connection refused"),
    (
        DownloadFailedError,
        "certificate verify failed",
        "failed",
        "its certificate is not valid: certificate verify failed",
    ),
    (DownloadFailedError, "SSL", "failed", "no encrypted connection could be made"),
    (DownloadFailedError, "ConnectionDone", "failed", "the server ended the connection without an answer"),
    (DownloadFailedError, "ConnectionLost", "failed", "the connection broke"),
    (ResponseDataLossError, "", "failed", "the answer broke off before its end"),
    (BadGzipFile, "", "failed", "its body is not packed as its headers say"),
    (Exception, "CONNECT tunnel", "failed", "the proxy opens no connection to it"),
)
