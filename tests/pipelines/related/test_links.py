"""Groups that tell the same event in other words are related; what only sounds alike is not."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.related import Lead, Link, day_terms, events_of, links_of_day, words_with
from pipelines.related.terms import stem

DAY = date(2026, 3, 20)
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
COMMON = """في من على أن قال اليوم أمس بعد خلال إلى الذي كما وقد عن هذا مع كان بين حيث ذلك and the for sign signed deal
contract plant in with una para firman firmaron contrato planta"""


def lead(name, title, text="", source=None, at=NOON):
    return Lead(name, source or f"outlet of {name}", at, title, text)


def other_news(day, count=60, seed=0):
    """Stories of a day that have nothing to do with each other but everyday words."""
    chance = random.Random(f"{day} {seed}")
    made = []
    for number in range(count):
        own = ["".join(chance.choices("ابتثجحخدذرزسشصضطظعغفقكلمنهي", k=6)) for _ in range(25)]
        words = [chance.choice(own + COMMON.split()) for _ in range(60)]
        at = datetime(day.year, day.month, day.day, chance.randrange(24), tzinfo=UTC)
        made.append(lead(f"o{day:%d}{number:03}", " ".join(words[:8]), " ".join(words), f"s{number % 7}", at))
    return made


def links(*days):
    """Links of the last of some (day, leads)."""
    return links_of_day([day_terms(day, [*leads, *other_news(day)]) for day, leads in days])


def names(found):
    return [(link.earlier, link.later) for link in found]


BRIDGE = lead(
    "a",
    "افتتاح جسر الملك فهد الجديد في الدمام",
    "افتتح أمير المنطقة الشرقية صباح أمس جسر الملك فهد الجديد في الدمام بطول 12 كيلومترا بعد ثلاثة أعوام من العمل",
)
SAME_BRIDGE = lead(
    "b",
    "الدمام تفتتح جسر الملك فهد بطول 12 كيلومترا",
    "دشن الأمير مشروع جسر الملك فهد الجديد في الدمام الذي استغرق بناؤه ثلاثة أعوام ويمتد على 12 كيلومترا",
    at=NOON + timedelta(hours=5),
)
ANOTHER_BRIDGE = lead(
    "c",
    "انهيار جزء من جسر قديم في تبوك دون إصابات",
    "أغلقت بلدية تبوك طريقا بعد انهيار جزء من جسر قديم إثر سيول جارفة وقالت إن أحدا لم يصب",
)


def test_two_reports_of_one_event_are_related_and_show_why():
    [link] = links((DAY, [BRIDGE, SAME_BRIDGE, ANOTHER_BRIDGE]))
    assert (link.earlier, link.later) == ("a", "b")
    assert 0.27 <= link.similarity <= 1
    assert "الدمام" in " ".join(words_with(BRIDGE, link.telling))


def test_languages_of_one_script_meet_by_names_and_numbers():
    english = lead(
        "e",
        "Wärtsilä and Iberdrola sign 250 MW hydrogen deal in Cartagena",
        "Wärtsilä and Iberdrola signed a contract for a 250 MW hydrogen plant in Cartagena, Spain.",
    )
    spanish = lead(
        "s",
        "Wärtsilä e Iberdrola firman en Cartagena 250 MW de hidrógeno",
        "Wärtsilä e Iberdrola firmaron un contrato para una planta de 250 MW en Cartagena.",
    )
    assert names(links((DAY, [english, spanish]))) == [("e", "s")]


def test_what_is_more_than_72_hours_apart_is_not_related():
    late = DAY + timedelta(days=3)
    within, beyond = (
        Lead("b", "other", NOON + timedelta(hours=hours), SAME_BRIDGE.title, SAME_BRIDGE.text)
        for hours in (72, 73)
    )
    days = [(DAY + timedelta(days=1), []), (DAY + timedelta(days=2), [])]
    assert names(links((DAY, [BRIDGE]), *days, (late, [within]))) == [("a", "b")]
    assert links((DAY, [BRIDGE]), *days, (late, [beyond])) == []


def market(day, value):
    at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
    title = f"مؤشر سوق الأسهم يغلق مرتفعا عند مستوى {value} نقطة"
    text = f"أغلق مؤشر سوق الأسهم اليوم مرتفعا عند مستوى {value} نقطة بتداولات تجاوزت 3 مليارات ريال"
    return lead(f"m{day:%d}", title, text, f"paper {day:%d}", at)


def test_a_routine_that_stands_in_the_news_every_day_is_no_event():
    days = [DAY - timedelta(days=before) for before in range(10, -1, -1)]
    everyday = [(day, [market(day, 9000 + day.day * 37)]) for day in days]
    assert links(*everyday) == []
    # The same two without the days before are taken for one event: nothing says that they are a routine.
    assert names(links(*everyday[-2:])) == [("m19", "m20")]


def test_links_are_the_same_whatever_order_the_groups_come_in():
    leads = [BRIDGE, SAME_BRIDGE, ANOTHER_BRIDGE, *other_news(DAY)]
    expected = links_of_day([day_terms(DAY, leads)])
    for seed in range(3):
        shuffled = random.Random(seed).sample(leads, len(leads))
        assert links_of_day([day_terms(DAY, shuffled)]) == expected
    assert expected


@pytest.mark.parametrize("leads", [[], [lead("a", "")], [lead("a", "خبر"), lead("b", "خبر")]])
def test_days_with_hardly_anything_give_no_links(leads):
    assert links_of_day([day_terms(DAY, leads)]) == []


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=80)), max_size=6))
def test_any_text_has_terms(texts):
    leads = [lead(str(number), title, text) for number, (title, text) in enumerate(texts)]
    terms = day_terms(DAY, leads)
    rows, hashes = terms.terms.hashes.rows.tolist(), terms.terms.hashes.values.tolist()
    assert len(hashes) == len(terms.terms.weights)
    assert sorted(set(zip(hashes, rows, strict=True))) == list(
        zip(terms.postings.values.tolist(), terms.postings.rows.tolist(), strict=True)
    )


def test_arabic_prefixes_and_a_plural_are_no_other_word():
    assert {stem(word) for word in ("اتفاق", "الاتفاق", "والاتفاق", "بالاتفاق", "واتفاق")} == {"اتفاق"}
    assert stem("ships") == stem("ship")
    assert stem("congress") == "congress"
    assert stem("و") == "و"


def link(earlier, later, similarity=0.5):
    return Link(earlier, later, similarity, ())


def test_an_event_is_made_of_groups_that_know_each_other_and_is_named_by_its_middle():
    leads = [lead(name, f"title of {name}") for name in "abcd"]
    [event] = events_of(leads, [link("a", "b"), link("b", "c", 0.6), link("a", "c")])
    assert event.group_ids == ("a", "b", "c")
    assert event.label == "title of b"


def test_events_do_not_chain():
    leads = [lead(name, name) for name in "abcdef"]
    chain = [link(one, other) for one, other in ("ab", "bc", "cd", "de", "ef")]
    found = events_of(leads, chain)
    assert max(len(event.group_ids) for event in found) < 4
    assert found == events_of(leads[::-1], chain[::-1])


def test_links_with_groups_of_other_days_make_no_event():
    assert events_of([lead("a", "a")], [link("a", "b")]) == []


def test_what_one_outlet_tells_in_other_words_is_a_series_and_not_linked():
    one, other = (
        Lead(made.group_id, "one outlet", made.published_at, made.title, made.text)
        for made in (BRIDGE, SAME_BRIDGE)
    )
    assert links((DAY, [one, other])) == []
