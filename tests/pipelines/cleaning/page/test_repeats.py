"""A page that holds its text twice, for printers or for small screens, and what only looks like that."""

import pytest

from pipelines.cleaning import extract

PROSE = [
    "The harbour of the old town reopened on Monday, nine days after the storm had thrown two barges on its mole.",
    "Divers found no damage below the water line, said the harbour master, but the lights on the mole stay dark.",
    "Ferries to the islands run twice a day until the end of the month, and then as before, the company said.",
]
TITLE = "Harbour reopens after storm"


def paragraphs(lines):
    return "".join(f"<p>{line}</p>" for line in lines)


def body(html):
    page = f"<html><body>{html}</body></html>"
    return extract(page.encode(), url="https://harbour.example/a").body.split("\n")


@pytest.mark.parametrize(
    "copy",
    [
        "<section>{}</section>",
        "<div class='mobile'>{}</div>",
        "<div class='print'><h1>" + TITLE + "</h1>{}</div>",
    ],
)
def test_a_text_that_stands_twice_is_read_once(copy):
    text = paragraphs(PROSE)
    assert body(f"<main><h1>{TITLE}</h1>{text}</main>{copy.format(text)}") == PROSE


def test_a_refrain_and_one_repeated_paragraph_stay():
    lines = [PROSE[0], "Row, boys, row.", PROSE[1], "Row, boys, row.", PROSE[2], PROSE[0]]
    assert body(f"<main><h1>{TITLE}</h1>{paragraphs(lines)}</main>") == lines


@pytest.mark.parametrize(
    "notice",
    [
        "To display this content from Shoutnet, you must enable advertisement tracking and audience measurement.",
        "Dieser Inhalt stammt von Shoutnet und kann nur angezeigt werden, wenn Sie der Verarbeitung zustimmen.",
        "لعرض هذا المحتوى من شاوتنت يجب تفعيل ملفات تعريف الارتباط الخاصة بقياس الجمهور والإعلانات في المتصفح",
    ],
)
def test_what_stands_in_place_of_posts_is_no_text(notice):
    lines = [PROSE[0], notice, PROSE[1], notice, PROSE[2]]
    assert body(f"<main><h1>{TITLE}</h1>{paragraphs(lines)}</main>") == PROSE
