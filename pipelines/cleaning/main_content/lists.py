"""Section and front pages: many headlines that lead elsewhere, and no line that reads like an article's."""

from pipelines.cleaning.main_content.choose import Content

# Of 169 articles of WCXB and DAnIEL the likeliest line of all but one is likelier than this; of 90 section pages (made
# from real ones, and front pages of the newsroom) that of 68 is not.
_SURE_MIN = 0.75
# Links as long as headlines, outside of what was taken.
_HEADLINES_MIN, _HEADLINE_MIN = 5, 25
_LINKED_MIN = 0.5


def lists_others(content: Content) -> bool:
    """Whether a page lists articles and is none."""
    verdicts = content.verdicts
    if verdicts is None or float(verdicts.second.max()) >= _SURE_MIN:
        return False
    table = verdicts.first_table
    headlines = (table["linked"] > _LINKED_MIN) & (table["units"] >= _HEADLINE_MIN) & ~content.chosen
    return int(headlines.sum()) >= _HEADLINES_MIN
