"""What typed text goes through before it is kept, whichever door it came in by."""

import re
import unicodedata
from functools import cache

_WHOLE = str.maketrans(dict(zip("ıøłđðæœ", ("i", "o", "l", "d", "d", "ae", "oe"), strict=True)))
"""Letters whose stroke or shape is no accent that could be taken off."""
_TWO_FOR_ONE = re.compile("([aou])e+")
"""How ä, ö, ü, ø and æ are spelled where a keyboard has none of them."""
_KEPT = "\n\t"
_TURNING = {"R", "AL", "LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_IN_WORDS = {"L", "M", "N"}
_PICTURES = "So"
"""Emoji and the like: somebody may be called by one, so each is a word."""
_WITHOUT_SPACES = (
    range(0x2E80, 0xA000),
    range(0xAC00, 0xD7A4),
    range(0xF900, 0xFB00),
    range(0x20000, 0x40000),
)
"""Han, kana and hangul: a family name and a given name run into each other."""
_LONGEST_WORD = 100
_LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\u0085": "\n"}


def tidy(value: str | None) -> str:
    """Text as we keep it: NFC, ends of lines as LF, without control characters or lone
    surrogates, trimmed.

    NUL would be refused by PostgreSQL and kept by SQLite, a surrogate can't be written at all,
    and line ends of other kinds are how a subject line grows a second header.
    """
    text = value or ""
    if text.isprintable():  # nothing to take out, which is nearly always so
        return unicodedata.normalize("NFC", text).strip()
    for end, plain in _LINE_ENDS.items():
        text = text.replace(end, plain)
    return unicodedata.normalize("NFC", "".join(filter(_is_kept, text))).strip()


def one_line(value: str | None) -> str:
    """The same on a single line: for names, titles, subjects."""
    return " ".join(tidy(value).split())


def folded(value: str) -> str:
    """What spellings of one name share, for searching only: no accents, no upper case."""
    plain = unicodedata.normalize("NFKD", value)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return bare.casefold().translate(_WHOLE)


def words(value: str) -> list[str]:
    """The words somebody may be found by, folded: letters and digits between all that is neither,
    and each sign by itself in scripts that set no spaces. A very long one is cut. Müller and
    Mueller are one word; so are a few that are not, which finds more and never less.
    """
    plain = _TWO_FOR_ONE.sub(r"\1", unicodedata.normalize("NFC", folded(value)))
    split = "".join(map(_spaced, plain))
    return [word[:_LONGEST_WORD] for word in split.split(" ") if word]


def set_apart(value: object) -> object:
    """The value as it may stand in a sentence. Text that is read from the right, or turns what
    follows round, goes between Unicode's isolates; any other stays as it is.
    """
    if not isinstance(value, str) or value.isascii():
        return value
    turns = any(unicodedata.bidirectional(letter) in _TURNING for letter in value)
    return f"\u2068{value}\u2069" if turns else value


def _is_kept(character: str) -> bool:
    return character in _KEPT or unicodedata.category(character) not in {"Cc", "Cs"}


@cache
def _spaced(letter: str) -> str:
    """The letter as it goes into words: itself, itself alone, or a gap."""
    category = unicodedata.category(letter)
    if category == _PICTURES or any(ord(letter) in block for block in _WITHOUT_SPACES):
        return f" {letter} "
    return letter if category[0] in _IN_WORDS else " "
