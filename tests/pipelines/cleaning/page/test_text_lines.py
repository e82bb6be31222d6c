"""Lines of elements, with and without their places."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.page import tree
from pipelines.cleaning.page.text_lines import placed_lines, text_lines

_PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<div class=a>",
            "</div>",
            "<span>",
            "</span>",
            "<a href=/1>",
            "</a>",
            "<br>",
            "<b>",
        ),
        *(
            "</b>",
            "<ul><li>",
            "</ul>",
            "<script>x()</script>",
            "<select><option>o</select>",
            "<table><tr><td>",
        ),
        *("</table>", "كلمة", " word ", "\n", "&nbsp;", "\u200c", "<h2>", "</h2>", "<blockquote>", "12"),
    ]
)


@given(st.lists(_PIECES, max_size=30))
def test_placed_lines_are_the_lines_of_the_text(pieces):
    body = tree.parse(f"<html><body><p>x{''.join(pieces)}").find("body")
    lines = [" ".join(line.split()) for line in text_lines(body).split("\n")]
    assert [line.text for line in placed_lines(body)] == [line for line in lines if line]


def test_a_line_knows_its_block_and_whether_it_is_a_link():
    body = tree.parse(
        "<body><div id=d>قبل<p>نص <b>عريض</b><br>سطر</p><a href=/1>وصلة طويلة</a> و<p>أخير</p></div>"
    ).find("body")
    assert [(one.text, one.element.tag, one.linked) for one in placed_lines(body)] == [
        ("قبل", "div", False),
        ("نص عريض", "p", False),
        ("سطر", "p", False),
        ("وصلة طويلة و", "div", True),
        ("أخير", "p", False),
    ]
