"""An archive of days on disk and the pairs found in it, as the steps keep them, without a database."""

import hashlib
from datetime import UTC, date, datetime

import numpy as np

from pipelines.dedup import features_of, find_pairs
from pipelines.dedup.stored.days import StoredDays
from pipelines.dedup.stored.feature_file import FeatureFolder, StoryPlace
from pipelines.dedup.stored.index import CandidateIndex
from pipelines.dedup.stored.pairs import find_stored_pairs
from pipelines.text import normalize_all


def place(story):
    """Of (id, day, is a copy, text): published at noon of its day."""
    name, day, is_copy, _ = story
    noon = datetime.combine(date.fromordinal(day), datetime.min.time(), UTC).replace(hour=12)
    return StoryPlace.at(name, is_copy, noon)


class Archive:
    def __init__(self, folder, config):
        self.folder = folder
        self.config = config
        self.features = FeatureFolder(folder / "features")
        self.days = {}
        self.signatures = {}
        self.paired = {}
        self.pairs = {}

    def write(self, day, stories):
        """Replaces the stories of a day."""
        stories = sorted(stories)
        self.days[day] = stories
        self.signatures[day] = hashlib.sha256(repr(stories).encode()).hexdigest()
        self.features.save(
            date.fromordinal(day),
            self.signatures[day],
            [place(story) for story in stories],
            features_of(normalize_all([text for *_, text in stories])),
        )

    def orphans(self):
        """By day, the copies of a text whose first story is no more, or tells something else now."""
        texts = {name: text for stories in self.days.values() for name, _, _, text in stories}
        day_of = {name: day for stories in self.days.values() for name, day, _, _ in stories}
        orphans = {}
        for (first, second), (_, _, rule, _) in self.pairs.items():
            if rule == "equal text" and second in day_of and texts.get(first) != texts[second]:
                orphans.setdefault(day_of[second], set()).add(second)
        return orphans

    def index(self):
        """The candidate index, brought to the days as they are."""
        index = CandidateIndex(self.folder / "candidates", self.config.hamming)
        index.update(self.stored())
        return index

    def stored(self):
        return StoredDays(self.features, dict(self.signatures))

    def pair(self):
        """Finds the pairs that may be others than before, and keeps all; the stories that were looked at."""
        orphans = self.orphans()
        existing = {name for stories in self.days.values() for name, *_ in stories}
        self.pairs = {names: pair for names, pair in self.pairs.items() if existing.issuperset(names)}
        after, before = self.stored(), StoredDays(self.features, dict(self.paired))
        changed = {day for day, signature in self.signatures.items() if self.paired.get(day) != signature}
        looked_at, fresh = set(), {}
        self.cut = set()
        for found in find_stored_pairs(before, after, self.index(), changed, self.config, again=orphans):
            looked_at.update(after.story_ids(found.stories))
            self.cut.update(after.story_ids(found.cut))
            ends = (
                after.story_ids(np.array([getattr(pair, end) for pair in found.pairs], np.int64))
                for end in ("first", "second")
            )
            names = list(zip(*ends, strict=True))
            assert not fresh.keys() & set(names)
            fresh |= dict(zip(names, map(evidence, found.pairs), strict=True))
        self.pairs = {
            names: pair for names, pair in self.pairs.items() if looked_at.isdisjoint(names)
        } | fresh
        self.paired = dict(self.signatures)
        return looked_at

    def pairs_of_everything(self):
        """What one run over all stories in memory gives."""
        stories = sorted(
            (story for stories in self.days.values() for story in stories),
            key=lambda story: (story[2], place(story).published, story[0]),
        )
        found = find_pairs(
            features_of(normalize_all([text for *_, text in stories])),
            np.array([day for _, day, _, _ in stories], np.int64),
            self.config,
        )
        return {(stories[pair.first][0], stories[pair.second][0]): evidence(pair) for pair in found}


def evidence(pair):
    return pair.hamming, pair.overlap, pair.rule, pair.reason
