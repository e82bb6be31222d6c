"""The version of cleaning: another one whenever another article can come out of the same page."""

import hashlib
from importlib.resources import files

CLEANER_RULES = 4
"""Number of the code's rules. `tests/golden/test_cleaner_version.py` fails until it is raised with a change of output,
and raises it itself with `--update`."""


def _hash_of_wordings() -> str:
    wordings = files("pipelines.cleaning.line.wordings")
    digest = hashlib.sha256()
    for file in sorted(
        (one for one in wordings.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name
    ):
        content = file.read_bytes()
        digest.update(f"{file.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:8]


CLEANER_VERSION = f"{CLEANER_RULES}.{_hash_of_wordings()}"
"""Stored with every article: the number of the rules, and the hash of all wording files."""
