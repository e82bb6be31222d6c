"""Pages in the seed's form: which stories are found, by what stands on the page."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from benchmarks.quality.main_content.examples import gold, html_of
from benchmarks.quality.main_content.transplant import transplant_content
from pipelines.cleaning import extract, split
from pipelines.errors import NoArticleError
from pipelines.records import Story
from tests.support.pages.seed_pages import SeedPage, seed_pages
from tests.support.pages.seed_wordings import languages

_PAGES = 400

Found = list[tuple[str | None, list[str]]]


@dataclass(slots=True)
class Score:
    """Counts over pages.

    Attributes:
        stories: on the pages, main ones included.
        recovered: found with all their paragraphs and no other text.
        pages, exact: pages, and those whose stories are all there, with their titles, and no other.
        extra: pages with more stories than there are.
        left: appended stories of which a paragraph is in the main story.
    """

    stories: int = 0
    recovered: int = 0
    pages: int = 0
    exact: int = 0
    extra: int = 0
    left: int = 0

    def add(self, page: SeedPage, found: Found) -> bool:
        """Counts a page; whether it is exact."""
        gold = [_words(one.paragraphs) for one in page.stories]
        bodies = [[line for line in body if line not in page.site_lines] for _, body in found]
        # Titles that stayed in a body are no text lost, but not exact either.
        right = sum(_words(body) in gold for body in bodies)
        titles = [(title or "").split() for title, _ in found]
        exact = [_words(body) for body in bodies] == gold and titles == [
            one.title.split() for one in page.stories
        ]
        self.stories += len(gold)
        self.recovered += min(right, len(gold))
        self.pages += 1
        self.exact += exact
        self.extra += len(found) > len(gold)
        main = set(bodies[0]) if bodies else set()
        self.left += sum(any(line in main for line in one.paragraphs) for one in page.stories[1:])
        return exact


def _words(lines: Iterable[str]) -> list[str]:
    return " ".join(lines).split()


def _found(stories: Iterable[Story]) -> Found:
    return [(story.title, story.body.split("\n")) for story in stories]


def in_text(page: SeedPage) -> Found:
    """The stories that `split` finds in a page's text."""
    return _found(split(page.text).stories)


def in_html(page: SeedPage) -> Found:
    """The stories that `extract` finds in a page."""
    try:
        return _found(extract(page.html.encode(), url="https://mujammaa.example/1").stories)
    except NoArticleError:
        return []


WAYS: dict[str, Callable[[SeedPage], Found]] = {"text": in_text, "html": in_html}


def scores(pages: Iterable[SeedPage], way: Callable[[SeedPage], Found]) -> dict[str, Score]:
    """A score for each form, and for `all`."""
    by_form: dict[str, Score] = defaultdict(Score)
    for page in pages:
        found = way(page)
        for form in ("all", *dict.fromkeys(page.forms)):
            by_form[form].add(page, found)
    return by_form


def in_one_line(page: SeedPage) -> Found:
    """The stories that `split` finds in a page's text without its line breaks."""
    return _found(split(" ".join(page.text.split())).stories)


def in_real_markup(pages: Iterable[SeedPage]) -> Iterator[SeedPage]:
    """The pages' content in the markup of known pages, another each time, while there are some."""
    for page, known in zip(pages, gold("wcxb"), strict=False):
        html = html_of("wcxb", known["id"])
        made = transplant_content(known, html, page.stories[0].title, page.content, "ar")
        if made is not None:
            yield replace(page, html=made.decode())


def come_apart(pages: Iterable[SeedPage], way: Callable[[SeedPage], Found]) -> tuple[int, int]:
    """Stories whose paragraphs are all in one found story that holds none of another's; all stories."""
    apart = every = 0
    for page in pages:
        texts = [[" ".join(_words([line])) for line in one.paragraphs] for one in page.stories]
        found = [" ".join(_words(lines)) for _, lines in way(page)]
        every += len(texts)
        for text in texts:
            others = [line for other in texts if other is not text for line in other if line not in text]
            apart += any(
                all(line in body for line in text) and not any(line in body for line in others)
                for body in found
            )
    return apart, every


def run() -> None:
    """Prints the figures on the measured half: Arabic by form, the other languages as a whole."""
    for language in languages():
        pages = list(seed_pages("measured", _PAGES if language == "ar" else _PAGES // 4, language=language))
        for name, way in WAYS.items():
            for form, one in sorted(scores(pages, way).items()):
                if form == "all" or language == "ar":
                    print(
                        f"{language:3} {name:4}  {form:32} recovered {one.recovered / one.stories:.4f}  exact {one.exact / one.pages:.4f}  "
                        f"of {one.pages:4}  too many {one.extra:3}  left in main {one.left:3}",
                        flush=True,
                    )
        ways = {"without line breaks": (pages, in_one_line)}
        if language == "ar":
            ways["in real markup (WCXB)"] = (list(in_real_markup(pages)), in_html)
        for name, (made, way) in ways.items():
            apart, every = come_apart(made, way)
            print(f"{language:3} {name:36} apart {apart / every:.4f} of {every} stories", flush=True)
