"""Time zones that a reader can see times in: IANA's, with the names that CLDR gives them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

from pipelines.text.fold import fold
from pipelines.web.localized import Localized, localized

# CLDR's country of zones that are of none, as Etc/GMT+3.
_NOWHERE = "ZZ"


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone.

    Attributes:
        name: IANA's.
        info: its rules.
    """

    name: str
    info: tzinfo

    def shown(self, moment: datetime | None) -> str:
        """`2026-03-01 06:10`, in this zone; nothing for None."""
        return f"{moment.astimezone(self.info):%Y-%m-%d %H:%M}" if moment else ""


UNIVERSAL = Zone("UTC", UTC)
"""What times are in where nobody asked for another zone."""


def zone_named(name: str | None) -> Zone | None:
    """The zone that IANA calls so; None where there is none."""
    if name == UNIVERSAL.name:
        return UNIVERSAL
    # Looked up first: a name is the path of a file.
    return Zone(name, ZoneInfo(name)) if name in _known() else None


def zone_label(ui: Localized, name: str) -> str:
    """Country and city that a zone is called by: `Egypt: Cairo`."""
    if name == UNIVERSAL.name:
        return str(ui.text("utc"))
    countries: Mapping[str, str] = get_global("zone_territories")
    cities = ui.locale.time_zones
    named = next((cities[one]["city"] for one in _names_of(name) if "city" in cities.get(one, {})), None)
    city = named or name.rpartition("/")[2].replace("_", " ")
    country = next((countries[one] for one in _names_of(name) if one in countries), _NOWHERE)
    return city if country == _NOWHERE else f"{ui.country(country)}: {city}"


@cache
def zone_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Every zone of a country, `name, label`, by their labels in a language of the interface."""
    ui = localized(language)
    countries: Mapping[str, str] = get_global("zone_territories")
    aliases: Mapping[str, str] = get_global("zone_aliases")
    names = [name for name in _known() if name not in aliases and countries.get(name, _NOWHERE) != _NOWHERE]
    labelled = ((name, zone_label(ui, name)) for name in names)
    return tuple(sorted(labelled, key=lambda one: fold(one[1])))


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _names_of(name: str) -> tuple[str, ...]:
    """A zone's name and the older and newer ones that stand for the same: CLDR keeps names that IANA changed."""
    aliases: Mapping[str, str] = get_global("zone_aliases")
    present = aliases.get(name, name)
    return name, present, *(old for old, new in aliases.items() if new == present)
