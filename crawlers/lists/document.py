"""What a list answered, now or at the poll before, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass

from crawlers.lists.kind import Listing, ListSpec
from pipelines.feeds import NotAFeedError
from pipelines.text.packed import is_packed

LARGE = 100_000
"""Bytes; reading so many takes some 50 ms. What is packed may be of any size."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a list answered.

    Attributes:
        spec: the list.
        url: its address.
        timezone: IANA name in which its dates without a zone are read.
    """

    spec: ListSpec
    url: str
    body: bytes
    content_type: str
    timezone: str

    @property
    def is_large(self) -> bool:
        """Whether its reading would keep others waiting."""
        return len(self.body) > LARGE or is_packed(self.body)

    def read(self) -> Listing:
        """What it says.

        Raises:
            NotAFeedError: it is no such list, or too much to be read.
        """
        return self.spec.read(self.body, url=self.url, content_type=self.content_type, timezone=self.timezone)


Readings = Mapping[Document, Listing | NotAFeedError]
"""What documents say that were read beforehand, or why they say nothing."""

NO_READINGS: Readings = {}
