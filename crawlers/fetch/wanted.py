"""Addresses that are fetched once, and what came of each."""

from pydantic import BaseModel, ConfigDict

from crawlers.lists.feed import Feed
from crawlers.lists.kind import ListSpec
from crawlers.registry.spec import SourceSpec


class Wanted(BaseModel):
    """An address to fetch, and whose limits hold for it.

    Attributes:
        kind: `page`, `robots`, or the kind of a list.
        max_bytes: size limit of its answer, after decompression.
    """

    source: SourceSpec
    url: str
    kind: str = Feed.kind
    max_bytes: int = ListSpec.max_bytes


class Fetched(BaseModel):
    """What one address answered.

    Attributes:
        final_url: where redirects led.
        status: HTTP status, None if there was no answer.
        moved_to: where permanent redirects led, None if there was none, or one on the way was not permanent.
        problem: why there is no body.
    """

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
    source_id: str
    url: str
    final_url: str
    status: int | None = None
    body: bytes = b""
    content_type: str = ""
    moved_to: str | None = None
    problem: str | None = None
