"""The version of cleaning: another one whenever another article can come out of the same page."""

import hashlib
from importlib.resources import files

CLEANER_RULES = 26
"""Number of the code's rules. `tests/golden/test_cleaner_version.py` fails until it is raised with a change of output,
and raises it itself with `--update`."""


# What cleaning reads besides its code: by package the ending of its files.
_READ = {
    "pipelines.cleaning.line.wordings": ".toml",
    "pipelines.cleaning.page": ".toml",
    "pipelines.cleaning.main_content": ".npz",
    "pipelines.walls": ".toml",
}


def _hash_of_files() -> str:
    digest = hashlib.sha256()
    found = [
        one
        for package, ending in _READ.items()
        for one in files(package).iterdir()
        if one.name.endswith(ending)
    ]
    for file in sorted(found, key=lambda one: one.name):
        content = file.read_bytes()
        digest.update(f"{file.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:8]


CLEANER_VERSION = f"{CLEANER_RULES}.{_hash_of_files()}"
"""Stored with every article: the number of the rules, and the hash of wordings and weights."""
