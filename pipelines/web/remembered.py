"""Answers that stay the same as long as the same database is published are made once."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Of all answers together; a page of two hundred stories has 20 KB as it is sent.
_BYTES_MAX = 64 << 20
# What is not made of the database alone.
_OTHERS = ("/metrics", "/static/")
# What an answer depends on beside its address.
_VARY = ("accept-language", "accept-encoding", "cookie", "host")

_Key = tuple[object, ...]


@dataclass(slots=True)
class _Answer:
    """The messages of an answer, in order; `is_good` once it is whole and no error."""

    messages: list[Message] = field(default_factory=list)
    is_good: bool = False

    @property
    def bytes(self) -> int:
        return sum(len(message.get("body", b"")) for message in self.messages)


class RememberedAnswers:
    """Keeps good answers to GET while the identity of what is published stays, the latest asked for longest.

    Who asks for what is just being made waits for it: fifty visitors of one page are one query. All requests are of one
    event loop, as a server's are.
    """

    def __init__(self, app: ASGIApp, identity: Callable[[], object | None]) -> None:
        """Before an app.

        Args:
            app: makes the answers.
            identity: of what is published now; None where it can't be told, and nothing is remembered.
        """
        self._app = app
        self._identity = identity
        self._kept: OrderedDict[_Key, _Answer] = OrderedDict()
        self._bytes = 0
        self._under_way: dict[_Key, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        identity = self._identity()
        is_get = scope["type"] == "http" and scope["method"] == "GET"
        if identity is None or not is_get or scope["path"].startswith(_OTHERS):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        varying = (tuple(headers.getlist(name)) for name in _VARY)
        key = (identity, scope["path"], scope["query_string"], *varying)
        while key not in self._kept and key in self._under_way:
            await self._under_way[key].wait()
        answer = self._kept.get(key)
        if answer is None:
            answer = await self._made(key, scope, receive)
            if answer.is_good and self._identity() == identity:
                self._keep(key, answer)
        else:
            self._kept.move_to_end(key)
        for message in answer.messages:
            # A copy, as others add headers to it on its way out.
            await send(dict(message))

    async def _made(self, key: _Key, scope: Scope, receive: Receive) -> _Answer:
        answer = _Answer()

        async def collect(message: Message) -> None:
            answer.messages.append(message)

        self._under_way[key] = asyncio.Event()
        try:
            await self._app(scope, receive, collect)
            answer.is_good = bool(answer.messages) and answer.messages[0]["status"] == 200
        finally:
            self._under_way.pop(key).set()
        return answer

    def _keep(self, key: _Key, answer: _Answer) -> None:
        if any(one[0] != key[0] for one in self._kept):
            # Of a database that was replaced.
            self._kept.clear()
            self._bytes = 0
        self._kept[key] = answer
        self._bytes += answer.bytes
        while self._bytes > _BYTES_MAX:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= oldest.bytes
