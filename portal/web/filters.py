"""Dates and words for templates: written out, in the reader's zone."""

from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask
from markupsafe import Markup, escape

from portal.plumbing.words import gettext, language, ngettext


def long_day(day: date) -> str:
    """ "Friday 27 November"; with the year where it isn't this one's to guess."""
    return format_date(day, "EEEE d MMMM", locale=language())


def day_and_year(day: date) -> str:
    """ "4 January 2027"."""
    return format_date(day, "d MMMM y", locale=language())


def month_and_year(day: date) -> str:
    """ "Nov 2026"."""
    return format_date(day, "LLL y", locale=language())


def short_day(day: date) -> str:
    """ "Fri 27 Nov"."""
    return format_date(day, "EEE d MMM", locale=language())


def local(moment: datetime, zone: str) -> datetime:
    """That moment on a clock in that IANA zone."""
    return moment.astimezone(ZoneInfo(zone))


def hour(moment: datetime, zone: str) -> str:
    """ "15:00" on a clock in that IANA zone."""
    return f"{local(moment, zone):%H:%M}"


def day_of(moment: datetime, zone: str) -> date:
    """The date on a wall calendar in that IANA zone."""
    return local(moment, zone).date()


def place_of(zone: str) -> str:
    """What people call a zone: "Lisbon"."""
    return zone.rpartition("/")[2].replace("_", " ")


def month_of(day: date) -> str:
    """ "Nov", for the little calendar leaf."""
    return format_date(day, "MMM", locale=language()).rstrip(".")


def initials(name: str) -> str:
    """ "MK", for the circle beside a name."""
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


def paragraphs(words: str) -> Markup:
    """Typed text with its paragraphs and line ends; nothing in it is markup."""
    blocks = [
        escape(block).replace("\n", Markup("<br>"))
        for block in words.split("\n\n")
        if block.strip()
    ]
    return Markup("").join(Markup('<p dir="auto">{}</p>').format(block) for block in blocks)


def wiring(field: Any, hint: str) -> dict[str, str]:
    """What ties an input to its hint and its errors, for screen readers."""
    told = [f"{field.id}-hint"] if hint else []
    told += [f"{field.id}-error-{number}" for number in range(1, len(field.errors) + 1)]
    attributes = {"aria-describedby": " ".join(told)} if told else {}
    return attributes | ({"aria-invalid": "true"} if field.errors else {})


def init_app(app: Flask) -> None:
    """Give templates these words."""
    for function in (
        long_day,
        day_and_year,
        month_and_year,
        short_day,
        hour,
        day_of,
        place_of,
        month_of,
        initials,
        paragraphs,
    ):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals.update(
        _=gettext, ngettext=ngettext, language=language, wiring=wiring, visitor=None
    )
    app.jinja_env.filters["quote"] = lambda text: quote(str(text), safe="")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
