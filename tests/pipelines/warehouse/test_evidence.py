"""Every copy of a group has evidence, and `fold` in SQL is `fold` in Python."""

import random
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import steps, warehouse
from pipelines.text import rules
from pipelines.text.fold import fold
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


def test_a_copy_that_joined_through_others_has_evidence_against_the_original(settings):
    """Each version has five words changed; the third is too far from the first to be a pair."""
    versions = [ORIGINAL]
    for start in (3, 5):
        words = versions[-1].copy()
        words[start::12] = [f"بديل{start}{number}" for number in range(len(words[start::12]))]
        versions.append(words)
    with warehouse.session(settings) as connection:
        replace_day(
            connection,
            DAY,
            articles=[article(DAY, str(number)) for number in range(6)],
            stories=[
                story(DAY, str(number))
                | {
                    "body": " ".join(versions[(0, 1, 1, 2, 2, 2)[number]]),
                    "published_at": datetime(2026, 3, 1, number, tzinfo=UTC),
                }
                for number in range(6)
            ],
        )
    steps.pair_days(settings, str)
    steps.group_stories(settings, str, NOW)
    with warehouse.session(settings) as connection:
        rows = dict(
            connection.execute("SELECT copy_story_id, (overlap, reason) FROM republications").fetchall()
        )
        completed = connection.execute("SELECT story_id FROM group_evidence ORDER BY ALL").fetchall()
        shown = connection.execute("SELECT reason FROM explain_pair('0-0', '5-0')").fetchall()
    assert (len(rows), completed, shown, rows) == 0
    assert {"2-0"} <= {story_id for (story_id,) in completed}
    assert all(0 < overlap < 1 and reason == "edited" for overlap, reason in rows.values())
    assert shown != [(None,)]


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
