"""Tables keep Arabic to its cell, and show what rows hold."""

import json
import os

from pipelines.tables import isolate, print_records, print_table


def test_right_to_left_text_is_isolated_and_other_text_is_left_alone():
    assert isolate("نبأ") == "\u2068نبأ\u2069"
    assert isolate("news 24") == "news 24"


def test_a_table_shows_each_kind_of_value(capsys):
    print_table(["title", "copies", "outlets"], [("هزة", 3, ["nasim", "الساحل"]), (None, 12, [])], title="t")
    out = capsys.readouterr().out
    assert "│ \u2068هزة\u2069   │      3 │ nasim, \u2068الساحل\u2069 │" in out
    assert "│       │     12 │               │" in out


def test_a_cell_is_no_markup(capsys):
    print_table(["title"], [("[bold]x[/bold]",)])
    assert "[bold]x[/bold]" in capsys.readouterr().out


def test_a_pipe_gets_wide_tables(capsys):
    print_table(["title"], [("x" * 140,)])
    assert "x" * 140 in capsys.readouterr().out


def test_a_cell_never_moves_the_cursor_or_turns_a_line_around(capsys):
    print_table(["title"], [["\x1b[2Jgone \x9b31m \u202eevil"]])
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\x9b" not in shown
    assert "\u202e" not in shown
    assert "gone" in shown


def test_a_record_never_holds_a_raw_control(capsys):
    print_records([{"title": "a\x1bb\x9bc\x7f"}])
    line = capsys.readouterr().out
    assert json.loads(line) == {"title": "a\x1bb\x9bc\x7f"}
    assert line.rstrip("\n").isprintable()


def test_half_a_character_is_shown_and_written_all_the_same(capsys):
    """As Python reads the name of a file in windows-1256."""
    name = os.fsdecode(b"\xc3.warc")
    print_table(["file"], [[name]])
    print_records([{"file": name}])
    table, record = capsys.readouterr().out.rsplit("\n", 2)[:2]
    table.encode()
    assert "\ufffd.warc" in table
    assert record == '{"file": "\\udcc3.warc"}'
