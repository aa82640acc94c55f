"""Where the words of letters are kept, apart from Flask: a letter has no request."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.plumbing import dates
from portal.plumbing.words import gettext, ngettext

_FOLDER = Path(__file__).parents[2] / "templates"


@cache
def environment() -> Environment:
    """Templates of letters: strict about names, and escaping only where HTML is made."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html"),  # noqa: S701
        lstrip_blocks=True,
    )
    made.globals.update(_=gettext, ngettext=ngettext)
    for function in (dates.long_day, dates.day_and_year, dates.day_of, dates.hour, dates.place_of):
        made.filters[function.__name__] = function
    return made
