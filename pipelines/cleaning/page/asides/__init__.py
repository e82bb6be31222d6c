"""Read-also blocks, labels and embedded posts in a page's HTML: set aside from extraction, their text kept for the splitter.

Extractors drop what has many links or a class name like `related`, or take it for the article. So that the
article is found as if the blocks were not there, and a cut in it is always recorded, they are marked as set aside;
those that stand beside lines of the article are text again, and `split`, which then knows their headlines and which
lines the page sets apart, takes them out.

Structure decides before wording. A wrapper that begins with a marker and ends before more of the article is a card,
whatever is in it; so is one with several links to other articles. Nothing is put inside a paragraph that a parser
would take out of it again.
"""

from pipelines.cleaning.page.asides.marked import Blocks, open_read_also
from pipelines.cleaning.page.asides.posts import set_aside_posts

__all__ = ["Blocks", "open_read_also", "set_aside_posts"]
