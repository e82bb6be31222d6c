"""Titles of pages: guillemets quote in them (`«…»`, `‹…›`, in German `»…«`) as often as they part them from the site's name."""

import re

_QUOTED = re.compile(r"«[^«»]*»|‹[^‹›]*›")
_QUOTED_INWARDS = re.compile(r"»[^«»]*«|›[^‹›]*‹")


def without_quoting(title: str) -> str:
    """A title of the same length with a letter for each mark that quotes; what is left of the marks parts."""
    quoted = _QUOTED if _QUOTED.search(title) else _QUOTED_INWARDS
    return quoted.sub(lambda one: f"x{one[0][1:-1]}x", title)
