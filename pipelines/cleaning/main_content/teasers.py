"""Section and front pages: what looks like their text are teasers, each under the link that it belongs to."""

import numpy as np

from pipelines.cleaning.main_content.choose import Content

_LINKED_MIN = 0.5
# Teasers, and their share of what was taken; a list of links or a linked subheading in an article is far from both.
_TEASERS_MIN, _SHARE_MIN = 3, 0.6


def lists_others(content: Content) -> bool:
    """Whether most of the lines taken are teasers of other articles: links, or right under a link in the same element."""
    taken = np.flatnonzero(content.chosen).tolist()
    if content.verdicts is None or len(taken) < _TEASERS_MIN:
        return False
    lines, around = content.lines, content.lines.around
    units = content.verdicts.first_table["units"]
    linked = content.verdicts.first_table["linked"] > _LINKED_MIN
    blocks = [around.block[owner] for owner in lines.owner]

    def item(number: int) -> int:
        return around.block[around.parent[blocks[number]]]

    teasers = [
        at for at in taken if linked[at] or (at and linked[at - 1] and item(at) in {item(at - 1), blocks[at - 1]})
        or (at and linked[at - 1] and around.block[around.parent[item(at - 1)]] == item(at))
    ]  # fmt: skip
    return len(teasers) >= _TEASERS_MIN and units[teasers].sum() >= _SHARE_MIN * units[taken].sum()
