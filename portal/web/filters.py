"""Dates and words for templates: written out, in the reader's zone and language."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask
from markupsafe import Markup, escape

from portal.plumbing.dates import (
    day_and_year,
    day_of,
    hour,
    long_day,
    month_and_year,
    month_of,
    place_of,
    short_day,
)
from portal.plumbing.words import gettext, language, ngettext, spoken


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


def host(url: str) -> str:
    """ "example.org": where a link leads, in words."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def wiring(field: Any, hint: str) -> dict[str, str]:
    """What ties an input to its hint and its errors, for screen readers."""
    told = [f"{field.id}-hint"] if hint else []
    told += [f"{field.id}-error-{number}" for number in range(1, len(field.errors) + 1)]
    attributes = {"aria-describedby": " ".join(told)} if told else {}
    return attributes | ({"aria-invalid": "true"} if field.errors else {})


def said_in(locale: str, macro: Callable[..., Markup], *about: object, **more: object) -> Markup:
    """What a macro says to a reader of that language, on a page in another."""
    with spoken(locale):
        return macro(*about, **more)


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
        host,
        initials,
        paragraphs,
    ):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals.update(
        _=gettext,
        ngettext=ngettext,
        language=language,
        said_in=said_in,
        wiring=wiring,
        visitor=None,
    )
    app.jinja_env.filters["quote"] = lambda text: quote(str(text), safe="")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
