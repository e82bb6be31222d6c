import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.web.pictures.exchange import matrix, network, pace_of


def exchange(original, copy, stories, minutes=30):
    return {
        "original": original,
        "copy": copy,
        "stories": stories,
        "median_lag": timedelta(minutes=minutes),
        "credited": 0,
    }


ROWS = [exchange("nasim", "sahel", 16), exchange("nasim", "ledger", 4), exchange("sahel", "nasim", 1)]


def test_where_nobody_copies_there_is_no_picture():
    assert matrix([], is_rtl=False) is None
    assert network([], is_rtl=False) is None


def test_a_matrix_has_a_row_for_who_was_first_and_a_column_for_who_carries():
    found = matrix(ROWS, is_rtl=False)
    row = {outlet: y for _, y, outlet in found.rows}
    column = {outlet: x for x, _, outlet in found.columns}
    assert list(row) == list(column) == ["nasim", "sahel", "ledger"]
    for cell in found.cells:
        assert cell.y + found.size / 2 == row[cell.row["original"]]
        assert cell.x + found.size / 2 == column[cell.row["copy"]]
    assert [cell.shade for cell in found.cells] == sorted((cell.shade for cell in found.cells), reverse=True)
    assert found.cells[0].shade == 1


def test_a_matrix_that_is_read_from_the_right_has_its_names_there():
    found = matrix(ROWS, is_rtl=True)
    assert min(x for x, _, _ in found.rows) > max(cell.x for cell in found.cells)


def test_a_network_has_the_thickest_line_where_most_is_copied_and_its_circle_is_the_largest():
    found = network(ROWS, is_rtl=False)
    thickest = found.lines[-1]
    assert (thickest.row["original"], thickest.row["copy"]) == ("nasim", "sahel")
    assert thickest.width == max(line.width for line in found.lines)
    largest = max(found.nodes, key=lambda node: node.radius)
    assert (largest.outlet, largest.given) == ("nasim", 20)


@pytest.mark.parametrize(
    ("minutes", "pace"), [(1, "at-once"), (60, "at-once"), (61, "same-day"), (2_000, "later")]
)
def test_a_line_tells_how_late_copies_are(minutes, pace):
    assert pace_of(timedelta(minutes=minutes)) == pace


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"), st.integers(1, 10**6)).filter(
            lambda one: one[0] != one[1]
        ),
        min_size=1,
        unique_by=lambda one: one[:2],
    ),
    st.booleans(),
)
def test_lines_lead_from_edge_to_edge_inside_the_picture(pairs, is_rtl):
    found = network([exchange(*one) for one in pairs], is_rtl=is_rtl)
    nodes = {node.outlet: node for node in found.nodes}
    for line in found.lines:
        x1, y1, _, _, x2, y2 = map(float, re.findall(r"-?[\d.]+", line.path))
        for x, y, outlet in ((x1, y1, "original"), (x2, y2, "copy")):
            node = nodes[line.row[outlet]]
            assert 0 <= x <= found.canvas.width
            assert 0 <= y <= found.canvas.height
            away = ((x - node.x) ** 2 + (y - node.y) ** 2) ** 0.5
            assert node.radius <= away <= node.radius + 7
