import gzip
import json
import random
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedup.features.fingerprint import SEGMENT_WINDOW, SEGMENT_WORDS, Features, features_of
from pipelines.dedup.features.hashing import feature_hash, words_of
from pipelines.dedup.features.reference import reference_fingerprint
from pipelines.dedup.stored.feature_file import FeatureFolder, StoryPlace
from pipelines.text import NormalizedText, normalize, normalize_all

words = st.text("ابتثجحخدرسعفقكلمنهوي0123456789abc", min_size=1, max_size=7)
texts = st.lists(words, max_size=120).map(lambda parts: NormalizedText(" ".join(parts)))
# Few different words: features repeat, and bits tie.
monotonous = st.lists(st.sampled_from(["نبا", "خبر", "7"]), max_size=900).map(
    lambda parts: NormalizedText(" ".join(parts))
)


@given(st.lists(texts | monotonous, max_size=5))
def test_the_fingerprint_is_the_simhash_package_s_bit_for_bit(batch):
    assert features_of(batch).fingerprints.tolist() == [reference_fingerprint(text) for text in batch]


def test_a_feature_that_stands_over_255_times_does_not_overflow():
    for count in (255, 256, 257, 511, 70_000):
        text = normalize("نعم " * count + "كلا")
        assert int(features_of([text]).fingerprints[0]) == reference_fingerprint(text)


def test_fingerprints_of_real_articles_are_the_package_s(shared_data):
    with gzip.open(shared_data / "saudi_2015.jsonl.gz", "rt") as lines:
        articles = [json.loads(line)["text"] for line in lines]
    sample = normalize_all(random.Random(7).sample(articles, 300))
    assert features_of(sample).fingerprints.tolist() == [reference_fingerprint(text) for text in sample]


@given(texts)
def test_hashes_of_runs_are_the_feature_hash_of_their_words(text):
    parts = text.split()
    for length in (1, 2, 5):
        hashes, offsets = words_of([text]).shingles(length)
        runs = [
            " ".join(parts[i : i + length]) for i in range(max(len(parts) - length + 1, min(len(parts), 1)))
        ]
        assert hashes.tolist() == [feature_hash(run.encode()) for run in runs]
        assert offsets.tolist() == [0, len(runs)]


@given(st.lists(texts, max_size=6))
def test_a_text_s_features_do_not_depend_on_its_batch(batch):
    together = features_of(batch)
    for position, text in enumerate(batch):
        assert_same(together.take(np.array([position])), features_of([text]))


@given(texts, texts, st.lists(words, min_size=SEGMENT_WINDOW + SEGMENT_WORDS - 1, max_size=60))
def test_texts_that_share_a_long_passage_share_a_segment(before, after, passage):
    shared = " ".join(passage)
    one = features_of([NormalizedText(f"{before} {shared}".strip())])
    other = features_of([NormalizedText(f"{shared} {after}".strip())])
    assert set(one.segments[0].tolist()) & set(other.segments[0].tolist())


def test_an_empty_text_has_no_features():
    features = features_of([NormalizedText("")])
    assert features.fingerprints.tolist() == [0]
    assert features.lengths.tolist() == [0]
    assert len(features.segments[0]) == len(features.shingles[0]) == 0


def test_words_are_kept_in_order_and_tell_the_numbers():
    text = normalize("بلغ السعر 350 ريالا، 20 منها رسوم")
    features = features_of([text])
    hashes = [feature_hash(word.encode()) for word in text.split()]
    assert (features.words[0] >> np.uint64(37)).tolist() == [word >> 37 for word in hashes]
    assert (features.words[0] & np.uint64(1)).tolist() == [0, 0, 1, 0, 1, 0, 0]


@given(st.lists(texts | monotonous, max_size=5))
def test_shingles_are_the_distinct_runs_of_five_words(batch):
    features = features_of(batch)
    for position, text in enumerate(batch):
        words = text.split()
        runs = [" ".join(words[at : at + 5]) for at in range(max(len(words) - 4, 1))] if words else []
        expected = [feature_hash(run.encode()) >> 16 for run in runs]
        assert features.shingles[position].tolist() == sorted(set(expected))
        assert features.leads[position].tolist() == expected[:60]


DAY = date(2026, 3, 1)
PLACES = [
    StoryPlace.at("a", is_copy=True, published_at=datetime(2026, 3, 1, tzinfo=UTC)),
    StoryPlace.at("b", is_copy=False, published_at=datetime(2026, 3, 1, 7, 0, 0, 1, tzinfo=UTC)),
    StoryPlace.at("c", is_copy=True, published_at=datetime(1960, 3, 1, tzinfo=UTC)),
    StoryPlace.at("d", is_copy=False, published_at=datetime(2026, 3, 1, 7, tzinfo=UTC)),
]


def test_features_survive_the_way_to_disk(tmp_path):
    news = normalize("خبر عن شيء ما في 2024")
    features = features_of([news, news, NormalizedText(""), news])
    folder = FeatureFolder(tmp_path)
    folder.save(DAY, "signature", PLACES, features)
    stored = folder.open(DAY.toordinal(), "signature")
    assert_same(stored.features, features)
    assert stored.story_ids(np.array([3, 0])) == ["d", "a"]
    keys = stored.order_keys(np.arange(4))
    assert sorted(range(4), key=keys.__getitem__) == [3, 1, 2, 0]
    assert stored.firsts.tolist() == [2, 3]
    assert stored.shingles.rows.tolist() == [3] * len(features.shingles[0])


def test_a_feature_file_of_other_stories_or_damaged_counts_as_missing(tmp_path):
    FeatureFolder(tmp_path).save(DAY, "signature", PLACES[:1], features_of([normalize("خبر")]))
    [file] = tmp_path.iterdir()
    whole = file.read_bytes()
    assert FeatureFolder(tmp_path).open(DAY.toordinal(), "another") is None
    assert FeatureFolder(tmp_path / "none").open(DAY.toordinal(), "signature") is None
    for damaged in (whole[:-40], whole + b"0", b"", b"PK" * 4000, whole[:-60] + bytes(60)):
        file.write_bytes(damaged)
        assert FeatureFolder(tmp_path).open(DAY.toordinal(), "signature") is None
    file.write_bytes(whole)
    assert FeatureFolder(tmp_path).open(DAY.toordinal(), "signature") is not None


def test_feature_files_that_nothing_needs_go_away(tmp_path):
    folder = FeatureFolder(tmp_path)
    for signature in ("old", "new"):
        folder.save(DAY, signature, PLACES[:1], features_of([normalize("خبر")]))
    (tmp_path / ".2026-03-01.killed.features.17").touch()
    folder.keep_only([(DAY.toordinal(), "new")])
    assert [file.name for file in tmp_path.iterdir()] == ["2026-03-01.new.features"]


@pytest.mark.parametrize("seed", range(6))
def test_a_day_that_changed_is_written_as_if_it_were_new(tmp_path, seed):
    chance = random.Random(seed)
    folder = FeatureFolder(tmp_path)
    # Few texts, so that the first story with a text changes, and many share what they hold.
    texts = [" ".join(chance.choices("أبج", k=chance.choice([0, 9, 40]))) for _ in range(30)]

    def stories(count):
        chosen = [f"s{number:02}" for number in chance.sample(range(100), count)]
        at = [datetime(2026, 3, 1, chance.randrange(24), tzinfo=UTC) for _ in chosen]
        return {
            name: (StoryPlace.at(name, chance.random() < 0.3, time), chance.choice(texts))
            for name, time in zip(chosen, at, strict=True)
        }

    def save(signature, stories, before=None):
        places, bodies = [place for place, _ in stories.values()], [text for _, text in stories.values()]
        folder.save(DAY, signature, places, features_of(normalize_all(bodies)), before)
        return (tmp_path / f"{DAY}.{signature}.features").read_bytes()

    before = dict(sorted(stories(70).items()))
    save("before", before)
    stays = dict(chance.sample([*before.items()], chance.choice([70, 69, 40])))
    now = dict(sorted((stories(chance.choice([0, 1, 20])) | stays).items()))
    rows = np.array([[*before].index(name) if name in stays else -1 for name in now])
    stored = folder.open(DAY.toordinal(), "before")
    assert save("now", now, (stored, rows)) == save("now", now)


def assert_same(one: Features, other: Features):
    for name in ("fingerprints", "text_hashes"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()
    for name in ("segments", "shingles", "leads", "words"):
        assert getattr(one, name).values.tolist() == getattr(other, name).values.tolist()
        assert getattr(one, name).offsets.tolist() == getattr(other, name).offsets.tolist()
