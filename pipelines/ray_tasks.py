"""Ray tasks that share the work of one step: on this machine's cores, or on those of a cluster."""

import os
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

from pipelines.errors import BadInputError, StorageError

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# Results that wait for their turn, for each core.
_AHEAD = 2
# Of the objects of an embedded Ray: results are numbers, all else is in files.
_OBJECT_BYTES = 128 << 20
# Ray itself would wait for an address that nobody listens at for many minutes.
_KNOCK_SECONDS = 10


class RayTasks:
    """Applies functions to items in tasks of Ray, in order, as long as the context lasts."""

    def __init__(self, address: str | None = None) -> None:
        """With a Ray of its own on this machine, or the cluster at that address.

        Raises:
            BadInputError: the package `ray` is not installed.
        """
        # Ray would tell its makers about each cluster.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # noqa: TID251 - read by Ray, not by Naba
        try:
            # Optional, and a second to import.
            import ray  # noqa: PLC0415
        except ImportError:
            raise BadInputError(
                "--engine ray needs the package ray: install naba[ray], or leave the option out"
            ) from None
        self._ray: Any = ray
        self._address = address
        self._cores = 0

    def __enter__(self) -> Self:
        own = {"address": "local", "include_dashboard": False, "object_store_memory": _OBJECT_BYTES}
        try:
            if self._address is not None:
                _knock(self._address)
            self._ray.init(
                **({"address": self._address} if self._address else own),
                log_to_driver=False,
                logging_level="ERROR",
            )
        except (OSError, ValueError, RuntimeError) as error:
            where = f"at {self._address}" if self._address else "on this machine"
            raise BadInputError(f"no Ray answers {where}: {str(error).splitlines()[0]}") from None
        self._cores = max(1, int(self._ray.cluster_resources().get("CPU", 1)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ray.shutdown()

    def map(self, function: Callable[[_Item], _Result], items: Iterable[_Item]) -> Iterator[_Result]:
        """What a function gives for each item, in their order; a task whose process dies is done again elsewhere.

        Args:
            function: of a module, or a `partial` of one, that every node can import.
            items: what it is applied to.

        Raises:
            BadInputError: the nodes lack Naba.
            StorageError: a task's process was ended from outside again and again.
        """

        # Ray takes functions and no `partial`.
        def call(item: _Item) -> _Result:
            return function(item)

        task = self._ray.remote(call)
        waiting: deque[Any] = deque()
        for item in items:
            waiting.append(task.remote(item))
            if len(waiting) >= _AHEAD * self._cores:
                yield self._result(waiting.popleft())
        while waiting:
            yield self._result(waiting.popleft())

    def _result(self, reference: Any) -> Any:
        raised = self._ray.exceptions
        try:
            return self._ray.get(reference)
        except raised.RayTaskError as error:
            if isinstance(error.cause, ImportError):
                raise BadInputError(
                    f"a node of the Ray cluster lacks something ({error.cause}): install the same Naba on all of them"
                ) from None
            raise error.cause from None
        except raised.RayError as error:
            raise StorageError(
                f"a task of Ray was ended from outside, maybe for want of memory ({type(error).__name__}): "
                "do the same again"
            ) from None


def _knock(address: str) -> None:
    """Asks whether somebody listens at an address.

    Raises:
        OSError: nobody does.
        ValueError: it is none.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise ValueError("expected HOST:PORT, as `ray start --head` names it")
    socket.create_connection((host.removeprefix("ray://"), int(port)), _KNOCK_SECONDS).close()
