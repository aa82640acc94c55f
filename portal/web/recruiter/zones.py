"""Time zones to choose from: those that matter here first, then every place there is."""

from collections.abc import Iterable
from functools import cache
from zoneinfo import available_timezones

from wtforms import SelectChoice

from portal.plumbing.words import gettext as _


def zone_choices(first: Iterable[str]) -> list[SelectChoice]:
    """`first` without doubles, then all the others."""
    likely = list(dict.fromkeys(zone for zone in first if zone))
    rest = [zone for zone in _places() if zone not in likely]
    return [
        *(SelectChoice(zone, _label(zone), optgroup=_("Used here")) for zone in likely),
        *(SelectChoice(zone, _label(zone), optgroup=_("Everywhere")) for zone in rest),
    ]


def _label(zone: str) -> str:
    return zone.replace("_", " ")


@cache
def _places() -> list[str]:
    """Places, not the abbreviations and offsets that are zones as well."""
    aside = ("Etc/", "SystemV/", "US/", "posix/", "right/")
    return sorted(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(aside)
    )
