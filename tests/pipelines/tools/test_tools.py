"""The commands on files, as functions."""

import json

import pytest

from pipelines.errors import BadInputError, StorageError
from pipelines.records import SourceRules
from pipelines.tools.console import guard
from pipelines.tools.dedup import dedup_file
from pipelines.tools.explain_page import explain_page
from pipelines.tools.extract import extract_files
from pipelines.tools.split import split_file

HEADLINE = "رئيس الوزراء يفتتح معرض الكتاب"
PROSE = "قال الوزير إن الحكومة ستواصل دعم القطاع الزراعي خلال العام المقبل في جميع المحافظات."
PAGE = f'<html><head><meta charset="utf-8"></head><body><h1>{HEADLINE}</h1><p>{PROSE}</p></body></html>'


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_extract_writes_a_line_a_page(tmp_path):
    page, output = tmp_path / "a.html", tmp_path / "out.jsonl"
    page.write_text(PAGE, encoding="utf-8")
    assert extract_files([page], output, url="https://news.example/2024/02/09/1") == 1
    [record] = lines(output)
    assert list(record) == [
        "file", "url", "canonical_url", "title", "author", "section", "image_url", "language", "published_at", "published_from", "is_complete", "attribution",
        "keywords", "related", "body", "stories",
    ]  # fmt: skip
    assert (record["file"], record["url"]) == (str(page), "https://news.example/2024/02/09/1")
    assert (record["published_at"], record["published_from"]) == ("2024-02-09T00:00:00+00:00", "url")
    assert record["stories"] == [
        {"position": 0, "role": "main", "title": HEADLINE, "dateline": None, "body": PROSE}
    ]


def test_extract_does_the_good_pages_and_names_the_bad(tmp_path, capsys):
    good, empty, missing = (tmp_path / name for name in ("good.html", "empty.html", "missing.html"))
    good.write_text(PAGE, encoding="utf-8")
    empty.write_text("", encoding="utf-8")
    output = tmp_path / "out.jsonl"
    with pytest.raises(BadInputError, match="2 inputs skipped"):
        extract_files([empty, good, missing], output)
    assert [record["title"] for record in lines(output)] == [HEADLINE]
    assert capsys.readouterr().err == (
        f"naba: {empty}: the page is empty\nnaba: {missing}: No such file or directory\n"
    )


NOTICE = "النسيم صوت الساحل منذ أربعين سنة وفي كل بيت"


def site_pages(folder, site, count):
    """Pages that name their site, each with a story of its own and the site's notice under it."""
    files = []
    for number in range(count):
        prose = "".join(f"<p>{PROSE.removesuffix('.')} في اليوم {number}{part}.</p>" for part in range(3))
        path = folder / f"{site}-{number}.html"
        path.write_text(
            f'<html><head><meta charset="utf-8"><link rel="canonical" href="https://{site}/{number}"></head><body>'
            f"<article><h1>{HEADLINE} {number}</h1>{prose}<p>{NOTICE}</p></article></body></html>",
            encoding="utf-8",
        )
        files.append(path)
    return files


def test_pages_of_one_site_are_cleaned_together_in_any_order(tmp_path):
    first, second = site_pages(tmp_path, "a.example", 5), site_pages(tmp_path, "www.b.example", 2)
    outputs = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    extract_files([*first, *second], outputs[0])
    extract_files([second[1], *reversed(first), second[0]], outputs[1])
    before, after = map(lines, outputs)
    assert sorted(before, key=lambda one: one["file"]) == sorted(after, key=lambda one: one["file"])
    assert [one["file"] for one in after] == [str(path) for path in [second[1], second[0], *reversed(first)]]
    # Two pages are too few to say whose line it is.
    assert [NOTICE in one["body"] for one in before] == [False] * 5 + [True] * 2


def test_pages_of_a_named_source_are_one_source(tmp_path):
    files = [*site_pages(tmp_path, "a.example", 2), *site_pages(tmp_path, "m.a.example", 2)]
    for number, path in enumerate(files):
        path.write_text(
            path.read_text(encoding="utf-8").replace("المقبل", f"المقبل{number}"), encoding="utf-8"
        )
    extract_files(files, tmp_path / "out.jsonl", rules=SourceRules())
    assert not any(NOTICE in one["body"] for one in lines(tmp_path / "out.jsonl"))


def test_one_url_for_several_pages(tmp_path):
    with pytest.raises(BadInputError, match="--url"):
        extract_files([tmp_path / "a", tmp_path / "b"], tmp_path / "out.jsonl", url="https://x.example/")


def test_extract_without_files(tmp_path):
    with pytest.raises(BadInputError, match="no files"):
        extract_files([], tmp_path / "out.jsonl")


def test_split_separates_and_keeps_offsets(tmp_path):
    text = f"{HEADLINE}\n{PROSE}\nالمصدر: الحرة"
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"id": "1", "text": text}) + "\n", encoding="utf-8")
    assert split_file(source, output) == 1
    [record] = lines(output)
    assert record["id"] == "1"
    assert record["stories"] == [{"role": "main", "title": HEADLINE, "dateline": None, "body": PROSE}]
    [removed] = record["removed"]
    assert removed["kind"] == "label"
    assert text[removed["start"] : removed["end"]] == "المصدر: الحرة"


def test_split_repairs_what_was_read_in_the_wrong_charset(tmp_path):
    text = f"{HEADLINE}\n{PROSE}\nالمصدر: الحرة"
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    broken = text.encode().decode("latin-1")
    source.write_text(json.dumps({"id": "1", "text": broken, "title": HEADLINE}) + "\n", encoding="utf-8")
    assert split_file(source, output) == 1
    [record] = lines(output)
    assert record["text"] == text
    assert record["stories"] == [{"role": "main", "title": HEADLINE, "dateline": None, "body": PROSE}]


def test_split_knows_the_headlines_of_the_other_lines(tmp_path):
    others = ["«التموين»: صرف السلع بداية الشهر المقبل", "سائقو المنوفية يقطعون الطرق بسبب السولار"]
    records = [{"id": str(n), "text": f"{title}\n{PROSE}"} for n, title in enumerate(others)]
    records.append({"id": "a", "text": "\n".join([HEADLINE, PROSE, *others, PROSE])})
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    split_file(source, output)
    assert [one["kind"] for one in lines(output)[2]["removed"]] == ["headline_block"]


def test_split_shows_at_most_ten_bad_lines(tmp_path, capsys):
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("{\n" * 12 + json.dumps({"id": "1", "text": PROSE}), encoding="utf-8")
    assert guard(lambda: split_file(source, output)) == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 11
    assert errors[-1] == "naba: 12 inputs skipped, the rest is done"
    assert len(lines(output)) == 1


def test_one_bad_line_is_one_line_of_error(tmp_path, capsys):
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "1"}', encoding="utf-8")
    assert guard(lambda: split_file(source, tmp_path / "out.jsonl")) == 2
    assert capsys.readouterr().err == f'naba: {source}, line 1: expected a field "text"\n'


def test_guard_lets_a_good_command_through():
    assert guard(lambda: 0) == 0


def test_an_output_folder_that_is_missing(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text("", encoding="utf-8")
    with pytest.raises(StorageError, match="no such folder"):
        split_file(source, tmp_path / "no" / "out.jsonl")


@pytest.mark.parametrize("given", ["the same name", "another name"])
@pytest.mark.parametrize("command", ["extract", "split", "dedup", "dedup --pairs"])
def test_no_command_writes_its_result_over_what_it_reads(tmp_path, command, given):
    text = PAGE if command == "extract" else json.dumps({"id": "1", "text": PROSE}) + "\n"
    source, output = tmp_path / "texts", tmp_path / "groups.jsonl"
    source.write_text(text, encoding="utf-8")
    same = source
    if given == "another name":
        same = tmp_path / "link"
        same.symlink_to(source)
    with pytest.raises(BadInputError, match="is what is read"):
        match command:
            case "extract":
                extract_files([tmp_path / "missing.html", source], same)
            case "split":
                split_file(source, same)
            case "dedup":
                dedup_file(source, same)
            case _:
                dedup_file(source, output, same)
    assert source.read_text(encoding="utf-8") == text
    assert not output.exists()


def test_groups_and_pairs_are_two_files(tmp_path):
    source, output = tmp_path / "texts.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"id": "1", "text": PROSE}) + "\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="two files"):
        dedup_file(source, output, tmp_path / "." / "out.jsonl")
    assert not output.exists()


@pytest.mark.parametrize("content", [b"", b"  \n"])
def test_a_page_that_is_empty_is_named(tmp_path, content):
    page = tmp_path / "saved page.html"
    page.write_bytes(content)
    with pytest.raises(BadInputError, match=r"saved page\.html: "):
        explain_page(page, None)


def test_texts_without_a_readable_time_are_counted_apart_from_what_is_skipped(tmp_path, capsys):
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    times = ["2026-03-01", "01/02/2026", 1772323200]
    records = [{"id": str(at), "text": PROSE, "published_at": time} for at, time in enumerate(times)]
    good_and_undated = "\n".join(map(json.dumps, records))
    source.write_text(good_and_undated, encoding="utf-8")
    assert guard(lambda: dedup_file(source, output)) == 2
    assert capsys.readouterr().err.endswith("naba: 2 texts taken as undated, the rest is done\n")
    assert [one["group_id"] for one in lines(output)] == ["0"] * 3
    source.write_text(good_and_undated + "\nid,text\n", encoding="utf-8")
    assert guard(lambda: dedup_file(source, output)) == 2
    said = capsys.readouterr().err
    assert said.endswith("naba: 1 input skipped, 2 texts taken as undated, the rest is done\n")


@pytest.mark.parametrize(
    "command", [dedup_file, split_file, lambda page, output: extract_files([page], output)]
)
def test_an_input_of_another_kind_leaves_the_result_of_an_earlier_call(tmp_path, command):
    source, output = tmp_path / "texts.csv", tmp_path / "out.jsonl"
    source.write_text("id,text\n1,Rain", encoding="utf-8")
    output.write_text("earlier\n", encoding="utf-8")
    with pytest.raises(BadInputError):
        command(source, output)
    assert output.read_text("utf-8") == "earlier\n"
    assert sorted(tmp_path.iterdir()) == [output, source]
