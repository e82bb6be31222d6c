"""`make figures`: the pictures and figures of docs/dedup.md, from the code's thresholds and from texts measured now."""

import contextlib
import io
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import combinations

from benchmarks.quality import chains, hardset, saudi
from pipelines.dedup import DEFAULT, DedupConfig, features_of
from pipelines.settings import REPOSITORY
from pipelines.text import normalize_all
from tests.support.real_data import readalso_documents, real_data_folder, saudi_articles, saudi_pairs
from tests.support.texts.republications import Generator

DOCS = REPOSITORY / "docs"
PAGE = DOCS / "dedup.md"
_SEED = 1
_ORIGINALS = 400
_STRANGERS = 20_000
_RUN = 5
# A shingle in more texts than this says nothing about two of them, and would pair them all.
_CROWD = 30
_WIDTH, _HEIGHT, _LEFT, _BASE = 640, 220, 40, 180


def main() -> int:
    """Writes the pictures and the generated parts of the page; 2 where the real data is missing."""
    if not real_data_folder().is_dir():
        print(f"{real_data_folder()} is missing: name the real data with NABA_SHARED_DATA", file=sys.stderr)
        return 2
    write_part("thresholds", thresholds(DEFAULT))
    for name, benchmark in (
        ("hardset", hardset.run),
        ("saudi", saudi.run),
        ("chains", chains.run),
    ):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            benchmark()
        # speed depends on who else uses the machine now; the README has it
        lines = [line for line in said.getvalue().splitlines() if " a second" not in line]
        write_part(name, "\n".join(["```text", *lines, "```"]))
    save("distances", _distances())
    save("overlaps", _overlaps())
    return 0


def thresholds(config: DedupConfig) -> str:
    """The thresholds as a table."""
    rows = [f"| `{name}` | {value} |" for name, value in asdict(config).items()]
    return "\n".join(["| threshold | value |", "|---|---:|", *rows, f"\nConfiguration `{config.config_id}`."])


def write_part(name: str, text: str) -> None:
    """Puts a text between the page's marks of that name."""
    page = PAGE.read_text(encoding="utf-8")
    marks = (f"<!-- {name}: made by `make figures` -->", f"<!-- end of {name} -->")
    pattern = re.compile(f"({re.escape(marks[0])}\n).*?({re.escape(marks[1])})", re.DOTALL)
    page, count = pattern.subn(lambda match: f"{match[1]}{text}\n{match[2]}", page)
    if count != 1:
        raise ValueError(f"{PAGE}: expected {marks[0]} and {marks[1]} once")
    PAGE.write_text(page, encoding="utf-8")


def save(name: str, picture: str) -> None:
    """Writes a picture."""
    (DOCS / "figures" / f"{name}.svg").write_text(picture, encoding="utf-8")


def _distances() -> str:
    """Fingerprint distances of real copies and of real strangers."""
    articles = [
        article for article in saudi_articles() if len(article["text"].split()) >= DEFAULT.short_words
    ]
    at = {article["id"]: number for number, article in enumerate(articles)}
    fingerprints = features_of(normalize_all([article["text"] for article in articles])).fingerprints.tolist()
    near: list[int] = []
    loose: list[int] = []
    for row in saudi_pairs():
        if row["source_a"] == row["source_b"] or row["id_a"] not in at or row["id_b"] not in at:
            continue
        distance = (fingerprints[at[row["id_a"]]] ^ fingerprints[at[row["id_b"]]]).bit_count()
        (near if float(row["jaccard4"]) >= 0.7 else loose).append(distance)
    chance = random.Random(_SEED)
    pairs = [chance.sample(range(len(articles)), 2) for _ in range(_STRANGERS)]
    strangers = [(fingerprints[one] ^ fingerprints[other]).bit_count() for one, other in pairs]
    return histogram(
        "Distance of the 64-bit fingerprints, real Saudi articles",
        {
            f"copies in two outlets, silver Jaccard ≥ .7 ({len(near):,})": near,
            f"looser silver pairs of two outlets ({len(loose):,})": loose,
            f"two articles at random ({_STRANGERS:,})": strangers,
        },
        bins=[*range(0, 65, 2)],
        lines={f"candidate up to {DEFAULT.hamming}": DEFAULT.hamming},
        axis="bits that differ",
    )


def _overlaps() -> str:
    """Jaccard of five-word runs of made copies, and of texts that share words without being copies."""
    texts = [
        one["text"][: one["remove_start"]] + one["text"][one["remove_end"] :] for one in readalso_documents()
    ]
    made = Generator(list(dict.fromkeys(texts)), _SEED).make(_ORIGINALS)
    runs = [_runs(text) for text in normalize_all([one.text for one in made])]
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, its in enumerate(runs):
        for run in its:
            holders[run].append(number)
    sharing = {pair for found in holders.values() if len(found) <= _CROWD for pair in combinations(found, 2)}
    same: list[float] = []
    others: list[float] = []
    for one, other in sorted(sharing):
        union = len(runs[one] | runs[other])
        value = len(runs[one] & runs[other]) / union
        (same if made[one].story == made[other].story else others).append(value)
    return histogram(
        "Jaccard of five-word runs, made copies of real Egyptian articles",
        {
            f"two copies of one story ({len(same):,})": same,
            f"templates, digests, quotes: not one story ({len(others):,})": others,
        },
        bins=[step / 25 for step in range(26)],
        lines={f"decides alone from {DEFAULT.jaccard}": DEFAULT.jaccard},
        axis="Jaccard, boilerplate still in",
    )


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def histogram(
    title: str,
    series: Mapping[str, Sequence[float]],
    *,
    bins: Sequence[float],
    lines: Mapping[str, float],
    axis: str,
) -> str:
    """An SVG of the shares that fall into each bin, a curve for each series; readable on light and dark pages."""

    def x(value: float) -> float:
        return _LEFT + (value - bins[0]) / (bins[-1] - bins[0]) * (_WIDTH - _LEFT - 20)

    shares = {name: _shares(values, bins) for name, values in series.items()}
    body = [f'<text x="{_LEFT}" y="18" class="title">{title}</text>']
    for number, (name, share) in enumerate(shares.items()):
        peak = max(share)
        places = [
            f"{x((bins[at] + bins[at + 1]) / 2):.1f},{_BASE - value / peak * (_BASE - 86):.1f}"
            for at, value in enumerate(share)
        ]
        body.append(f'<polyline class="s{number}" points="{" ".join(places)}"/>')
        body.append(
            f'<line class="s{number}" x1="{_LEFT}" x2="{_LEFT + 24}" y1="{34 + 14 * number}" y2="{34 + 14 * number}"/>'
        )
        body.append(f'<text x="{_LEFT + 30}" y="{38 + 14 * number}">{name}</text>')
    for name, value in lines.items():
        body.append(f'<line class="threshold" x1="{x(value):.1f}" x2="{x(value):.1f}" y1="80" y2="{_BASE}"/>')
        body.append(f'<text x="{x(value) + 5:.1f}" y="84">{name}</text>')
    body += _axis(x, bins, axis)
    return _SVG.format(width=_WIDTH, height=_HEIGHT, title=title, body="\n".join(body))


def _axis(x: Callable[[float], float], bins: Sequence[float], name: str) -> Iterable[str]:
    yield f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH - 20}" y1="{_BASE}" y2="{_BASE}"/>'
    for step in range(5):
        value = bins[0] + (bins[-1] - bins[0]) * step / 4
        yield f'<text x="{x(value):.1f}" y="{_BASE + 15}" text-anchor="middle">{value:g}</text>'
    yield f'<text x="{(_LEFT + _WIDTH - 20) / 2}" y="{_BASE + 32}" text-anchor="middle">{name}; height: share of the pairs, each curve to its own peak</text>'


def _shares(values: Sequence[float], bins: Sequence[float]) -> list[float]:
    counts = [0] * (len(bins) - 1)
    width = bins[1] - bins[0]
    for value in values:
        counts[min(int((value - bins[0]) / width), len(counts) - 1)] += 1
    return [count / max(len(values), 1) for count in counts]


_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>{title}</title>
<style>
text {{ font: 11px system-ui, sans-serif; fill: #3d444d; }} .title {{ font-size: 13px; font-weight: 600; }}
polyline, line {{ fill: none; stroke-width: 2; }} .axis {{ stroke: #8b949e; stroke-width: 1; }}
.threshold {{ stroke: #8b949e; stroke-width: 1; stroke-dasharray: 4 3; }}
.s0 {{ stroke: #1a7f37; }} .s1 {{ stroke: #bf5700; stroke-dasharray: 7 3; }} .s2 {{ stroke: #0969da; stroke-dasharray: 2 3; }}
@media (prefers-color-scheme: dark) {{ text {{ fill: #c9d1d9; }} .s0 {{ stroke: #56d364; }} .s1 {{ stroke: #ffa657; }}
  .s2 {{ stroke: #79c0ff; }} }}
</style>
{body}
</svg>
"""

if __name__ == "__main__":
    sys.exit(main())
