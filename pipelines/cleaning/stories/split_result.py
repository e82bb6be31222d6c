"""What splitting a text finds."""

from dataclasses import dataclass

from pipelines.records import Removed, Story


@dataclass(frozen=True, slots=True)
class Split:
    """What `split` found.

    Attributes:
        stories: the main story first, then the appended ones in the order of the text.
        removed: spans of the text that are not in the main story, sorted, without overlap. All other
            characters that are not white space are in its title, dateline and body, in order.
        related: headlines of the read-also blocks and inline markers.
        attribution: outlet that the text credits: a source label, else an agency at its end, else in its
            dateline, else the outlet of an "appeared first on" line.
        keywords: of the keywords labels.
        date_texts: the date labels' values and lines that are only a date, as written.
    """

    stories: tuple[Story, ...]
    removed: tuple[Removed, ...]
    related: tuple[str, ...]
    attribution: str | None
    keywords: tuple[str, ...]
    date_texts: tuple[str, ...]
