"""Numbers as words: one writing for each value, whatever separates thousands and decimals.

A point or comma before three digits separates thousands (1,250 and 1.250); before other digits it is a decimal sign
(3.5, 3,5). A price of three decimals is read as thousands, too, which does no harm: equal ones stay equal. A colon stands in times and results (4:51, 2:1). Whatever else has such signs (dates,
versions, enumerations) is several numbers.
"""

import re

SIGNS = ".,:ر"
"""What may stand between the digits of one number; ر in Arabic news, which then has the decimals in front (7ر10 is
10.7)."""
NUMBER = re.compile(rf"[0-9]+(?:[{SIGNS}][0-9]+)+")
"""Digits with signs between them."""
_THOUSANDS = re.compile(
    r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?|([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?"
)
_DECIMALS_IN_FRONT = re.compile("([0-9]+)ر([0-9]+)")
_DECIMAL = re.compile(r"([0-9]+)(?:\.([0-9]+)|,([0-9]{1,2}))")


def one_writing(found: re.Match[str]) -> str:
    """The writing of a match of `NUMBER`: digits, a point before decimals, or several numbers with spaces."""
    first, *rest = found[0].split(":")
    of_time = rest and all(part.isdigit() for part in (first, *rest))
    return ":".join([_value(first), *rest]) if of_time else _value(found[0])


def _value(written: str) -> str:
    thousands = _THOUSANDS.fullmatch(written)
    if thousands:
        whole, decimals = (
            next((group for group in groups if group), "")
            for groups in (thousands.groups()[::2], thousands.groups()[1::2])
        )
        return _number(re.sub("[.,]", "", whole), decimals)
    decimal = _DECIMAL.fullmatch(written)
    if decimal:
        return _number(decimal[1], decimal[2] or decimal[3])
    in_front = _DECIMALS_IN_FRONT.fullmatch(written)
    if in_front:
        return _number(in_front[2], in_front[1])
    return re.sub(f"[{SIGNS}]", " ", written) if set(SIGNS) & set(written) else _number(written, "")


def _number(whole: str, decimals: str) -> str:
    decimals = decimals.rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{decimals}" if decimals else whole
