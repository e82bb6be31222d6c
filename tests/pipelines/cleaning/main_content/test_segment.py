"""From a tree to lines: the same words as the page shows, each line with the elements around it."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.main_content.around import ASIDE
from pipelines.cleaning.main_content.layout import PARAGRAPH_END
from pipelines.cleaning.main_content.segment import segment
from pipelines.cleaning.page import tree
from pipelines.cleaning.page.text_lines import text_lines

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
def test_lines_hold_the_words_of_the_text_in_order(pieces):
    body = tree.parse(f"<html><body><p>x{''.join(pieces)}").find("body")
    assert " ".join(segment(body).text).replace(" | ", " ").split() == text_lines(body).split()


@given(st.lists(_PIECES, max_size=30))
def test_every_line_lies_in_the_elements_around_it(pieces):
    lines = segment(tree.parse(f"<html><body><p>x{''.join(pieces)}"))
    around = lines.around
    for at, owner in enumerate(lines.owner):
        number = owner
        while True:
            assert around.first[number] <= at < around.end[number]
            if number == around.parent[number]:
                break
            number = around.parent[number]


def _lines(html):
    lines = segment(tree.parse(f"<body>{html}"))
    around = lines.around
    tags = [around.names[around.block[owner]][0] for owner in lines.owner]
    return list(
        zip(
            lines.text,
            tags,
            [2 * a > len(b) for a, b in zip(lines.linked, lines.text, strict=True)],
            strict=True,
        )
    )


def test_a_line_knows_its_block_and_whether_it_is_a_link():
    html = "<div id=d>قبل<p>نص <b>عريض</b><br>سطر</p><a href=/1>وصلة طويلة</a> و<p>أخير</p></div>"
    assert _lines(html) == [
        ("قبل", "div", False),
        ("نص عريض", "p", False),
        ("سطر", "p", False),
        ("وصلة طويلة و", "div", True),
        ("أخير", "p", False),
    ]


def test_a_row_of_data_is_a_line_and_a_column_of_a_layout_is_none():
    table = "<table><tr><th>الفريق<th>النقاط<tr><td>الميناء<td>12</table>"
    layout = f"<table><tr><td><p>نص</p>{table}<td>عمود</table>"
    assert [text for text, *_ in _lines(layout)] == ["نص", "الفريق | النقاط", "الميناء | 12", "عمود"]


def test_preformatted_text_is_one_line_to_judge_and_paragraphs_to_read_where_it_is_no_code():
    paragraph = "The harbour master said on Monday that\nthe night ferry will sail in winter, too. " * 5
    wire = segment(tree.parse(f"<body><pre>\n{paragraph}\n \n{paragraph}</pre><p>End</p>"))
    assert [text.count(PARAGRAPH_END) for text in wire.text] == [1, 0]
    nested = segment(
        tree.parse(f"<body><pre><div><pre>{paragraph}</pre></div>\n\n{paragraph}</pre><p>End</p>")
    )
    assert nested.text[-1] == "End"
    code = "for (i = 0; i < 10; i++) { a[i] = b[i] * 2; }\n\n" * 20
    assert PARAGRAPH_END not in segment(tree.parse(f"<body><pre>{code}</pre>")).text[0]


def test_what_is_set_aside_is_no_line_but_keeps_its_place():
    lines = segment(tree.parse(f"<body><p>قبل</p><div {ASIDE}><p>عنوان</p></div><p>بعد</p>"))
    assert lines.text == ["قبل", "بعد"]
    assert [(place, text) for place, _, text in lines.aside] == [(1, "عنوان")]
