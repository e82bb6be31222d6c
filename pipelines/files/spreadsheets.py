"""Cells of CSV files that spreadsheets open."""

FORMULA_STARTS = "=+-@\t\r"
"""A spreadsheet runs a cell that begins with one of these as a formula (OWASP, "CSV injection")."""
TEXT_MARK = "'"
"""Before a cell it makes text of it, whatever it begins with."""


def plain_cell(text: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"{TEXT_MARK}{text}" if text.startswith(tuple(FORMULA_STARTS)) else text


def text_of_cell(cell: str) -> str:
    """What was made a `plain_cell`."""
    text = cell.removeprefix(TEXT_MARK)
    return text if text.startswith(tuple(FORMULA_STARTS)) else cell
