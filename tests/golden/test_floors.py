"""Quality that must not slip: scores on real data against pinned floors.

`python tests/golden/test_floors.py` measures; with `--update` it pins what it measured, and refuses to lower
a floor unless `--lower` is given too. The floors hold for the inputs whose hash stands beside them.
"""

import gzip
import hashlib
import json
import random
import re
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from benchmarks.quality import fields, hardset, saudi
from benchmarks.quality.main_content.examples import address_of, html_of, word_f1
from benchmarks.quality.main_content.examples import gold as known_pages
from benchmarks.quality.readalso import scores, total
from benchmarks.quality.seed_pages import come_apart, in_html, in_one_line, in_text
from benchmarks.quality.seed_pages import scores as seed_scores
from pipelines.cleaning import extract, split
from pipelines.dates.reading import parse_date
from pipelines.dedup import DEFAULT, features_of, find_pairs, group_stories
from pipelines.errors import NoArticleError
from pipelines.text import normalize_all
from tests.support.pages.readalso_shapes import pages
from tests.support.pages.seed_pages import seed_pages
from tests.support.real_data import real_data_folder, saudi_articles

FLOORS = Path(__file__).with_name("floors.json")
DATES = "dates.json"
SAUDI = "saudi_2015.jsonl.gz"
PAIRS = "saudi_2015_pairs.csv.gz"
SPANS = "readalso_spans_dev.jsonl.gz"


def spans(data):
    with gzip.open(data / SPANS, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def readalso_spans(data):
    """What is removed, character by character, against the spans of real pages."""
    found = wrong = missed = lost = body = exact = 0
    documents = spans(data)
    for one in documents:
        text = one["text"]
        gold = set(range(one["remove_start"], one["remove_end"]))
        ours = {at for removed in split(text).removed for at in range(removed.start, removed.end)}
        found += len(gold & ours)
        wrong += len(ours - gold)
        missed += len(gold - ours)
        lost += len(ours - gold)
        body += len(text) - len(gold)
        exact += all(text[at].isspace() for at in gold ^ ours)
    precision, recall = found / (found + wrong), found / (found + missed)
    return {
        "char_precision": precision,
        "char_recall": recall,
        "char_f1": 2 * precision * recall / (precision + recall),
        "body_kept": 1 - lost / body,
        "documents_exact": exact / len(documents),
    }


def bodies(documents):
    """Title and paragraphs of each document without its block."""
    for one in documents:
        text = one["text"]
        whole = text[: one["remove_start"]].strip() + "\n" + text[one["remove_end"] :].strip()
        lines = [line.strip() for line in whole.splitlines() if line.strip()]
        yield lines[0], lines[1:]


def appended_stories(data):
    """Articles put under a marker at the end of others: found, and the whole pages exactly right.

    `blocks_kept_one`: blocks cut down to one headline, after which the page's own article goes on, that
    are not taken for an appended article.
    """
    documents = spans(data)
    articles = list(bodies(documents))
    draw = random.Random(7)
    found = Counter()
    for labels in ([], ["المصدر: الحرة"]):
        name = "labelled" if labels else "bare"
        for title, main in articles:
            other, text = draw.choice(articles)
            if sum(map(len, text)) < 300 or len(main) < 2:
                continue
            marker = draw.choice(["اقرأ أيضًا", "إقرأ أيضاً:", "اقرأ ايضا :", "شاهد أيضا", "مواضيع ذات صلة"])
            parts = split("\n".join([title, *main, *labels, marker, other, *text]))
            found[name] += 1
            found[f"{name}_exact"] += len(parts.stories) == 2 and parts.stories[1].body == "\n".join(text)
    for one in documents:
        if one["kind"] == "mid":
            text = one["text"]
            cut = [
                text[: one["remove_start"]].strip(),
                one["marker"],
                one["headlines"][0],
                text[one["remove_end"] :].strip(),
            ]
            found["mid"] += 1
            found["mid_one"] += len(split("\n".join(cut)).stories) == 1
    return {
        "bare_exact": found["bare_exact"] / found["bare"],
        "labelled_exact": found["labelled_exact"] / found["labelled"],
        "blocks_kept_one": found["mid_one"] / found["mid"],
    }


def real_pages(data):
    """Saved pages: share of right dates and titles, and the overlap of words with the known bodies."""
    found = Counter()
    overlaps = []
    for one in json.loads((data / "html" / "manifest.json").read_text(encoding="utf-8")):
        page = (data / "html" / one["file"]).read_bytes()
        article = extract(page, url=one.get("url", "https://news.example/1"))
        if "gold_date" in one:
            found["dates"] += 1
            found["dates_right"] += article.published_at.date().isoformat() == one["gold_date"]
        if title := one.get("gold", {}).get("title") or one.get("gold_meta", {}).get("title"):
            found["titles"] += 1
            found["titles_right"] += article.title.split() == title.split()
        if "gold_text" in one:
            ours, gold = (Counter(re.findall(r"\w+", text)) for text in (article.body, one["gold_text"]))
            overlaps.append(2 * (ours & gold).total() / (ours.total() + gold.total()))
    return {
        "dates": found["dates_right"] / found["dates"],
        "titles": found["titles_right"] / found["titles"],
        "body_f1": min(overlaps),
    }


def fields_of_pages(_data):
    """Dates, authors and titles of WCXB's development half, as a page states them and shows them at its headline."""
    return fields.shares()


def main_texts(_data):
    """Word F1 of every third page of DAnIEL, by language; nothing is learned of it."""
    found = defaultdict(list)
    for one in known_pages("daniel")[::3]:
        try:
            body = extract(html_of("daniel", one["id"]), url=address_of(one)).body
        except NoArticleError:
            body = ""
        found[one["language"]].append(word_f1(body, one["main_content"]))
    return {language: sum(scores) / len(scores) for language, scores in found.items()}


def readalso_shapes(_data):
    """Read-also in shapes that the development data lacks, on the half of the material that no rule was made on.

    `whole_articles`: real articles alone from which no block, headline or story is cut.
    """
    made = list(pages("measured", each=40, seed=2))
    found = {}
    for archive in (False, True):
        whole = total(scores(made, archive=archive))
        name = "archive" if archive else "alone"
        found |= {
            f"{name}_precision": whole.precision,
            f"{name}_recall": whole.recall,
            f"{name}_body_kept": 1 - whole.lost,
            f"{name}_exact": whole.exact / whole.pages,
        }
    articles = saudi_articles()[::10]
    whole = sum(
        {removed.kind for removed in split(one["text"], title=one["title"]).removed} <= {"label"}
        for one in articles
    )
    return found | {"whole_articles": whole / len(articles)}


def seed_form(_data):
    """Pages in the seed's form, of the half of the material that no rule was made on: stories found, pages exact.

    `labelled`: those whose main story ends with a source or keywords label. `html` has the main text's errors, too;
    `in_one_line` is the labelled ones without line breaks: stories that come apart.
    """
    found = {}
    made = list(seed_pages("measured", 300, seed=2))
    labelled = [page for page in made if "labels: none" not in page.forms]
    for name, pages_of, way in (
        ("labelled", labelled, in_text),
        ("all", made, in_text),
        ("html", labelled, in_html),
    ):
        whole = seed_scores(pages_of, way)["all"]
        found[f"{name}_recovered"] = whole.recovered / whole.stories
        found[f"{name}_exact"] = whole.exact / whole.pages
    apart, every = come_apart(labelled, in_one_line)
    found["in_one_line"] = apart / every
    return found


def hard_set_groups(_data):
    """Groups of generated republications and of what only looks like them; `worst_kind` leaves out copies
    shortened to 20 %."""
    made = hardset.hard_set(hardset.egyptian(), seed=1)
    found = hardset.figures(made, hardset.canonical(made))
    worst = min(share for kind, (share, _) in found.kinds.items() if kind != "shortened to 20 %")
    return {"precision": found.precision, "recall": found.recall, "f1": found.f1, "worst_kind": worst}


def saudi_groups(_data):
    """Groups of 31,030 real articles, against pairs that an algorithm found."""
    articles = sorted(saudi_articles(), key=lambda article: (article["date"], article["id"]))
    features = features_of(normalize_all([article["text"] for article in articles]))
    days = np.array([date.fromisoformat(article["date"][:10]).toordinal() for article in articles])
    pairs = find_pairs(features, days, DEFAULT)
    canonical = group_stories(len(articles), [(pair.first, pair.second, pair.rule) for pair in pairs])
    found = saudi.agreement(
        articles,
        {article["id"]: articles[first]["id"] for article, first in zip(articles, canonical, strict=True)},
    )
    return {
        "precision": found.precision,
        "recall": found.recall,
        "recall_near_equal": found.recall_near_equal,
    }


def dates(_data):
    """Share of date strings that are read as people read them; where there is no date, none may be read."""
    table = json.loads(FLOORS.with_name(DATES).read_text(encoding="utf-8"))
    right = [
        (found.isoformat() if (found := parse_date(text, timezone="Asia/Riyadh")) else None) == answer
        for group in table.values()
        for text, answer in group.items()
    ]
    return {"right": sum(right) / len(right)}


TASKS = {
    "readalso_spans": (readalso_spans, [SPANS]),
    "appended_stories": (appended_stories, [SPANS]),
    "readalso_shapes": (readalso_shapes, [SPANS, SAUDI]),
    "seed_form": (seed_form, [SPANS, SAUDI]),
    "hard_set_groups": (hard_set_groups, [SPANS]),
    "saudi_groups": (saudi_groups, [SAUDI, PAIRS]),
    "dates": (dates, [FLOORS.with_name(DATES)]),
    "real_pages": (real_pages, ["html"]),
    "fields_of_pages": (fields_of_pages, ["wcxb/gold.jsonl.gz", "wcxb/html"]),
    "main_texts": (main_texts, ["daniel/gold.jsonl.gz"]),
}


def digest(data, inputs):
    files = [
        path
        for name in inputs
        for path in ([data / name] if (data / name).is_file() else (data / name).iterdir())
    ]
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()


@pytest.mark.process
@pytest.mark.parametrize("task", TASKS)
def test_no_score_is_under_its_floor(shared_data, task):
    measure, inputs = TASKS[task]
    pinned = json.loads(FLOORS.read_text(encoding="utf-8"))[task]
    if digest(shared_data, inputs) != pinned["inputs_sha256"]:
        pytest.skip(f"the floors of {task} hold for other inputs than those in {shared_data}")
    scores = measure(shared_data)
    assert {name: score for name, score in scores.items() if score < pinned["floors"][name]} == {}


def main(arguments):
    data = real_data_folder()
    pinned = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    for task, (measure, inputs) in TASKS.items():
        scores = {name: int(score * 10_000) / 10_000 for name, score in measure(data).items()}
        before = pinned.get(task, {}).get("floors", {})
        for name, score in scores.items():
            print(f"{task:18} {name:20} {score:.4f}  floor {before.get(name, '–')}")  # noqa: T201 (a command's output)
            if "--lower" not in arguments and score < before.get(name, 0):
                sys.exit(
                    f"{task}: {name} would fall from {before[name]} to {score}; --lower if that is meant"
                )
        pinned[task] = {"inputs_sha256": digest(data, inputs), "floors": scores}
    if "--update" in arguments:
        FLOORS.write_text(json.dumps(pinned, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
