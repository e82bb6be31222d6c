"""Files in object storage (S3, Google's, Azure's), by `obstore`; see `Storage`.

An object is written as a whole and never changed, so what is listed is whole. What this machine did not send yet is read from
its outbox, and not listed: other machines don't see it either.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from pipelines.errors import BadInputError, NabaError, StorageError, advice_on
from pipelines.settings import Bucket, s3_endpoint

if TYPE_CHECKING:
    from obstore.store import ObjectStore

# A page with its metadata is some 20 KB packed; most are one request. Whoever reads on is given ever more at once.
_FIRST_RANGE = 64 * 1024
# Whoever unpacks goes back by what was read too much.
_KEPT = 2 * 1024 * 1024
_RANGE_MAX = 8 * 1024 * 1024
# Some seconds of failures are usual with object storage; `obstore` would try for three minutes.
_RETRIES = {"max_retries": 4, "retry_timeout": timedelta(seconds=30)}
_TIMEOUTS = {"connect_timeout": "10s", "timeout": "5m"}


@dataclass(frozen=True, slots=True)
class BucketStorage:
    """A place in object storage."""

    bucket: Bucket

    def sizes(self, suffix: str, folder: str = "*") -> dict[str, int]:
        """Bytes of each object by its name; see `Storage`."""
        sizes: dict[str, int] = {}
        with _said_of(self.bucket.url):
            for some in _store(self.bucket.url).list(None if folder == "*" else folder):
                for one in some:
                    if one["path"].endswith(suffix) and one["path"].count("/") == 1:
                        sizes[one["path"]] = one["size"]
        return dict(sorted(sizes.items()))

    def has(self, name: str) -> bool:
        """Whether there is such an object, or a file of the outbox."""
        if self.bucket.unsent(name).exists():
            return True
        try:
            with _said_of(self.bucket.url, name):
                _store(self.bucket.url).head(name)
        except FileNotFoundError:
            return False
        return True

    def open(self, name: str, offset: int = 0) -> BinaryIO:
        """An object to read by ranges; see `Storage`."""
        try:
            return self.bucket.unsent(name).open("rb")
        except FileNotFoundError:
            return cast("BinaryIO", io.BufferedReader(_Ranges(self.bucket.url, name, offset), _FIRST_RANGE))

    def remove(self, name: str) -> None:
        """Removes an object."""
        with _said_of(self.bucket.url, name):
            _store(self.bucket.url).delete(name)

    def send(self, file: Path, name: str) -> None:
        """Writes a file as an object, in several parts where it is long; nobody sees it before it is whole."""
        with _said_of(self.bucket.url, name):
            _store(self.bucket.url).put(name, file)


class _Ranges(io.RawIOBase):
    """An object as a file: asked for in ranges, twice as long each time where one follows the other."""

    def __init__(self, url: str, name: str, offset: int) -> None:
        self._url = url
        self._name = name
        self._place = offset
        self._length = _FIRST_RANGE
        self._start, self._held = offset, b""
        # Each answer names the object's size: the first one is asked where reading begins, most likely.
        self._size = self._ask(offset)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: Any) -> int:
        if self._place >= self._size:
            return 0
        if not self._start <= self._place < self._start + len(self._held):
            start, before = self._start, self._held
            follows = self._place == start + len(before)
            self._length = min(2 * self._length, _RANGE_MAX) if follows else _FIRST_RANGE
            self._ask(self._place)
            if follows:
                kept = before[-_KEPT:]
                self._start, self._held = self._place - len(kept), kept + self._held
        view = memoryview(buffer).cast("B")
        piece = self._held[self._place - self._start :][: len(view)]
        view[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def _ask(self, start: int) -> int:
        """Asks for a range, and gives the size of the object."""
        with _said_of(self._url, self._name):
            found = _store(self._url).get(self._name, options={"range": (start, start + self._length)})
            self._start, self._held = start, bytes(found.bytes())
            return found.meta["size"]


@lru_cache(maxsize=8)
def _store(url: str) -> "ObjectStore":
    """The object storage behind an address; keys are those of the environment, or of the machine's role."""
    try:
        from obstore.store import from_url  # noqa: PLC0415  of an extra
    except ImportError:
        raise BadInputError(f"{url}: install naba[s3], which can read and write object storage") from None
    endpoint = s3_endpoint() if url.startswith("s3:") else None
    options: dict[str, Any] = {}
    if endpoint is not None:
        options = {"endpoint": endpoint.url, "virtual_hosted_style_request": endpoint.bucket_in_host}
    options |= {
        "client_options": {**_TIMEOUTS, "allow_http": bool(endpoint and not endpoint.is_encrypted)},
        "retry_config": _RETRIES,
    }
    try:
        return from_url(url, **options)
    except Exception as error:  # noqa: BLE001 - as below
        raise BadInputError(f"{url}: {_first_line(error)}") from None


@contextmanager
def _said_of(url: str, name: str | None = None) -> Iterator[None]:
    """Turns what `obstore` raises into one line that says what to do; an object that is not there is a missing file.

    Raises:
        FileNotFoundError: the storage answers, and has no such object.
        StorageError: anything else.
    """
    where = f"{url}/{name}" if name else url
    try:
        yield
    except NabaError:
        raise
    except Exception as error:  # noqa: BLE001 - obstore's errors have no base in common that is there without it
        advice = advice_on(str(error))
        if isinstance(error, FileNotFoundError) and "NoSuchBucket" not in str(error):
            raise FileNotFoundError(2, "no such object", where) from None
        raise StorageError(f"{where}: {advice or _first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:300]
