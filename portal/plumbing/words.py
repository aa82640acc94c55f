"""Translations without Flask: the page's request or a letter says which language is spoken,
everyone below just asks.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.support import LazyProxy, NullTranslations, Translations

_FOLDER = Path(__file__).parents[2] / "translations"
_spoken: ContextVar[str] = ContextVar("spoken", default="en")


@contextmanager
def spoken(locale: str) -> Iterator[None]:
    """Speak `locale` (BCP 47) inside the block; English where a text isn't translated."""
    token = _spoken.set(locale)
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> str:
    """The language spoken now."""
    return _spoken.get()


def gettext(text: str, /, **values: object) -> str:
    """The text in the language spoken now, its `%(name)s` filled in."""
    said = _catalogue(language()).gettext(text)
    return said % values if values else said


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """The form that fits `number`, which is also there as `%(num)s`."""
    said = _catalogue(language()).ngettext(one, many, number)
    return said % {"num": number, **values}


def lazy(text: str) -> LazyProxy:
    """The text, translated when it is shown: for what is written down at import, as labels of
    forms are.
    """
    return LazyProxy(gettext, text, enable_cache=False)


@cache
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(str(_FOLDER), [locale])
