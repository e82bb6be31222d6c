r"""What outside text names by number or must not hold: the only place where such characters are read or taken out.

JSON (`\ud83d\ude00`) and HTML (`&#55357;&#56832;`) can name half a character, a surrogate, which no UTF-8 file and no
database takes. Two halves that belong together are joined; one alone becomes U+FFFD, as does a number beyond Unicode.
"""

import html
import json
import re
from typing import Any

_LARGEST = 0x10FFFF
# A longer number is beyond Unicode.
_DIGITS_MAX = 8
# The second row of controls, which nobody writes: windows-1252 that was read as Latin-1 (HTML standard, numeric
# character references). Five of its bytes are nothing in windows-1252 either.
_WINDOWS = {byte: bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xA0)}
# In UTF-8, where they begin with a byte of their own, and are found many times faster than in text.
_WINDOWS_BYTES = re.compile(rb"\xc2[\x80-\x9f]")
# Of that row by number; surrogates; and numbers of so many digits that they may lie beyond Unicode.
_ODD_REFERENCE = r"""&\#(?: 0*1[2-5][0-9] | 0*5[5-7][0-9]{3} | 0*[1-9][0-9]{6,}
                        | [xX]0*(?: [89][0-9a-fA-F] | [dD][89a-fA-F][0-9a-fA-F]{2} | [1-9a-fA-F][0-9a-fA-F]{5,}))
                    (?![0-9a-fA-F]);?"""
# A pattern that begins with plain letters is looked for many times faster than one that begins with a group.
_ODD_REFERENCES = re.compile(f"{_ODD_REFERENCE}(?:{_ODD_REFERENCE})*", re.VERBOSE)
_ODD_REFERENCE_BYTES = re.compile(_ODD_REFERENCE.encode("ascii"), re.VERBOSE)
_REFERENCE = re.compile("&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?")
# Every escape is matched, so that the backslash of `\\\\ud83d` is not taken for the beginning of one.
_JSON_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
# What moves cursors and renames windows (ECMA-48), and what is left of it.
_TERMINAL_SEQUENCE = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\\]P_^X]|[\x9d\x90\x9f\x9e\x98])[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)?"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def mend_numbers(text: str, data: bytes | None = None) -> str:
    """Replaces numbers that name no character: in references, and in the text the second row of controls.

    A pair of surrogates becomes the character that it means, a control that of windows-1252, all else U+FFFD.

    Args:
        text: to be mended.
        data: it in UTF-8, if that is at hand.
    """
    data = text.encode("utf-8", "replace") if data is None else data
    if _WINDOWS_BYTES.search(data):
        text = text.translate(_WINDOWS)
    return _ODD_REFERENCES.sub(_mended, text) if _ODD_REFERENCE_BYTES.search(data) else text


def _mended(references: re.Match[str]) -> str:
    return join_surrogates("".join(map(_character, _REFERENCE.finditer(references[0]))))


def _character(reference: re.Match[str]) -> str:
    digits = reference[1] or reference[2]
    number = int(digits, 16 if reference[1] else 10) if len(digits) <= _DIGITS_MAX else _LARGEST + 1
    if number > _LARGEST:
        return "\ufffd"
    if number in _WINDOWS:
        return _WINDOWS[number]
    return chr(number) if 0xD800 <= number < 0xE000 else reference[0]


def join_surrogates(text: str) -> str:
    """Joins pairs of surrogates in a text; one alone becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def unescape(text: str) -> str:
    """Reads the character references of HTML."""
    # Hardly a text has any, and ASCII has no second row of controls.
    return text if text.isascii() and "&" not in text else html.unescape(mend_numbers(text))


def read_json(text: str, *, strict: bool = True) -> Any:
    """Reads JSON from outside.

    Args:
        text: the document.
        strict: whether line breaks and other controls inside of strings are refused, as the standard has it.

    Raises:
        ValueError: it is no JSON, or nested too deeply.
    """
    try:
        return json.loads(mend_json(text), strict=strict)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def mend_json(text: str) -> str:
    """A JSON document whose escapes name no half of a character; pairs of halves stay."""
    if "\\ud" in text or "\\uD" in text:
        return _JSON_ESCAPE.sub(lambda escape: r"\ufffd" if escape[1] else escape[0], text)
    return text


def without_controls(text: str) -> str:
    """A text without what only terminals understand; tabs and line breaks stay."""
    if text.isprintable() or text.replace("\n", "").replace("\xa0", "").isprintable():
        # Nearly always; to look for each control takes ten times as long.
        return text
    return _CONTROL.sub("", _TERMINAL_SEQUENCE.sub("", text))


def visible(text: str) -> str:
    r"""A text for people to read as it is: controls as `\x1b`, on one line."""
    return "".join(one if one.isprintable() or one == " " else repr(one)[1:-1] for one in text)
