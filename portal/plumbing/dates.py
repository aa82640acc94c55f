"""Dates as people say them, in the language spoken now. The patterns are Babel's; each language
orders them its own way.
"""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

from portal.plumbing.words import gettext as _
from portal.plumbing.words import language


def long_day(day: date) -> str:
    """ "Friday 27 November"."""
    return said(day, _("EEEE d MMMM"), language())


def day_and_year(day: date) -> str:
    """ "4 January 2027"."""
    return said(day, _("d MMMM y"), language())


def short_day(day: date) -> str:
    """ "Fri 27 Nov"."""
    return said(day, _("EEE d MMM"), language())


def month_and_year(day: date) -> str:
    """ "Nov 2026"."""
    return said(day, "LLL y", language())


def month_of(day: date) -> str:
    """ "Nov", for the little calendar leaf."""
    return said(day, "MMM", language()).rstrip(".")


@lru_cache(maxsize=1024)
def said(day: date, pattern: str, locale: str) -> str:
    """The day in Babel's pattern. Kept: a page says the same few days hundreds of times."""
    return format_date(day, pattern, locale=locale)


def local(moment: datetime, zone: str) -> datetime:
    """That moment on a clock in that IANA zone."""
    return moment.astimezone(ZoneInfo(zone))


def day_of(moment: datetime, zone: str) -> date:
    """The date on a wall calendar in that IANA zone."""
    return local(moment, zone).date()


def hour(moment: datetime, zone: str) -> str:
    """ "15:00" on a clock in that IANA zone."""
    return f"{local(moment, zone):%H:%M}"


def place_of(zone: str) -> str:
    """What people call a zone: "Lisbon"."""
    return _city(zone, language())


@lru_cache(maxsize=1024)
def _city(zone: str, locale: str) -> str:
    known = Locale.parse(locale).time_zones.get(zone, {})
    return str(known.get("city") or zone.rpartition("/")[2].replace("_", " "))
