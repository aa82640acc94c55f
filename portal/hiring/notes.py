"""Checks on the personal part of an ending. Pure."""

from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _

_EMPTY = frozenset({"n/a", "na", "none", "-", "--", "tbd", "todo", "x", "xx", "xxx", "test", "."})


def check_words(words: str) -> None:
    """Raise Refusal for a note that says nothing to anybody, or still has a blank to fill."""
    if words.strip().casefold() in _EMPTY or not any(character.isalpha() for character in words):
        raise Refusal(_("Write a line of your own: this is what they will remember."))
    if "{{" in words or "}}" in words or "[NAME]" in words.upper():
        raise Refusal(_("A placeholder is still unfilled."))
