"""What parsers of markup can't take: characters that XML excludes, and tags that take far longer than they are long."""

import re

ATTRIBUTES_MAX = 500
"""Of one element. Parsers compare each attribute with all before it: 100,000 take libxml2 a minute."""

EXCLUDED_CONTROLS = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20)])
"""Characters that XML excludes. In UTF-8 bytes they are found many times faster than in text."""
EXCLUDED_NONCHARACTERS = ("\ufffe", "\uffff")
"""The others; in text they are found many times faster than in UTF-8 bytes."""

_ATTRIBUTE = r"""[\s/]*+[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
_START_TAG = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE}){{0,{ATTRIBUTES_MAX}}}+(?P<more>{_ATTRIBUTE})?")
# Where `<` is no tag: text or code may go on for long after it.
_NO_TAGS_OF_HTML = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<tag>script|style)\b.*?(?:</(?P=tag)|\Z)", re.IGNORECASE | re.DOTALL
)
_NO_TAGS_OF_XML = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)


def has_crowded_tag(text: str, *, is_xml: bool) -> bool:
    """Whether a tag of HTML or XML has more than `ATTRIBUTES_MAX` attributes."""
    return _is_crowded(text) and _is_crowded((_NO_TAGS_OF_XML if is_xml else _NO_TAGS_OF_HTML).sub(" ", text))


def _is_crowded(text: str) -> bool:
    # Of each tag only the group is made, "" as a rule: a match object each would take as long as the search.
    return any(_START_TAG.findall(text))
