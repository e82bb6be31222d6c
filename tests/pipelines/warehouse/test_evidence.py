"""Every copy of a group has evidence, and `fold` in SQL is `fold` in Python."""

import random
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import steps, warehouse
from pipelines.text import rules
from pipelines.text.fold import fold
from pipelines.warehouse.ask.for_explain import find_story
from tests.support.settings import make_settings
from tests.support.warehouse.rows import article, replace_day, story

DAY = date(2026, 3, 1)
NOW = datetime(2026, 4, 1, tzinfo=UTC)
WORDS = [f"كلمة{n}" for n in range(900)]
ORIGINAL = random.Random(1).choices(WORDS, k=80)
EDITED = [*ORIGINAL[:40], "أخرى", *ORIGINAL[41:]]


@pytest.fixture
def grouped(settings):
    """An original, an edited copy, and two twins of that copy; all of one day."""
    bodies = {"a": ORIGINAL, "b": EDITED, "c": EDITED, "d": EDITED}
    with warehouse.session(settings) as connection:
        replace_day(
            connection,
            DAY,
            articles=[article(DAY, name) for name in bodies],
            stories=[
                story(DAY, name)
                | {"body": " ".join(words), "published_at": datetime(2026, 3, 1, hour, tzinfo=UTC)}
                for hour, (name, words) in enumerate(bodies.items())
            ],
        )
    steps.pair_days(settings, str)
    steps.group_stories(settings, str, NOW)
    return settings


def test_twins_of_a_copy_inherit_its_evidence(grouped):
    with warehouse.session(grouped) as connection:
        rows = connection.execute("SELECT overlap, hamming, reason FROM republications").fetchall()
    assert len(rows) == 3
    assert len(set(rows)) == 1
    [(overlap, hamming, reason)] = set(rows)
    assert 0.8 < overlap < 1
    assert hamming is not None
    assert reason == "edited"


def test_a_story_is_found_by_its_own_address_before_one_that_a_page_calls_its_own(settings):
    listed, own, unknown = (f"http://www.almanara.example/{name}" for name in ("?p=1", "news", "other"))
    with warehouse.session(settings) as connection:
        replace_day(
            connection,
            DAY,
            articles=[
                article(DAY, "a") | {"url": listed, "canonical_url": own},
                article(DAY, "b") | {"url": own, "canonical_url": own},
                article(DAY, "c") | {"canonical_url": unknown},
            ],
            stories=[story(DAY, name) for name in "abc"],
        )
        asked = (listed, own, unknown, f"{unknown}/2")
        found = [find_story(connection, address) for address in asked]
    assert [one and one.story_id for one in found] == ["a-0", "b-0", "c-0", None]


def test_a_copy_that_joined_through_others_has_evidence_against_the_original(settings):
    """Each version begins later and goes on longer; the last ones are too far from the first to be a pair."""
    words = random.Random(2).choices(WORDS, k=112)
    bodies = [" ".join(words[start : start + 80]) for start in (0, 16, 32, 32)]
    with warehouse.session(settings) as connection:
        replace_day(
            connection,
            DAY,
            articles=[article(DAY, str(number)) for number in range(4)],
            stories=[
                story(DAY, str(number))
                | {"body": body, "published_at": datetime(2026, 3, 1, number, tzinfo=UTC)}
                for number, body in enumerate(bodies)
            ],
        )
    steps.pair_days(settings, str)
    steps.group_stories(settings, str, NOW)
    with warehouse.session(settings) as connection:
        pairs = connection.execute("SELECT story_a, story_b FROM duplicate_pairs ORDER BY ALL").fetchall()
        rows = connection.execute(
            "SELECT copy_story_id, overlap, reason FROM republications ORDER BY ALL"
        ).fetchall()
        explained = connection.execute("SELECT overlap, reason FROM explain_pair('0-0', '3-0')").fetchall()
    assert pairs == [("0-0", "1-0"), ("1-0", "2-0"), ("2-0", "3-0")]
    assert rows == [("1-0", 0.7949, "edited"), ("2-0", 0.5897, "edited"), ("3-0", 0.5897, "edited")]
    assert explained == [(0.5897, "edited")]


def test_evidence_goes_with_the_copy(grouped):
    with warehouse.session(grouped) as connection:
        assert connection.execute("SELECT count(*) FROM group_evidence").fetchall() == [(2,)]
        replace_day(connection, DAY, articles=[article(DAY, "a")], stories=[story(DAY, "a")])
    steps.pair_days(grouped, str)
    steps.group_stories(grouped, str, NOW)
    with warehouse.session(grouped) as connection:
        assert connection.execute("FROM group_evidence").fetchall() == []


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fold")
    with warehouse.session(make_settings(folder)) as opened:
        yield opened


letters = sorted(chr(code) for rule in rules.LETTERS if rule is not rules.ASCII_DIGITS for code in rule)


@given(st.text(st.sampled_from([*letters, *"٠١٩۰۵ ABcé،.\n"]), max_size=40))
def test_fold_in_sql_is_fold_in_python(connection, text):
    assert connection.execute("SELECT fold(?)", [text]).fetchall() == [(fold(text),)]
