"""Cells of CSV files: none is run by a spreadsheet, and each is read back as it was."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.files.spreadsheets import FORMULA_STARTS, plain_cell, text_of_cell


@given(st.text(alphabet=st.sampled_from(FORMULA_STARTS + "'خa"), min_size=0, max_size=4))
def test_a_cell_is_no_formula_and_is_read_back(text):
    cell = plain_cell(text)
    assert not cell.startswith(tuple(FORMULA_STARTS))
    # Whoever writes an apostrophe before a formula means the text behind it.
    assert text_of_cell(cell) == text or text.startswith("'")
