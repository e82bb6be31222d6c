"""`python -m benchmarks [NAME…]`: runs the named benchmarks, or all but those that take minutes.

`python -m benchmarks storm|year|crash [N]`, `index|million [STORIES]`: a benchmark on a made archive, of a size.
"""

import importlib
import sys

from benchmarks.data import shared_data

NAMES = (
    "fingerprints",
    "saudi",
    "hardset",
    "peers",
    "cleaning",
    "candidates",
    "readalso",
    "encodings",
    "feeds",
    "identity",
    "crawl",
    "explorer",
)
OF_A_SIZE = ("storm", "year", "crash", "index", "million")
LONG = ("mutations",)  # minutes: only where they are named
WITHOUT_DATA = frozenset({"mutations"})


def main(names: list[str]) -> int:
    """Prints each benchmark's figures; 2 where a name or the data is missing."""
    if names and names[0] in OF_A_SIZE:
        importlib.import_module(f"benchmarks.{names[0]}").run(*names[1:])
        return 0
    unknown = set(names) - {*NAMES, *LONG}
    if unknown:
        known = ", ".join((*NAMES, *LONG, *OF_A_SIZE))
        print(f"no benchmark {', '.join(sorted(unknown))}: there are {known}", file=sys.stderr)
        return 2
    if not shared_data().is_dir() and not WITHOUT_DATA.issuperset(names or NAMES):
        print(
            f"{shared_data()} is missing: the benchmarks need the real data (name it with NABA_SHARED_DATA)",
            file=sys.stderr,
        )
        return 2
    for name in names or NAMES:
        print(f"== {name}", flush=True)
        importlib.import_module(f"benchmarks.{name}").run()
    return 0


sys.exit(main(sys.argv[1:]))
