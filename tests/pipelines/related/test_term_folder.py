"""What is kept of days changes no link: after any changes they are those of one search over everything."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from pipelines.related import DEFAULT, Lead, day_terms, links_of_day, relate_day
from pipelines.related.term_folder import Groups, TermFolder

FIRST = date(2026, 3, 1)
# So few words, and so few that may hold a rare one, that terms become frequent and rare again all the time.
CONFIG = replace(DEFAULT, rare=4, shared=2, similarity=0.02, window_days=3)
WORDS = [f"{letter}{letter}{other}{number}" for letter in "abcd" for other in "xyz" for number in range(12)]


def lead(day, name, chance):
    at = datetime(day.year, day.month, day.day, chance.randrange(24), tzinfo=UTC)
    words = chance.sample(WORDS, 12)
    return Lead(f"{day:%d}-{name}", f"outlet {chance.randrange(3)}", at, " ".join(words[:4]), " ".join(words))


def groups_of(leads):
    terms = day_terms(FIRST, leads)
    by_name = {one.group_id: one for one in leads}
    names = [name.decode() for name in terms.group_ids.tolist()]
    return Groups(terms.keys, lambda places: [by_name[names[place]] for place in places])


def change(days, chance):
    """Groups come, go and are told in other words, on a day or two."""
    for day in chance.sample(sorted(days), chance.choice([1, 1, 2])):
        leads = days[day]
        for name in chance.sample(range(14), chance.choice([1, 3, 10])):
            leads.pop(name, None) if chance.random() < 0.5 else leads.update({name: lead(day, name, chance)})


@pytest.mark.parametrize("seed", range(4))
def test_links_after_any_changes_are_those_of_one_search(tmp_path, seed):
    chance = random.Random(seed)
    days = {FIRST + timedelta(days=number): {} for number in range(4)}
    linked = 0
    for step in range(12):
        change(days, chance)
        folder = TermFolder(tmp_path, "1")
        here = {day: list(leads.values()) for day, leads in days.items() if leads}
        folder.forget_others(here)
        for last in sorted(here)[-2:]:
            window = [day for day in sorted(here) if day <= last]
            kept = [folder.terms(day, repr(here[day]), partial(groups_of, here[day])) for day in window]
            found = relate_day(kept, folder.close_pairs(last), folder.gone, CONFIG)
            # A run that was killed: the terms are written, the pairs are those of an older search or gone.
            if chance.random() < 0.8:
                folder.save_close_pairs(last, found.close)
            assert found.links == links_of_day([day_terms(day, here[day]) for day in window], CONFIG), step
            linked += len(found.links)
    assert linked > 20
