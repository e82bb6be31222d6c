import base64
import re
from xml.etree import ElementTree as ET

from dagster_project.assets.plots import bars


def heights(markdown):
    [svg] = re.findall(r"base64,([A-Za-z0-9+/=]+)\)$", markdown)
    drawn = ET.fromstring(base64.b64decode(svg))  # noqa: S314 - our own
    return [int(bar.get("height")) for bar in drawn], [int(bar.get("x")) for bar in drawn]


def test_bars_are_as_high_as_their_values_and_none_leaves_a_gap():
    assert heights(bars([10, None, 5, 0], "x")) == ([40, 20, 1], [0, 12, 18])
    assert heights(bars([], "x")) == ([], [])
    assert bars([3], "a [b]").startswith("![a b: 3 at most](data:image/svg+xml;base64,")
