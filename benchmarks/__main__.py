"""`python -m benchmarks [NAME…]`: runs the named benchmarks, or all that the real data allows.

`python -m benchmarks storm|year [DAYS]`, `index|million [STORIES]`: a benchmark on a made archive, of a size.
"""

import importlib
import sys

from benchmarks.data import shared_data

NAMES = ("fingerprints", "saudi", "hardset", "cleaning", "candidates", "readalso", "crawl", "explorer")
OF_A_SIZE = ("storm", "year", "index", "million")


def main(names: list[str]) -> int:
    """Prints each benchmark's figures; 2 where a name or the data is missing."""
    if names and names[0] in OF_A_SIZE:
        importlib.import_module(f"benchmarks.{names[0]}").run(*names[1:])
        return 0
    unknown = set(names) - set(NAMES)
    if unknown:
        print(
            f"no benchmark {', '.join(sorted(unknown))}: there are {', '.join(NAMES + OF_A_SIZE)}",
            file=sys.stderr,
        )
        return 2
    if not shared_data().is_dir():
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
