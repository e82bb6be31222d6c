"""Small bar charts for materialisations in the UI: SVG in a data address, without a drawing library."""

import base64
from collections.abc import Sequence

# Pixels: of a bar with the gap behind it, and of the chart.
_BAR = 6
_HEIGHT = 40
# Readable on the UI's light and dark grounds.
_COLOR = "#4f6bed"


def bars(values: Sequence[float | None], label: str) -> str:
    """A chart as a Markdown image, one bar a value from zero up; None leaves a gap.

    Args:
        values: from the first to the last.
        label: what it shows, for those who do not see it; `label: highest value` is the image's text.
    """
    highest = max((value for value in values if value is not None), default=0)
    drawn = [
        f'<rect x="{_BAR * place}" y="{_HEIGHT - height}" width="{_BAR - 1}" height="{height}" fill="{_COLOR}"/>'
        for place, value in enumerate(values)
        if value is not None and (height := max(1, round(_HEIGHT * max(value, 0) / (highest or 1))))
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_BAR * max(len(values), 1)}" height="{_HEIGHT}">'
        f"{''.join(drawn)}</svg>"
    )
    text = f"{label}: {highest:g} at most".replace("[", "").replace("]", "")
    return f"![{text}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"
