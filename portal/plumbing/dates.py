"""Dates as people say them, in the language spoken now."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date

from portal.plumbing.words import language


def long_day(day: date) -> str:
    """ "Friday 27 November"."""
    return said(day, "EEEE d MMMM", language())


def day_and_year(day: date) -> str:
    """ "4 January 2027"."""
    return said(day, "d MMMM y", language())


@lru_cache(maxsize=1024)
def said(day: date, pattern: str, locale: str) -> str:
    """The day in Babel's pattern. Kept: a page says the same few days hundreds of times."""
    return format_date(day, pattern, locale=locale)


def day_of(moment: datetime, zone: str) -> date:
    """The date on a wall calendar in that IANA zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def hour(moment: datetime, zone: str) -> str:
    """ "15:00" on a clock in that IANA zone."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def place_of(zone: str) -> str:
    """What people call a zone: "Lisbon"."""
    return zone.rpartition("/")[2].replace("_", " ")
