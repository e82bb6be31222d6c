"""`naba explain`: the decision is dedup's own, whatever two stories are asked about."""

import json

import duckdb
import pytest

from pipelines import dedup
from pipelines.errors import BadInputError
from pipelines.explain import as_record, explain, explain_group, lines
from pipelines.settings import Settings


@pytest.fixture
def settings(demo):
    return Settings.from_environment({"NABA_DATA": str(demo[0])})


@pytest.fixture
def sql(settings):
    def sql(statement, *parameters):
        with duckdb.connect(str(settings.database), read_only=True) as connection:
            return connection.execute(statement, parameters).fetchall()

    return sql


def test_every_stored_pair_is_explained_as_it_was_decided(settings, sql):
    for one, other, hamming, shared, reason in sql(
        "SELECT story_a, story_b, hamming, shared_runs, reason FROM duplicate_pairs"
    ):
        found = explain(settings, settings.database, other, one)
        assert (found.first.story_id, found.second.story_id) == (one, other)
        assert (found.hamming, found.judgement.overlap.shared, found.judgement.reason) == (
            hamming,
            shared,
            reason,
        )
        assert found.one_story
        assert found.package_agrees


def test_stories_that_make_no_pair_are_explained_as_none(settings, sql):
    pairs = sql(
        """
        SELECT a.story_id, b.story_id, ma.group_id = mb.group_id
        FROM stories AS a JOIN stories AS b ON a.story_id < b.story_id
            JOIN story_group_members AS ma ON ma.story_id = a.story_id
            JOIN story_group_members AS mb ON mb.story_id = b.story_id
        WHERE NOT EXISTS (
            FROM duplicate_pairs WHERE a.story_id IN (story_a, story_b) AND b.story_id IN (story_a, story_b))
            AND a.source_id = b.source_id
        ORDER BY hash(a.story_id || b.story_id) LIMIT 25
        """
    )
    assert len(pairs) == 25
    for one, other, one_group in pairs:
        found = explain(settings, settings.database, one, other)
        assert not found.one_story
        assert found.decision
        assert found.one_group == one_group


def test_two_days_of_a_price_list_are_a_template_or_no_candidate(settings, sql):
    issues = [row[0] for row in sql("SELECT url FROM articles WHERE title LIKE '%أسعار الذهب%' ORDER BY day")]
    found = explain(settings, settings.database, issues[0], issues[1])
    assert not found.one_story
    assert "template" in found.decision or "no candidate" in found.decision or "overlap" in found.decision
    # The prices stand side by side, and so do the sentences that hold them.
    assert any(one.strip("٫.,") != other and one and other for one, other in found.side_by_side.places)
    assert any(one and other for one, other in found.side_by_side.sentences)
    shown = [what for what, *_ in lines(found)]
    assert "place 1" in shown
    assert "sentence 1" in shown


def test_cached_features_and_texts_read_anew_give_the_same(settings, sql, tmp_path):
    one, other = sql("SELECT story_a, story_b FROM duplicate_pairs WHERE reason = 'shortened' LIMIT 1")[0]
    elsewhere = Settings.from_environment({"NABA_DATA": str(tmp_path)})
    assert explain(elsewhere, settings.database, one, other) == explain(
        settings, settings.database, one, other
    )


def test_sql_macros_say_what_is_stored(settings, sql):
    one, other, hamming = sql(
        "SELECT story_a, story_b, hamming FROM duplicate_pairs ORDER BY hamming DESC LIMIT 1"
    )[0]
    for asked in ((one, other), (other, one)):
        [row] = sql("SELECT one_story, hamming, reason FROM explain_pair(?, ?)", *asked)
        assert row[:2] == (True, hamming)
    columns, rows = explain_group(settings.database, other)
    assert rows[0][columns.index("is_canonical")] is True
    assert {row[columns.index("story_id")] for row in rows} >= {one, other}


def test_as_a_table_and_as_json(settings, sql, demo, naba):
    one, other = sql(
        "SELECT story_a, story_b FROM duplicate_pairs WHERE reason = 'edited' ORDER BY ALL LIMIT 1"
    )[0]
    table = naba(demo[0], "explain", one, other)
    assert table.returncode == 0
    assert "One story: " in table.stdout
    record = json.loads(naba(demo[0], "explain", one, other, "--json").stdout)
    assert record["config_id"] == dedup.DEFAULT.config_id
    assert len(record["first"]["fingerprint"]) == 16
    group = naba(demo[0], "explain", one, "--json").stdout.splitlines()
    assert {json.loads(line)["story_id"] for line in group} >= {one, other}
    found = explain(settings, settings.database, one, other)
    assert {row[0] for row in lines(found)} >= {"fingerprint", "jaccard", "containment", "lead", "only here"}
    assert "body" not in as_record(found)["first"]


def test_what_cannot_be_explained_is_one_line(settings, sql, demo, naba):
    one = sql("SELECT story_id FROM stories LIMIT 1")[0][0]
    with pytest.raises(BadInputError, match="the same story"):
        explain(settings, settings.database, one, one)
    result = naba(demo[0], "explain", "nothing", one)
    assert (result.returncode, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
