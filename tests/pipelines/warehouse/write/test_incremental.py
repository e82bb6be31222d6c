"""The real steps over a changing archive leave the pairs, groups and lists of one run over what is there at the end."""

import random
import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from itertools import count

import pytest

from pipelines import steps, warehouse
from pipelines.dedup import DEFAULT
from pipelines.dedup.stored.pairs import find_stored_pairs
from pipelines.explain import explain
from pipelines.warehouse.database.connection import transact
from tests.support.settings import make_settings
from tests.support.texts.prose import prose
from tests.support.warehouse.rows import article, replace_day, story

pytestmark = pytest.mark.process

FIRST = date(2026, 3, 1)
NOW = datetime(2026, 4, 1, tzinfo=UTC)
CLOSE = replace(DEFAULT, reach_days=2, boilerplate_days=3, crowd=4)
TEXTS = {
    name: " ".join(random.Random(name).choices([f"كلمة{n}" for n in range(900)], k=50)) for name in "xyz"
}


def write(settings, day, versions, hour):
    """A day of articles: name to text; fetched at an hour that grows, so that the last written day has a page."""
    fetched_at = NOW + timedelta(hours=hour)
    stories = [
        story(day, name)
        | {
            "body": text,
            "fingerprint": random.Random(text).getrandbits(64),
            "published_at": datetime(day.year, day.month, day.day, ord(name[0]) % 24, tzinfo=UTC),
        }
        for name, text in sorted(versions.items())
    ]
    with warehouse.session(settings) as connection:
        replace_day(
            connection,
            day,
            articles=[article(day, name) | {"fetched_at": fetched_at} for name in versions],
            stories=stories,
        )


class KilledError(Exception):
    """The process ends between two transactions."""


INDEX = """
SELECT group_id, field, code // 16384 AS "key"
FROM (
    SELECT field, code, segment * 16384 + code % 16384 AS document
    FROM (SELECT field, segment, unnest(codes) AS code FROM search_postings)
)
JOIN group_summaries USING (document) ORDER BY ALL
"""


def content(settings):
    with warehouse.session(settings) as connection:
        shown = {
            name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall()
            for name in ("days", "duplicate_pairs", "story_groups", "story_group_members")
        }
        # Numbers of documents tell which were indexed together, nothing more.
        shown["lists"] = connection.execute(
            "SELECT * EXCLUDE (document) FROM group_summaries ORDER BY ALL"
        ).fetchall()
        shown["index"] = connection.execute(INDEX).fetchall()
        return shown


def find(settings):
    steps.pair_days(settings, str, CLOSE)
    steps.group_stories(settings, str, NOW)
    warehouse.publish(settings)


def texts(chance, names):
    made = {}
    for name in names:
        words = chance.choice(list(TEXTS.values())).split()
        for _ in range(chance.choice([0, 0, 3])):
            words[chance.randrange(50)] = f"غير{chance.randrange(99)}"
        made[name] = " ".join(words[: chance.choice([50, 50, 40])])
    return made


def lose_caches(settings):
    shutil.rmtree(settings.features)
    shutil.rmtree(settings.candidate_index)


def damage_all(settings):
    for folder in (settings.features, settings.candidate_index):
        for file in folder.iterdir():
            file.write_bytes(file.read_bytes()[:-7])


def of_one_run(settings, folder):
    """The content that pairing, grouping and listing everything anew gives."""
    alone = make_settings(folder)
    alone.warehouse.mkdir(parents=True)
    shutil.copy(settings.warehouse / "naba.duckdb", alone.warehouse)
    with warehouse.session(alone) as connection:
        connection.execute(
            "DELETE FROM duplicate_pairs; UPDATE days SET paired_signature = NULL;"
            "INSERT INTO stories_to_group SELECT story_id, FALSE, NULL FROM stories;"
            "DELETE FROM group_summaries; DELETE FROM search_documents; INSERT INTO days_to_summarise SELECT day FROM days"
        )
    find(alone)
    return content(alone)


def changes(settings, chance):
    """Without end: days get other stories, and some of them at once those of before again."""
    held = {}
    for hour in count(0, 2):
        day = FIRST + timedelta(days=chance.choice([0, 1, 40]))
        before, held[day] = (
            held.get(day, {}),
            texts(chance, chance.sample("abcdefghij", chance.randrange(3, 9))),
        )
        write(settings, day, held[day], hour)
        if chance.random() < 0.5:
            held[day] = before
            write(settings, day, before, hour + 1)
        yield


@pytest.mark.parametrize(("seed", "lose"), [(13, lose_caches), (15, damage_all)])
def test_days_written_at_any_moment_and_emptied_give_what_one_run_gives(
    settings, tmp_path, monkeypatch, seed, lose
):
    chance = random.Random(seed)
    change = changes(settings, chance)

    def found_while_days_are_written(*args, **options):
        yield from find_stored_pairs(*args, **options)
        if chance.random() < 0.5:
            next(change)

    killing = random.Random(seed)

    def killed_now_and_then(*args):
        is_more = transact(*args)
        if killing.random() < 0.3:
            raise KilledError
        return is_more

    with monkeypatch.context() as patch:
        patch.setattr("pipelines.steps.groups.find_stored_pairs", found_while_days_are_written)
        # Lists and search index are made a few stories at a time.
        patch.setattr("pipelines.warehouse.write.summarising.STEP_STORIES", 2)
        patch.setattr(import_module("pipelines.warehouse.publish"), "transact", killed_now_and_then)
        for number in range(6):
            next(change)
            if chance.random() < 0.8:
                steps.pair_days(settings, str, CLOSE)
            if chance.random() < 0.5:
                steps.group_stories(settings, str, NOW)
            if chance.random() < 0.5:
                with suppress(KilledError):
                    warehouse.publish(settings)
            if number == 3:
                lose(settings)
    find(settings)
    assert of_one_run(settings, tmp_path / "alone") == content(settings)
    assert content(settings)["duplicate_pairs"]
    # Nothing is kept of what days held before.
    assert len(list(settings.features.iterdir())) == len(content(settings)["days"])


def test_a_story_that_went_and_came_back_is_paired_alone(settings):
    others = {name: f"{TEXTS['x']} {name}" for name in "bc"} | {
        f"{n:02}": " ".join(random.Random(n).choices(TEXTS["z"].split(), k=50)) for n in range(20)
    }
    write(settings, FIRST, {"a": TEXTS["x"], **others}, 0)
    find(settings)
    before = content(settings)
    write(settings, FIRST, others, 1)
    write(settings, FIRST, {"a": TEXTS["x"], **others}, 2)
    assert steps.pair_days(settings, str, CLOSE).stories == 1
    steps.group_stories(settings, str, NOW)
    assert content(settings) == before
    assert ("a-0", "b-0") in [row[:2] for row in before["duplicate_pairs"]]


def test_copies_of_a_story_that_is_corrected_find_each_other_wherever_they_stand(settings):
    later, much_later = FIRST + timedelta(days=40), FIRST + timedelta(days=80)
    write(settings, FIRST, {"a": TEXTS["x"]}, 0)
    write(settings, later, {"b": TEXTS["x"]}, 1)
    write(settings, much_later, {"c": TEXTS["x"]}, 2)
    find(settings)
    assert [row[:2] for row in content(settings)["duplicate_pairs"]] == [("a-0", "b-0"), ("a-0", "c-0")]
    write(settings, FIRST, {"a": TEXTS["y"]}, 3)
    find(settings)
    assert [row[:2] for row in content(settings)["duplicate_pairs"]] == [("b-0", "c-0")]


def test_a_family_that_was_cut_is_said_by_the_run_and_by_explain(settings):
    shared = prose(1, 10)
    write(settings, FIRST, {f"f{number}": f"{prose(10 + number, 15)} {shared}" for number in range(6)}, 0)
    said = []
    assert steps.pair_days(settings, said.append, CLOSE).cut == {FIRST: 6}
    assert said[1].startswith("6 texts share a passage with more than 4 others")
    steps.group_stories(settings, str, NOW)
    warehouse.publish(settings)
    assert (
        "that more than 4 texts hold" in explain(settings, settings.database, "f0-0", "f1-0", CLOSE).decision
    )
