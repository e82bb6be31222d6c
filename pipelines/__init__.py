"""The pure library of Naba: true for any publisher; no Scrapy, no Dagster, no network.

Three parts are of use alone, also in a notebook: `from pipelines import split, dedup, open_database`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines import dedup
    from pipelines.cleaning import split
    from pipelines.warehouse import open_database

__all__ = ["dedup", "open_database", "split"]

_HOMES = {"split": "pipelines.cleaning", "open_database": "pipelines.warehouse"}


def __getattr__(name: str) -> Any:
    """Loads a part when it is asked for: who needs one must not wait for, or have installed, what others need."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
