"""Section, front and other pages without an article: headlines that lead elsewhere, and hardly a line that reads like one's."""

import numpy as np

from pipelines.cleaning.main_content.choose import Content
from pipelines.cleaning.main_content.model import Verdicts
from pipelines.text import normalize

# Where the likeliest line is no likelier than this, it is a teaser. Of the 1,516 articles of the development halves of WCXB
# and DAnIEL the rule takes two for lists.
_SURE_MIN = 0.6
# From here on an article of two sentences may be among the headlines, if it stands under its own.
_UNSURE_MIN = 0.15
# Characters of a headline, a Chinese one as three; a section's name is shorter.
_TITLE_MIN = 20
# Links as long as headlines, outside of what was taken.
_HEADLINES_MIN, _HEADLINE_MIN = 5, 25
_LINKED_MIN = 0.5
# Of the characters that a front page shows. Two thirds of 143 front pages that passed for articles (shops, papers, forums) have
# less; of the two that WCXB counts as articles none has.
_OWN_SHARE = 0.25
# A page that states nothing is no article where it shows so many units of other things, where what was taken is a smaller part of
# all than this, and where that is less likely in the mean, or has fewer units of prose. This holds for four of 145 such pages in
# eight sets of articles (a film's, a recipe's beginning, a thread, a front page), and for 63 of 233 shops, forms and others.
_OTHER_MIN, _PART_MIN, _LIKELY_MIN, _PROSE_MIN = 1_000, 0.5, 0.55, 400
# The same of a front page: what is most of it, and surely text, may be all that its site is for.
_FRONT_PART_MIN, _FRONT_LIKELY_MIN = 0.45, 0.9
# Units of a line that no teaser reaches. An article in which several headlines stand has such paragraphs.
_PARAGRAPH_MIN = 200


def lists_others(content: Content, title: str) -> bool:
    """Whether a page that calls itself so lists articles and is none."""
    verdicts = content.verdicts
    if verdicts is None:
        return False
    if _is_made_of_teasers(content, verdicts):
        return True
    likeliest = float(verdicts.second.max())
    if likeliest >= _SURE_MIN or (likeliest >= _UNSURE_MIN and _is_headed(content, verdicts, title)):
        return False
    table = verdicts.first_table
    headlines = (table["linked"] > _LINKED_MIN) & (table["units"] >= _HEADLINE_MIN) & ~content.chosen
    return int(headlines.sum()) >= _HEADLINES_MIN


def is_mostly_other(content: Content) -> bool:
    """Whether a page shows hardly any article among its links, goods and teasers; of front pages that have an own text most is it."""
    sizes = np.array([len(text) for text in content.lines.text])
    return float(sizes[content.chosen].sum()) < _OWN_SHARE * float(sizes.sum())


def is_hardly_one(content: Content, *, is_front: bool) -> bool:
    """Whether a page that states nothing of an article shows hardly one: a sentence or two, or what the model doubts, among other things.

    A page that shows little else may be a site's plainest.

    Args:
        content: of the page.
        is_front: it stands at its site's bare address.
    """
    verdicts, chosen = content.verdicts, content.chosen
    if verdicts is None or not chosen.any():
        return False
    units = verdicts.first_table["units"].astype(np.float64)
    every, taken = float(units.sum()), float(units[chosen].sum())
    if every - taken < _OTHER_MIN:
        return False
    part, likely = taken / every, float((verdicts.second * units)[chosen].sum()) / taken
    if is_front:
        return part < _FRONT_PART_MIN or likely < _FRONT_LIKELY_MIN
    prose = float(units[chosen & (verdicts.first_table["prose"] > 0)].sum())
    return part < _PART_MIN and (likely < _LIKELY_MIN or prose < _PROSE_MIN)


def _is_made_of_teasers(content: Content, verdicts: Verdicts) -> bool:
    """Whether what was taken for an article is headlines that lead elsewhere, with a sentence or a date under each."""
    table, chosen = verdicts.first_table, content.chosen
    at = np.flatnonzero(chosen)
    if len(at) < _HEADLINES_MIN or (table["units"][at] >= _PARAGRAPH_MIN).any():
        return False
    headlines = (table["linked"][at] > _LINKED_MIN) & (table["units"][at] >= _HEADLINE_MIN)
    return int(headlines.sum()) >= max(_HEADLINES_MIN, len(at) // 4)


def _is_headed(content: Content, verdicts: Verdicts, title: str) -> bool:
    """Whether the page's title, or the part of it that is no site's name, stands on it as a headline that leads nowhere."""
    said = normalize(title)
    table = verdicts.first_table
    headlines = (table["units"] >= _TITLE_MIN) & (table["linked"] <= _LINKED_MIN)
    return any(
        len(content.lines.text[at]) <= len(title) and normalize(content.lines.text[at]) in said
        for at in np.flatnonzero(headlines)
    )
