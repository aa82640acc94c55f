"""Dates as people say them, in the language spoken now."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from portal.plumbing.words import language


def long_day(day: date) -> str:
    """ "Friday 27 November"."""
    return format_date(day, "EEEE d MMMM", locale=language())


def day_and_year(day: date) -> str:
    """ "4 January 2027"."""
    return format_date(day, "d MMMM y", locale=language())


def day_of(moment: datetime, zone: str) -> date:
    """The date on a wall calendar in that IANA zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def hour(moment: datetime, zone: str) -> str:
    """ "15:00" on a clock in that IANA zone."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def place_of(zone: str) -> str:
    """What people call a zone: "Lisbon"."""
    return zone.rpartition("/")[2].replace("_", " ")
