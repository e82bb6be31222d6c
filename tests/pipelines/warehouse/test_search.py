"""A search finds the stories that a plain reading of all texts finds, in the same order."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines import warehouse
from pipelines.dedup import group_stories
from pipelines.text.search.keys import keys_of, stem_key, words_of
from pipelines.text.search.stems import first_of_phrase
from pipelines.warehouse.ask.search.groups import Filter, groups
from pipelines.warehouse.ask.search.words import LENGTH_MAX, WORDS_MAX, search_terms
from pipelines.warehouse.write import partitions
from pipelines.warehouse.write.regrouping import regroup
from tests.support.settings import make_settings
from tests.support.warehouse.rows import NOON, article, pair, story, write_day

# Few words, so that phrases and what only resembles them are frequent.
WORDS = [
    "وزير",
    "ووزير",
    "لوزير",
    "الوزير",
    "الخارجية",
    "خارجية",
    "في",
    "bridge",
    "bridges",
    "世",
    "界",
    "ไทย",
    "2030",
]
SENTENCE = "وزارة الريّ تعلن موعدَ المفاوضات لمطار الوادي well-known bridges"
DAY = date(2026, 3, 1)
STORIES = 120


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Connection, and the titles and texts of each group with its time."""
    own = make_settings(tmp_path_factory.mktemp("searched"))
    chance = random.Random(7)
    names = [f"s{number}" for number in range(STORIES)]
    texts = {name: (_made(chance, 4), _made(chance, chance.choice([0, 3, 12, 40]))) for name in names}
    texts["s0"] = ("عنوان", SENTENCE)
    moments = {name: NOON + timedelta(minutes=chance.randrange(9)) for name in names}
    rows = [
        story(DAY, name) | {"title": title, "body": body, "published_at": moments[name]}
        for name, (title, body) in texts.items()
    ]
    write_day(own, DAY, [], articles=[article(DAY, name) for name in names], stories=rows)
    with warehouse.session(own) as connection:
        pairs = [pair(f"s{number}-0", f"s{number + 1}-0") for number in range(1, STORIES // 2, 3)]
        partitions.replace_pairs(connection, [], pairs, [])
        regroup(connection, group_stories, NOON)
    warehouse.publish(own)
    with warehouse.published(own) as connection:
        members = connection.execute(
            "SELECT group_id, first_published_at, story_id FROM story_groups JOIN story_group_members USING (group_id)"
        ).fetchall()
        held = {}
        for group, moment, name in members:
            held.setdefault((group, moment), []).extend(texts[name.removesuffix("-0")])
        yield connection, held


def _made(chance, words):
    return " ".join(chance.choices(WORDS, k=words))


def found(connection, words):
    return [row["group_id"] for row in groups(connection, Filter(words=words), size=STORIES).stories]


def expected(held, words):
    """Groups by a reading of all their texts: those with more of the words in a title first, then the newest."""
    terms = search_terms(words)
    wanted = {stem_key(word) for term in terms if not term.is_excluded for word in term.words}
    if words and not terms:
        return []
    ranked = []
    for (group, moment), texts in held.items():
        if all(any(_holds(texts, term.words)) != term.is_excluded for term in terms):
            in_titles = {key for title in texts[::2] for word in words_of(title) for key in keys_of(word)}
            rank = len(wanted & in_titles)
            ranked.append((-rank, -moment.timestamp(), group))
    return [group for *_, group in sorted(ranked)]


def _holds(texts, phrase):
    """Whether the words stand in the texts, and in a row in one of them."""
    read = [words_of(text) for text in texts]
    keys = {key for line in read for word in line for key in keys_of(word)}
    if any(stem_key(word) not in keys for word in phrase):
        return
    firsts = [first_of_phrase(word) for word in phrase[:-1]]
    for line in read:
        for start in range(len(line) - len(phrase) + 1):
            row = line[start : start + len(phrase)]
            if len(phrase) == 1 or (
                row[1:] == [*phrase[1:]] and [first_of_phrase(word) for word in row[:-1]] == firsts
            ):
                yield True
                return


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("الري وزارة", True),
        ("الوادى", True),
        ("مفاوضات", True),
        ("مطار", True),
        ("bridge", True),
        ('"مطار الوادي"', True),
        ('"الوادي مطار"', False),
        ('"الري المفاوضات"', False),
        ('"تعلن موعد المفاوضات لمطار"', True),
        ("«مطار الوادي» الرى", True),
        ("الري -الجسر", True),
        ("الري -الوادي", False),
        ('الري -"مطار الوادي"', False),
        ('الري -"الري المفاوضات"', True),
        ("well-known", True),
        ("known-well", False),
        ('"مطار الوادي', True),
        ("الري - الوادي", True),
        ("-", False),
        ("", True),
    ],
)
def test_words_phrases_and_what_must_not_be_there(published, words, is_found):
    assert ("s0-0" in found(published[0], words)) is is_found


TERM = st.builds(
    lambda minus, words, quote: f"{minus}{quote}{' '.join(words)}{quote}",
    st.sampled_from(["", "", "", "-"]),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    st.sampled_from(['"', '"', ""]),
)


@settings(max_examples=20)
@example(words='"世界" ' * 30)
@example(words="ไทย " + "-الوزير " * 30)
@example(words='وزير -"في الخارجية" -"bridge في" -"2030 2030 2030"' * 4)
@example(words="و " * 90)
@example(words='"' + "وزير الخارجية " * 12 + '"')
@given(words=st.lists(TERM, min_size=1, max_size=4).map(" ".join))
def test_a_search_finds_what_a_reading_of_all_texts_finds(published, words):
    connection, held = published
    assert found(connection, words) == expected(held, words)


@settings(max_examples=20)
@given(words=st.text(max_size=LENGTH_MAX))
def test_anything_can_be_searched(published, words):
    assert sum(len(term.words) for term in search_terms(words)) <= WORDS_MAX
    found(published[0], words)
