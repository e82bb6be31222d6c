"""A server that speaks S3 as Amazon's does, in a thread of this process: moto's."""

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from obstore.store import S3Store

# Whatever they are, moto takes them.
KEYS = {"AWS_ACCESS_KEY_ID": "naba", "AWS_SECRET_ACCESS_KEY": "very secret", "AWS_REGION": "us-east-1"}


class ObjectStorage:
    """Buckets behind an address on loopback."""

    def __init__(self, url: str) -> None:
        self.url = url

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which AWS's tools, and Naba, find it; no machine that tests run on is asked for its role."""
        return {**KEYS, "AWS_ENDPOINT_URL": self.url, "AWS_EC2_METADATA_DISABLED": "true"}

    def make_bucket(self, name: str) -> str:
        """Makes an empty bucket, and gives its address."""
        request = urllib.request.Request(f"{self.url}/{name}", method="PUT")  # noqa: S310 - loopback
        with urllib.request.urlopen(request):  # noqa: S310 - as above
            return f"s3://{name}"

    def bucket(self, name: str) -> "S3Store":
        """A bucket, to look into it past Naba."""
        from obstore.store import S3Store  # of an extra

        return S3Store(name, config=KEYS, endpoint=self.url, client_options={"allow_http": True})

    def keys(self, bucket: str) -> set[str]:
        """The names of all objects of a bucket."""
        return {one["path"] for some in self.bucket(bucket).list() for one in some}


@contextmanager
def running_object_storage() -> Iterator[ObjectStorage]:
    """An empty object storage; skips the test where moto or obstore is not installed."""
    pytest.importorskip("obstore", reason="no obstore here: naba[s3] brings it")
    server = pytest.importorskip(
        "moto.server", reason="no object storage here: moto[s3], flask and flask-cors bring one"
    )
    thread = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    thread.start()
    try:
        host, port = thread.get_host_and_port()
        yield ObjectStorage(f"http://{host}:{port}")
    finally:
        thread.stop()
