"""What a page's Content-Type is, also where its server does not know what it sends."""

import re

# What servers say that do not know what they send.
_NO_TYPE = frozenset(
    ("", "application/octet-stream", "binary/octet-stream", "application/unknown", "text/plain")
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head)[\s>]")
# Bytes in which it has to stand.
_BEGINNING = 1024


def type_of_html(content_type: str, body: bytes) -> str | None:
    """The Content-Type of an HTML page, with the charset that its server named; None of what is no HTML.

    Args:
        content_type: as the server said.
        body: says it where the server says nothing of it.
    """
    kind, separator, parameters = content_type.partition(";")
    kind = kind.strip().lower()
    if "html" in kind:
        return content_type
    is_html = kind in _NO_TYPE and _HTML.search(body[:_BEGINNING].lower())
    return f"text/html{separator}{parameters}" if is_html else None
