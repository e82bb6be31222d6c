"""`Read more` that closes a card: what stands under it is the next section, and stays."""

import pytest

from pipelines.cleaning import extract

TITLE = "Which sewing machine to buy for a school"
PROSE = [
    "Schools that teach sewing need machines that stand a lot, and that a teacher can mend on a table in the class.",
    "We asked twelve teachers in four towns which machines they would buy again, and which ones they gave away.",
    "All prices are those of the shops in the harbour district, where three of the machines were on sale in May.",
]
CARDS = {
    "a link": '<a class="btn" href="/r/{0}">Read more</a>',
    "bold": "<p><b>Read More</b></p>",
    "a link to a part of the page": '<div><a href="#part-{0}">READ MORE ↓</a></div>',
    "in Arabic": '<a href="/r/{0}">اقرأ المزيد</a>',
    "in Spanish": '<div><span><a href="/r/{0}">Leer más</a></span></div>',
}
NAMES = ["Janome New Home Review", "Juki of the Northern Works", "Bernette Swiss Design Machine"]


def read(inside):
    page = (
        f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>"
        f"<p>{PROSE[0]}</p><p>{PROSE[1]}</p>{inside}<p>{PROSE[2]}</p></article></body></html>"
    )
    return extract(page.encode(), url="https://crafts.example/machines")


@pytest.mark.parametrize("button", CARDS.values(), ids=CARDS)
def test_the_next_cards_name_stays_in_the_article(button):
    cards = "".join(
        f"<div class=card><h3>{name}</h3><p>The school at the old mill has used it for {number} years, and its teachers say that no part of it ever broke in a class.</p>{button.format(number)}</div>"
        for number, name in enumerate(NAMES)
    )
    found = read(cards)
    assert [name for name in NAMES if name in found.body.split("\n")] == NAMES
    assert len(found.stories) == 1


def test_at_the_end_of_a_paragraph_it_takes_no_list_with_it():
    found = read(
        '<div><p>The Juki is quick and hardly heard in a full class. <a href="/r/1">Read more</a></p></div>'
        "<ul><li>Stands a lot of use</li><li>Makes little noise</li></ul>"
    )
    assert "Stands a lot of use" in found.body


def test_a_card_may_hold_any_number_of_empty_elements_before_its_button():
    """Each is read once: with what stands before it read each time, these took seconds, and more took minutes."""
    empty = "<b></b>" * 40_000
    found = read(f'<div>{empty}<i>Twelve of them.</i><a href="/r/1">Read more</a></div>')
    assert [line for line in PROSE if line in found.body] == PROSE


@pytest.mark.parametrize(
    "marker", ["<p>Read more:</p>", "<h3>Read more</h3>", "<p><strong>Read also</strong></p>"]
)
def test_what_points_forward_is_none(marker):
    headlines = ["Teachers ask for lighter machines", "Harbour district opens a new market"]
    linked = "".join(f'<li><a href="/n/{one}">{one}</a></li>' for one in headlines)
    found = read(f"{marker}<ul>{linked}</ul>")
    assert found.body.split("\n") == PROSE
    assert list(found.related) == headlines
