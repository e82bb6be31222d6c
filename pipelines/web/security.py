"""Who may ask, and what a page may do: hosts and origins that are told, and headers that forbid everything else."""

import re
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
"""Our own style sheets, icon and font; no script, no frame, nothing from elsewhere."""
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Names under which a machine reaches itself."""

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[\w.-]+)(?::\d{1,5})?")


class HostGuard:
    """Answers only requests that name a host which was told, and that no page of another site makes.

    A page elsewhere can reach a server on this machine through its visitor's browser: under a name of its own that leads
    to 127.0.0.1 (DNS rebinding), or by sending a form or script request there. Web sockets are held to the same.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], closed: Collection[str] = ()) -> None:
        """Guards an app.

        Args:
            app: what is guarded.
            hosts: names and addresses, without ports, beside loopback's own.
            closed: beginnings of paths to which other sites may not even lead a visitor.
        """
        self._app = app
        self._hosts = frozenset(host.lower().strip("[]") for host in (*LOOPBACK, *hosts))
        self._closed = tuple(closed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or says why not."""
        refusal = self._refusal(scope) if scope["type"] in {"http", "websocket"} else None
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(refusal[1] + "\n", refusal[0])(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        host = hosts[0].lower() if len(hosts) == 1 else ""
        if _name_of(host) not in self._hosts:
            return 400, "This name is not one that Naba was told to answer to: NABA_HOSTS says which are."
        origins = headers.getlist("origin")
        if any(_place_of(origin) != host for origin in origins):
            return 403, "A page of another site asked for this: refused."
        if headers.get("sec-fetch-site", "none") in {"cross-site", "same-site"}:
            leads_here = (
                scope["type"] == "http"
                and scope["method"] == "GET"
                and headers.get("sec-fetch-mode") == "navigate"
                and headers.get("sec-fetch-dest") == "document"
                and not scope["path"].startswith(self._closed)
            )
            if not leads_here:
                return 403, "A page of another site asked for this: refused."
        return None


def _name_of(host: str) -> str:
    """The name or address of a `Host` header, without its port; empty where it is none."""
    match = _HOST.fullmatch(host)
    return match[1].strip("[]") if match else ""


def _place_of(origin: str) -> str:
    """Host and port of an `Origin` header, as `Host` names them; empty for `null`."""
    return origin.lower().partition("://")[2]


class NoFraming:
    """Adds to every answer that no page may show it in a frame; for an app that sets its other headers itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Frame-Options"] = "DENY"
                # A second one: a browser keeps to both.
                headers.append("Content-Security-Policy", "frame-ancestors 'none'")
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class SecurityHeaders:
    """Puts the headers on every response, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
