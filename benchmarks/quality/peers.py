"""Quality and speed of our groups beside those of other libraries, on the same texts, in one run.

Every peer is asked at several thresholds, and the best of them is shown, chosen by its own result on this very set:
better than a user could do. Peers get normalised texts, so that spelling costs them nothing; shingles of three words
where they leave the choice; and connected components of what they call duplicates.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from simhash import Simhash, SimhashIndex
from trafilatura.deduplication import Simhash as TrafilaturaSimhash

from benchmarks.quality import hardset, saudi
from pipelines.dedup import DEFAULT, features_of, find_pairs, group_stories
from pipelines.dedup.rules.candidates import near_fingerprints
from pipelines.text import normalize_all
from tests.support.real_data import saudi_articles

_PLACE = Path(sys.prefix) / "peers"
_SHINGLE_WORDS = 3
_PERMUTATIONS = 128
_HASHES_A_BUCKET = 4
_SIMILARITIES = (0.4, 0.5, 0.6, 0.7, 0.8)

Groups = list[int]
"""For each text the first text of its group."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A library as a user would call it.

    Attributes:
        name: library, and what of it.
        group: texts and threshold to groups.
        thresholds: that are tried.
        slow: texts are few thousands at most.
    """

    name: str
    group: Callable[[Sequence[str], float], Groups]
    thresholds: tuple[float, ...]
    slow: bool = False


def run() -> None:
    """Prints a table for the hard set, and one for the Saudi articles."""
    peers = [*_always(), *_installed()]
    _on_hard_set(peers)
    _on_saudi_articles([peer for peer in peers if not peer.slow])


def _on_hard_set(peers: Iterable[Peer]) -> None:
    made = hardset.hard_set(hardset.egyptian(), seed=1)
    texts = normalize_all([text.text for text in made])
    days = [text.published_at.toordinal() for text in made]
    print(f"hard set, {len(texts):,} texts")

    def judge(groups: Groups) -> tuple[float, float]:
        found = hardset.figures(made, groups)
        return found.precision, found.recall

    _table(peers, texts, days, judge)


def _on_saudi_articles(peers: Iterable[Peer]) -> None:
    # Empty texts are equal, and nobody's copies: a user would leave them out for a library that does not.
    articles = [article for article in saudi_articles() if article["text"].strip()]
    articles.sort(key=lambda article: (article["date"], article["id"]))
    texts = normalize_all([article["text"] for article in articles])
    days = [int(np.datetime64(article["date"][:10], "D").astype(int)) for article in articles]
    print(f"Saudi articles, {len(texts):,} texts; precision and recall by the silver criterion")

    def judge(groups: Groups) -> tuple[float, float]:
        names = [article["id"] for article in articles]
        found = saudi.agreement(articles, {name: names[at] for name, at in zip(names, groups, strict=True)})
        return found.precision, found.recall

    _table(peers, texts, days, judge)


def _table(
    peers: Iterable[Peer],
    texts: Sequence[str],
    days: Sequence[int],
    judge: Callable[[Groups], tuple[float, float]],
) -> None:
    ours = Peer("ours", lambda texts, _: _ours(texts, days), (0,))
    print(f"{'F1':>6} {'precision':>9} {'recall':>6} {'texts/s':>8}  library, threshold")
    for peer in (ours, *peers):
        best = max((_measured(peer, threshold, texts, judge) for threshold in peer.thresholds), key=max_f1)
        f1, precision, recall, speed, threshold = best
        shown = f", {threshold:g}" if threshold else ""
        print(f"{f1:6.3f} {precision:9.3f} {recall:6.3f} {speed:8,.0f}  {peer.name}{shown}", flush=True)


Measured = tuple[float, float, float, float, float]
"""F1, precision, recall, texts a second of processor time, threshold."""


def max_f1(measured: Measured) -> float:
    """What the best threshold is chosen by."""
    return measured[0]


def _measured(
    peer: Peer, threshold: float, texts: Sequence[str], judge: Callable[[Groups], tuple[float, float]]
) -> Measured:
    start = time.process_time()
    groups = peer.group(texts, threshold)
    seconds = time.process_time() - start
    precision, recall = judge(groups)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f1, precision, recall, len(texts) / seconds, threshold


def _ours(texts: Sequence[str], days: Sequence[int]) -> Groups:
    features = features_of(normalize_all(texts))
    pairs = find_pairs(features, np.array(days, np.int64), DEFAULT)
    return group_stories(len(texts), [(pair.first, pair.second, pair.rule) for pair in pairs])


def _components(n: int, pairs: Iterable[tuple[int, int]]) -> Groups:
    first = list(range(n))

    def root(at: int) -> int:
        while first[at] != at:
            first[at] = first[first[at]]
            at = first[at]
        return at

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        first[high] = low
    return [root(at) for at in range(n)]


def _always() -> Iterator[Peer]:
    def simhash_index(texts: Sequence[str], distance: float) -> Groups:
        hashes = [Simhash(text) for text in texts]
        index = SimhashIndex([(str(at), one) for at, one in enumerate(hashes)], k=int(distance))
        return _components(
            len(texts),
            ((at, int(other)) for at, one in enumerate(hashes) for other in index.get_near_dups(one)),
        )

    def trafilatura(texts: Sequence[str], distance: float) -> Groups:
        hashes = np.array([TrafilaturaSimhash(text).hash for text in texts], np.uint64)
        pairs = near_fingerprints(hashes, int(distance))
        return _components(len(texts), pairs.tolist())

    yield Peer("simhash: Simhash defaults, SimhashIndex", simhash_index, (3,), slow=True)
    yield Peer("trafilatura: Simhash, all near pairs", trafilatura, (3, 5, 7))


def _installed() -> Iterator[Peer]:
    """Peers of `peers.txt`; one that does not install is named and left out."""
    requirements = Path(__file__).with_name("peers.txt").read_text(encoding="utf-8")
    uv = Path(sys.executable).with_name("uv")
    done = _PLACE / "peers.txt"
    if not done.exists() or done.read_text(encoding="utf-8") != requirements:
        for line in requirements.splitlines():
            if line and not line.startswith("#"):
                subprocess.run(
                    [uv, "pip", "install", "--quiet", "--target", _PLACE, *line.split()], check=False
                )
        done.write_text(requirements, encoding="utf-8")
    # Behind everything else: the peers' own NumPy must not hide the locked one.
    sys.path.append(str(_PLACE))
    for make in (_datasketch, _rensa, _gaoya, _datatrove, _text_dedup):
        try:
            yield make()
        except ImportError as error:
            print(f"left out: {error}")


def _runs(text: str) -> list[str]:
    words = text.split()
    return [
        " ".join(words[at : at + _SHINGLE_WORDS]) for at in range(max(len(words) - _SHINGLE_WORDS + 1, 1))
    ]


def _near(hashes: Sequence[Any], index: Any, threshold: float) -> Iterator[tuple[int, int]]:
    """Pairs of MinHashes that the index puts together and whose estimated Jaccard is high enough."""
    for at, one in enumerate(hashes):
        for other in index.query(one):
            if other < at and one.jaccard(hashes[other]) >= threshold:
                yield at, other


def _datasketch() -> Peer:
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 (installed by the run itself)

    def group(texts: Sequence[str], threshold: float) -> Groups:
        hashes = MinHash.bulk(
            [[run.encode() for run in _runs(text)] for text in texts], num_perm=_PERMUTATIONS
        )
        index = MinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS)
        for at, one in enumerate(hashes):
            index.insert(at, one)
        return _components(len(texts), _near(hashes, index, threshold))

    return Peer("datasketch: MinHashLSH", group, _SIMILARITIES)


def _rensa() -> Peer:
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415 (installed by the run itself)

    def group(texts: Sequence[str], threshold: float) -> Groups:
        hashes = []
        for text in texts:
            one = RMinHash(num_perm=_PERMUTATIONS, seed=1)
            one.update(_runs(text))
            hashes.append(one)
        index = RMinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS, num_bands=32)
        for at, one in enumerate(hashes):
            index.insert(at, one)
        return _components(len(texts), _near(hashes, index, threshold))

    return Peer("rensa: RMinHashLSH", group, _SIMILARITIES)


def _gaoya() -> Peer:
    from gaoya.minhash import MinHashStringIndex  # noqa: PLC0415 (installed by the run itself)

    def group(texts: Sequence[str], threshold: float) -> Groups:
        index = MinHashStringIndex(
            hash_size=32, jaccard_threshold=threshold, num_bands=32, band_size=4, analyzer=_runs
        )
        for at, text in enumerate(texts):
            index.insert_document(at, text)
        return _components(
            len(texts), ((at, other) for at, text in enumerate(texts) for other in index.query(text))
        )

    return Peer("gaoya: MinHashStringIndex", group, _SIMILARITIES)


def _in_one_bucket(signatures: Iterable[Sequence[Any]]) -> Iterator[tuple[int, int]]:
    """Each text and the first one with which it shares a band of its signature."""
    first: dict[tuple[int, Any], int] = {}
    for at, signature in enumerate(signatures):
        for band, values in enumerate(signature):
            yield at, first.setdefault((band, values), at)


def _datatrove() -> Peer:
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature  # noqa: PLC0415
    from datatrove.utils.word_tokenizers import WordTokenizer  # noqa: PLC0415

    class Whitespace(WordTokenizer):  # type: ignore[misc]
        """Normalised texts are parted by blanks; its own tokenizer for that wants spaCy."""

        def word_tokenize(self, text: str) -> list[str]:
            return text.split()

        def sent_tokenize(self, text: str) -> list[str]:
            return [text]

        def span_tokenize(self, text: str) -> list[tuple[int, int]]:
            return [(0, len(text))]

    def group(texts: Sequence[str], threshold: float) -> Groups:
        # The similarity at which half of the pairs meet: (1 / buckets) ** (1 / hashes).
        buckets = round(threshold**-_HASHES_A_BUCKET)
        config = MinhashConfig(
            n_grams=_SHINGLE_WORDS, num_buckets=buckets, hashes_per_bucket=_HASHES_A_BUCKET
        )
        with tempfile.TemporaryDirectory() as folder:
            step = MinhashDedupSignature(folder, config, language=Whitespace())
            shingles = map(step.get_shingles, texts)
            signatures = (
                [tuple(bucket) for bucket in step.get_signature(some)] if len(some) else []
                for some in shingles
            )
            return _components(len(texts), _in_one_bucket(signatures))

    return Peer("datatrove: MinhashDedupSignature", group, _SIMILARITIES)


def _text_dedup() -> Peer:
    from text_dedup.minhash import RNG, SIGNATURE_COLUMN, embed_func  # noqa: PLC0415
    from text_dedup.utils import optimal_param, sha1_hash  # noqa: PLC0415

    def group(texts: Sequence[str], threshold: float) -> Groups:
        bands, rows = optimal_param(
            threshold, _PERMUTATIONS, false_positive_weight=0.5, false_negative_weight=0.5
        )
        prime = np.uint64((1 << 61) - 1)
        permutations = tuple(RNG.randint(low, prime, size=_PERMUTATIONS, dtype=np.uint64) for low in (1, 0))
        signatures = (
            embed_func(
                text,
                at,
                num_perm=_PERMUTATIONS,
                ngram_size=_SHINGLE_WORDS,
                min_length=1,
                hashranges=[(band * rows, (band + 1) * rows) for band in range(bands)],
                permutations=permutations,
                hash_func=sha1_hash,
                dtype=np.uint64,
                max_hash=np.uint32((1 << 32) - 1),
                modulo_prime=prime,
            )[SIGNATURE_COLUMN]
            for at, text in enumerate(texts)
        )
        return _components(len(texts), _in_one_bucket(signatures))

    return Peer("text-dedup: minhash", group, _SIMILARITIES)
