"""A page of HTML as a test looks at it."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """Tags, links and text of a page."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.links, self.text = [], [], ""
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        attributes = dict(attrs)
        self.links += [attributes[name] for name in ("href", "src", "action") if name in attributes]
        assert not [name for name in attributes if name.startswith("on") or name == "style"]

    def handle_data(self, data):
        self.text += data
