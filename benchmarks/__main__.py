"""`python -m benchmarks [NAME…]`: runs the named benchmarks, or all but those that take minutes.

`python -m benchmarks storm|year|crash|cluster|launched [N]`, `hourly|cost [ARTICLES A DAY…]`, `events [SOURCES…]`, `many [SOURCES]`,
`index|million|explorer|search [STORIES]`,
`corpus [TEXTS [ENGINE…]]`: a benchmark of a size.
`python -m benchmarks train|main_text [FOLDER]`: teaches the main-content model, and measures it.
"""

import importlib
import sys
from types import ModuleType

from tests.support.real_data import real_data_folder

FOLDERS = {
    "fingerprints": "speed",
    "saudi": "quality",
    "hardset": "quality",
    "chains": "quality",
    "peers": "quality",
    "cleaning": "quality",
    "fields": "quality",
    "main_text": "quality",
    "train": "quality.main_content",
    "candidates": "quality",
    "readalso": "quality",
    "seed_pages": "quality",
    "encodings": "quality",
    "feeds": "quality",
    "identity": "quality",
    "crawl": "speed",
    "explorer": "speed",
    "search": "speed",
    "mutations": "endurance",
    "storm": "endurance",
    "year": "endurance",
    "crash": "endurance",
    "cluster": "endurance",
    "launched": "endurance",
    "cost": "endurance",
    "hourly": "endurance",
    "events": "endurance",
    "many": "speed",
    "hostile": "speed",
    "index": "speed",
    "million": "speed",
    "corpus": "speed",
}
WITH_ARGUMENT = (
    "storm",
    "year",
    "crash",
    "cluster",
    "launched",
    "cost",
    "hourly",
    "events",
    "many",
    "index",
    "million",
    "corpus",
    "train",
    "main_text",
    "explorer",
    "search",
)
LONG = ("mutations",)  # minutes: only where they are named
NAMES = tuple(name for name in FOLDERS if name not in {*WITH_ARGUMENT, *LONG})
WITHOUT_DATA = frozenset(
    {
        "mutations",
        "many",
        "hostile",
        "storm",
        "year",
        "crash",
        "cluster",
        "launched",
        "cost",
        "hourly",
        "index",
        "million",
        "corpus",
    }
)


def main(names: list[str]) -> int:
    """Prints each benchmark's figures; 2 where a name or the data is missing."""
    wanted = names[:1] if names and names[0] in WITH_ARGUMENT else names or list(NAMES)
    unknown = set(wanted) - {*FOLDERS}
    if unknown:
        known = ", ".join(FOLDERS)
        print(f"no benchmark {', '.join(sorted(unknown))}: there are {known}", file=sys.stderr)
        return 2
    if not real_data_folder().is_dir() and not WITHOUT_DATA.issuperset(wanted):
        print(
            f"{real_data_folder()} is missing: the benchmarks need the real data (name it with NABA_SHARED_DATA)",
            file=sys.stderr,
        )
        return 2
    if names and names[0] in WITH_ARGUMENT:
        _module(names[0]).run(*names[1:])
        return 0
    for name in wanted:
        print(f"== {name}", flush=True)
        _module(name).run()
    return 0


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"benchmarks.{FOLDERS[name]}.{name}")


sys.exit(main(sys.argv[1:]))
