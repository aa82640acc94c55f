"""Translations without Flask: the page's request or a letter says which language is spoken,
everyone below just asks.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy, NullTranslations, Translations

from portal.plumbing.text import set_apart

_FOLDER = Path(__file__).parents[2] / "translations"
_FILE = Path("LC_MESSAGES", "messages.po")
ENGLISH = "en"
_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def spoken(locale: str) -> Iterator[None]:
    """Speak `locale` (BCP 47) inside the block, its language where we have no words for its
    region, and English where we have none at all or a text isn't translated.
    """
    token = _spoken.set(ours(locale))
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(locale: str) -> None:
    """Speak it from now on, for whoever can't put a block around what follows: a request, which
    ends by speaking English again.
    """
    _spoken.set(ours(locale))


def language() -> str:
    """The language spoken now."""
    return _spoken.get()


def languages() -> dict[str, str]:
    """What we have words in, by code, each called as its speakers call it."""
    return {code: _own_name(code) for code in (ENGLISH, *_translated())}


def gettext(text: str, /, **values: object) -> str:
    """The text in the language spoken now, its `%(name)s` filled in: each a thing of its own,
    whichever way it is read.
    """
    said = _catalogue(language()).gettext(text) if text else ""  # a catalogue's "" is its header
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


def noted(text: str) -> str:
    """The text as it is, for what is translated only where somebody reads it; so that the
    catalogues know of it.
    """
    return text


@lru_cache(maxsize=256)
def ours(asked: str) -> str:
    """The language of ours that fits a BCP 47 code best."""
    try:
        locale = Locale.parse(asked.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return ENGLISH
    return next((name for name in (str(locale), locale.language) if name in _translated()), ENGLISH)


def _apart(values: Mapping[str, object]) -> dict[str, object]:
    return {name: set_apart(value) for name, value in values.items()}


@cache
def _translated() -> tuple[str, ...]:
    return tuple(sorted(file.parents[1].name for file in _FOLDER.glob(f"*/{_FILE}")))


def _own_name(code: str) -> str:
    return (Locale.parse(code).get_display_name() or code).capitalize()


@cache
def _catalogue(locale: str) -> NullTranslations:
    """Made from the words as they are kept, once in each process: nothing compiled has to be kept
    beside them.
    """
    if locale not in _translated():
        return NullTranslations()
    made = BytesIO()
    with (_FOLDER / locale / _FILE).open("rb") as file:
        write_mo(made, read_po(file, locale=locale))
    made.seek(0)
    return Translations(made)
