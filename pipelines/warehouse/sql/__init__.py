"""All SQL of more than a few lines, one statement or one purpose a file."""

from functools import cache
from importlib import resources


@cache
def read_sql(name: str) -> str:
    """The text of `<name>.sql` in this folder, such as `ask/demo_counts`."""
    return (resources.files(__name__) / f"{name}.sql").read_text(encoding="utf-8")


def quoted(text: str) -> str:
    """A text as a literal of SQL, for statements that take no parameters: ATTACH, COPY, LOAD."""
    return "'" + text.replace("'", "''") + "'"
