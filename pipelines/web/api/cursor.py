"""A place in a list of stories as text; nobody but the API need read it."""

import base64
import json
from datetime import datetime

from pipelines.warehouse.ask.search.groups import Place

# More than any story has copies.
_RANK_MAX = 1 << 31


def written(place: Place, order: str) -> str:
    """The cursor of a place in an order."""
    parts = [order, place.rank, place.first_published_at.isoformat(), place.group_id]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def read(cursor: str, order: str) -> Place:
    """The place of a cursor.

    Raises:
        ValueError: it is none, or of another order.
    """
    try:
        made_for, rank, moment, group = json.loads(base64.urlsafe_b64decode(cursor))
        place = Place(int(rank), datetime.fromisoformat(moment), str(group))
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise ValueError("expected `next` of an answer") from None
    if made_for != order or place.first_published_at.tzinfo is None or abs(place.rank) > _RANK_MAX:
        raise ValueError("expected `next` of an answer in the same order")
    return place
