"""Date words of CLDR, as `pipelines/dates/cldr.json` keeps them: `python -m tests.support.texts.cldr_words` writes it anew.

The file is kept in the repository so that reading a date needs neither Babel nor its start of a third of a second.
CLDR is under the Unicode License v3.
"""

import json
from pathlib import Path

from babel import Locale

import pipelines.dates

FILE = Path(pipelines.dates.__file__).with_name("cldr.json")

# Languages of the world's news whose dates are written with names of Gregorian months. Arabic, Persian and Urdu have
# tables of their own in `words`, with the names that no standard lists.
LANGUAGES = (  # noqa: SIM905 (one name a line fills a page)
    "af am az be bg bn bs ca ckb cs cy da de el en es et eu fi fil fr ga gl gu ha he hi hr hu hy id is it ja ka kk km kn ko "
    "ku ky lo lt lv mk ml mn mr ms mt my nb ne nl nn pa pl ps pt ro ru sd si sk sl so sq sr sr_Latn sv sw ta te th tk tr "
    "ug uk uz vi yo zh zu"
).split()
# What CLDR's patterns join to a month: a preposition in Hebrew, the genitive in Basque and Sorani.
_PREFIXES = {"he": "ב"}
_SUFFIXES = {"eu": "ren", "ckb": "ی"}
# Of these, and no others, the form in dates (genitive) and the form alone differ.
_TWO_FORMS = frozenset("be bg bs ca cs el fi hr hy ka kk ky lt lv pl ru sk sl uk".split())  # noqa: SIM905 (as above)


def words() -> dict[str, dict[str, list[list[str]]]]:
    """For each language the names of its twelve months and of its seven weekdays."""
    return {
        language.replace("_", "-"): {
            "months": _names(Locale.parse(language).months, range(1, 13), language),
            "weekdays": _names(Locale.parse(language).days, range(7), language),
        }
        for language in LANGUAGES
    }


def _names(of, numbers, language):
    contexts = ("format", "stand-alone") if language in _TWO_FORMS else ("format",)
    found = []
    for number in numbers:
        names = [of[context][width][number] for context in contexts for width in ("wide", "abbreviated")]
        prefix, suffix = _PREFIXES.get(language, ""), _SUFFIXES.get(language, "")
        names += [f"{prefix}{name}{suffix}" for name in names]
        found.append(sorted({name.lower() for name in names if not name.isdigit()}))
    return found


if __name__ == "__main__":
    lines = ",\n".join(
        f'  "{language}": {json.dumps(of, ensure_ascii=False)}' for language, of in words().items()
    )
    FILE.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
