"""Translations without Flask: the page's request or a letter says which language is spoken,
everyone below just asks.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.support import LazyProxy, NullTranslations, Translations

from portal.plumbing.text import set_apart

_FOLDER = Path(__file__).parents[2] / "translations"
_ENGLISH = "en"
_spoken: ContextVar[str] = ContextVar("spoken", default=_ENGLISH)


@contextmanager
def spoken(locale: str) -> Iterator[None]:
    """Speak `locale` (BCP 47) inside the block, its language where we have no words for its
    region, and English where we have none at all or a text isn't translated.
    """
    token = _spoken.set(_ours(locale))
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> str:
    """The language spoken now."""
    return _spoken.get()


def gettext(text: str, /, **values: object) -> str:
    """The text in the language spoken now, its `%(name)s` filled in: each a thing of its own,
    whichever way it is read.
    """
    said = _catalogue(language()).gettext(text)
    return said % _apart(values) if values else said


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """The form that fits `number`, which is also there as `%(num)s`."""
    said = _catalogue(language()).ngettext(one, many, number)
    return said % {"num": number, **_apart(values)}


def lazy(text: str) -> LazyProxy:
    """The text, translated when it is shown: for what is written down at import, as labels of
    forms are.
    """
    return LazyProxy(gettext, text, enable_cache=False)


def _ours(asked: str) -> str:
    try:
        locale = Locale.parse(asked.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return _ENGLISH
    names = (str(locale), locale.language)
    return next((name for name in names if (_FOLDER / name).is_dir()), _ENGLISH)


def _apart(values: Mapping[str, object]) -> dict[str, object]:
    return {name: set_apart(value) for name, value in values.items()}


@cache
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(str(_FOLDER), [locale])
