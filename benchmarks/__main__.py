"""`python -m benchmarks [NAME…]`: runs the named benchmarks, or all but those that take minutes.

`python -m benchmarks storm|year|crash [N]`, `index|million [STORIES]`: a benchmark on a made archive, of a size.
"""

import importlib
import sys
from types import ModuleType

from tests.support.real_data import real_data_folder

FOLDERS = {
    "fingerprints": "speed",
    "saudi": "quality",
    "hardset": "quality",
    "peers": "quality",
    "cleaning": "quality",
    "fields": "quality",
    "candidates": "quality",
    "readalso": "quality",
    "encodings": "quality",
    "feeds": "quality",
    "identity": "quality",
    "crawl": "speed",
    "explorer": "speed",
    "mutations": "endurance",
    "storm": "endurance",
    "year": "endurance",
    "crash": "endurance",
    "index": "speed",
    "million": "speed",
}
OF_A_SIZE = ("storm", "year", "crash", "index", "million")
LONG = ("mutations",)  # minutes: only where they are named
NAMES = tuple(name for name in FOLDERS if name not in {*OF_A_SIZE, *LONG})
WITHOUT_DATA = frozenset({"mutations"})


def main(names: list[str]) -> int:
    """Prints each benchmark's figures; 2 where a name or the data is missing."""
    if names and names[0] in OF_A_SIZE:
        _module(names[0]).run(*names[1:])
        return 0
    unknown = set(names) - {*NAMES, *LONG}
    if unknown:
        known = ", ".join((*NAMES, *LONG, *OF_A_SIZE))
        print(f"no benchmark {', '.join(sorted(unknown))}: there are {known}", file=sys.stderr)
        return 2
    if not real_data_folder().is_dir() and not WITHOUT_DATA.issuperset(names or NAMES):
        print(
            f"{real_data_folder()} is missing: the benchmarks need the real data (name it with NABA_SHARED_DATA)",
            file=sys.stderr,
        )
        return 2
    for name in names or NAMES:
        print(f"== {name}", flush=True)
        _module(name).run()
    return 0


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"benchmarks.{FOLDERS[name]}.{name}")


sys.exit(main(sys.argv[1:]))
