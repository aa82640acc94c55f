"""From a file's bytes to text: which encoding it is, or a line that says what is wrong with it.
Pure.
"""

import codecs
import unicodedata

from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PLAIN = frozenset("\t\r\n")
_PUNCTUATION = frozenset("€£§°«»“”„–—…·•¨¡¿ªº®©™\xa0\xb4\u2018\u2019")
_ENOUGH = 0.9


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text, and the name of the encoding it was in: the chosen one, or the one the bytes show.

    Raises Refusal with one line for what is no text, or not in the chosen encoding.
    """
    if not data.strip():
        raise Refusal(_("The file is empty."))
    if encoding:
        return _chosen(data, encoding)
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data, name), "utf-8" if name == "utf-8-sig" else name
    if b"\0" in data:
        raise Refusal(_("This is not a CSV file. Save the list as CSV (UTF-8), then try again."))
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _windows(data, error), "cp1252"


def _chosen(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        text = data.decode(encoding)
    except LookupError as error:
        raise Refusal(_("There is no encoding called “%(name)s”.", name=encoding)) from error
    except UnicodeError as error:
        raise Refusal(_("The file is not in the encoding %(name)s.", name=encoding)) from error
    if "\0" in text:
        raise Refusal(_("The file is not in the encoding %(name)s.", name=encoding))
    return text.removeprefix("\ufeff"), encoding.lower()


def _strict(data: bytes, name: str) -> str:
    try:
        text = data.decode(name)
    except UnicodeError as error:
        raise Refusal(
            _("The file says it is %(name)s, but is broken.", name=name.upper())
        ) from error
    if "\0" in text:
        raise Refusal(_("This is not a CSV file. Save the list as CSV (UTF-8), then try again."))
    return text


def _windows(data: bytes, why: UnicodeDecodeError) -> str:
    """What older spreadsheet programs write in western Europe, where the bytes read well as
    that.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    if text and _reads_well(text):
        return text
    row = data.count(b"\n", 0, why.start) + 1
    raise Refusal(
        _(
            "Line %(row)d has bytes that are not UTF-8. Save the list as CSV (UTF-8), or name its"
            " encoding.",
            row=row,
        )
    )


def _reads_well(text: str) -> bool:
    """Nearly every unusual character is a letter that stands in a word, or punctuation of
    printed text.
    """
    if any(unicodedata.category(one) == "Cc" and one not in _PLAIN for one in text):
        return False
    places = [place for place, one in enumerate(text) if one > "\x7f"]
    good = sum(text[place] in _PUNCTUATION or _in_a_word(text, place) for place in places)
    return good >= _ENOUGH * len(places)


def _in_a_word(text: str, place: int) -> bool:
    around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    return text[place].isalpha() and any(one.isalpha() for one in around)
