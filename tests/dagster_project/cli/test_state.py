"""`naba state`: shown, and moved to where several machines share it."""

import json

from crawlers.memory.opening import open_state


def test_a_state_is_moved_and_then_shown_where_it_is(command, monkeypatch, desk, shared_state):
    monkeypatch.setenv("NABA_DATA", str(desk.settings.data))
    with open_state(desk.settings) as state, state.run("first"):
        pass
    code, out, _ = command("state", "show")
    assert (code, "state.sqlite" in out, "crawls under way" in out) == (0, True, True)
    code, out, said = command("state", "adopt", shared_state)
    assert (code, "runs: 1 rows, 1 of them moved now" in said) == (0, True)
    assert "NABA_STATE=postgres:dbname=" in out
    assert "secret" not in out + said
    monkeypatch.setenv("NABA_STATE", shared_state)
    assert [
        line["moved"] for line in map(json.loads, command("state", "adopt", "--json")[1].splitlines())
    ] == [0] * 9
    code, out, _ = command("state", "show", "--json")
    [seen] = map(json.loads, out.splitlines())
    assert (seen["is_shared"], seen["captures"], seen["crawls"]) == (True, 0, [])


def test_without_a_postgres_or_one_that_answers_it_is_one_line(command, monkeypatch):
    assert command("state", "adopt")[2].startswith("naba: name a Postgres")
    code, _, said = command("state", "adopt", "mysql:s3cret@x")
    assert (code, said.count("\n"), "expected postgres:dbname=" in said) == (2, 1, True)
    assert "s3cret" not in said
    assert command("state", "join")[2].startswith("naba: NABA_STATE is not set")
    monkeypatch.setenv("NABA_STATE", "postgres:host=/nowhere dbname=x")
    code, _, said = command("state", "show")
    assert (code, said.count("\n"), "Postgres does not answer" in said) == (2, 1, True)
