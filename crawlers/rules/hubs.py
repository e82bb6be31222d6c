"""WebSub: who tells when a feed has changed, and whether what they send is theirs (https://www.w3.org/TR/websub/)."""

import hashlib
import hmac
import re
from dataclasses import dataclass

from crawlers.rules.targets import Answer
from pipelines.urls import canonical_url

# https://www.w3.org/TR/websub/#recognized-algorithm-names
_ALGORITHMS = frozenset({"sha1", "sha256", "sha384", "sha512"})
_LINK = re.compile(r"<([^<>]{1,2000})>([^<]{0,500})")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]{1,100})\"|([\w-]{1,100}))", re.IGNORECASE)
_SIGNATURE = re.compile(r"(\w{4,6})=([0-9a-fA-F]{40,128})")


@dataclass(frozen=True, slots=True)
class Offer:
    """A hub, and the name that it knows a feed by."""

    hub: str
    topic: str


def offer_of(answer: Answer, *, hub: str | None, topic: str | None) -> Offer | None:
    """The hub that a feed's answer names, None if it names none.

    Args:
        answer: what the feed's address answered; links in its headers count before those in the feed.
        hub: the hub that the feed itself names, None if it names none.
        topic: its own address by its own word, None if it says none.
    """
    linked = _linked(answer)
    hub = linked.get("hub", hub)
    topic = linked.get("self", topic) or answer.final_url
    return Offer(hub, topic) if hub and hub.startswith(("http://", "https://")) else None


def _linked(answer: Answer) -> dict[str, str]:
    """Relation → address, of the first link of each in the answer's headers."""
    found: dict[str, str] = {}
    for name, value in answer.headers:
        if name.lower() != "link":
            continue
        for address, parameters in _LINK.findall(value):
            rel = _REL.search(parameters)
            url = canonical_url(address, answer.final_url)
            if rel is not None and url is not None:
                for relation in (rel[1] or rel[2]).lower().split():
                    found.setdefault(relation, url)
    return found


def is_signed(body: bytes, signature: str | None, secret: str) -> bool:
    """Whether a delivery was made by somebody who knows the secret.

    Args:
        body: as it came.
        signature: header `X-Hub-Signature`, such as `sha256=…`.
        secret: what the hub was given when it was asked.
    """
    match = _SIGNATURE.fullmatch((signature or "").strip())
    if match is None or match[1].lower() not in _ALGORITHMS:
        return False
    expected = hmac.new(secret.encode(), body, getattr(hashlib, match[1].lower())).hexdigest()
    return hmac.compare_digest(expected, match[2].lower())
