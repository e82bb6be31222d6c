"""The language of the interface: its texts, which stand in `locales/`, one file a language, and how it writes and counts."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton, get_day_names
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

DEFAULT = "en"
# English as it is written where the day stands before the month.
_LOCALES = {"ar": "ar", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Localized:
    """One language of the interface.

    Attributes:
        code: ISO 639-1.
        name: of the language, in itself.
        direction: `rtl` or `ltr`.
        texts: by their keys.
        counted: texts with a number, by key and plural category.
        units: what stands behind a number of days, hours or minutes.
        values: words that the database uses.
        locale: CLDR's.
    """

    code: str
    name: str
    direction: str
    texts: Mapping[str, str]
    counted: Mapping[str, Mapping[str, str]]
    units: Mapping[str, str]
    values: Mapping[str, str]
    locale: Locale

    @property
    def is_rtl(self) -> bool:
        """Whether it is read from right to left."""
        return self.direction == "rtl"

    def text(self, key: str, **values: Any) -> Markup:
        """A text with values put into it."""
        return _filled(self.texts[key], values)

    def plain(self, key: str, **values: Any) -> str:
        """The same for what is no HTML."""
        return self.texts[key].format(**values)

    def count(self, key: str, number: int) -> Markup:
        """A text for so many."""
        forms = self.counted[key]
        # CLDR has a form for zero in some languages only, and ours may have one in any.
        form = forms["zero"] if number == 0 and "zero" in forms else forms[self.locale.plural_form(number)]
        return _filled(form, {"n": self.number(number)})

    def number(self, number: int) -> str:
        """A number with its thousands set apart, in the digits that dates, forms and addresses have, too."""
        return format_decimal(number, locale=self.locale, numbering_system="latn")

    def percent(self, share: float) -> str:
        """A share in whole percent."""
        return format_percent(share, locale=self.locale, numbering_system="latn")

    def long_day(self, day: date) -> str:
        """A day in words: Sunday 1 March 2026."""
        return format_date(day, "full", locale=self.locale)

    def short_day(self, day: date) -> str:
        """A day of a picture: 1 Mar."""
        return format_skeleton("MMMd", day, locale=self.locale)

    def weekday(self, number: int) -> str:
        """The name of a weekday, 0 for Monday."""
        names: Mapping[int, str] = get_day_names("wide", "stand-alone", locale=self.locale)
        return names[number]

    def value(self, word: str) -> str:
        """A word of the database's in this language; one that has no text stays."""
        return self.values.get(word, word)

    def language(self, code: str) -> str:
        """The name of a language."""
        names: Mapping[str, str] = self.locale.languages
        return names.get(code, code)

    def country(self, code: str) -> str:
        """The name of a country."""
        names: Mapping[str, str] = self.locale.territories
        return names.get(code.upper(), code.upper())

    def duration(self, lag: timedelta | None) -> str:
        """`40 min`, `7 h 30 min`, `3 d 4 h`; with a minus sign where it is negative; nothing for None."""
        if lag is None:
            return ""
        minutes = abs(int(lag.total_seconds())) // 60
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        parts = [(days, "days"), (hours, "hours"), (minutes, "minutes")]
        shown = [f"{count} {self.units[unit]}" for count, unit in parts if count][:2]
        return ("−" if lag < timedelta(0) else "") + " ".join(shown or [f"0 {self.units['minutes']}"])


def _filled(text: str, values: Mapping[str, Any]) -> Markup:
    return Markup(text).format(**values)  # noqa: S704 - our own file; what is put into it is escaped


@cache
def localized(code: str) -> Localized:
    """The language with that code, one of `LANGUAGES`."""
    locale = Locale.parse(_LOCALES[code])
    read = tomllib.loads((files("pipelines.web") / "locales" / f"{code}.toml").read_text(encoding="utf-8"))
    return Localized(code=code, direction=locale.text_direction, locale=locale, **read)


LANGUAGES = tuple(sorted(_LOCALES))
"""Codes of the languages that there are."""


def chosen_language(asked: str | None, kept: str | None, accepted: str) -> str:
    """The language to answer in.

    Args:
        asked: as the address says.
        kept: as was asked before.
        accepted: the browser's `Accept-Language` (RFC 9110, 12.5.4).
    """
    for code in (asked, kept):
        if code in LANGUAGES:
            return code
    wishes = sorted(map(_wish, accepted.split(",")), key=lambda wish: -wish[1])
    return next((code for code, quality in wishes if code in LANGUAGES and quality > 0), DEFAULT)


def _wish(part: str) -> tuple[str, float]:
    """Language and quality of one part of `Accept-Language`: `ar-EG;q=0.8`."""
    tag, _, parameters = part.partition(";")
    quality = parameters.strip().lower().removeprefix("q=")
    try:
        return tag.strip().lower().partition("-")[0], float(quality) if quality else 1.0
    except ValueError:
        return "", 0.0
