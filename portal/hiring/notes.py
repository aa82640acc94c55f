"""Checks on the personal part of an ending: what it must not say, and what is worth a second look.
Pure.
"""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from portal.plumbing.errors import Refusal
from portal.plumbing.text import folded
from portal.plumbing.words import gettext as _

SHORT = 120
LONGEST_NAME = 5
_EMPTY = frozenset({"n/a", "na", "none", "-", "--", "tbd", "todo", "x", "xx", "xxx", "test", "."})
_GAP = re.compile(r"\{\{|\}\}|\[(first |last |full )?name\]|<(first |last )?name>", re.IGNORECASE)
_GREETING = re.compile(
    r"\s*(?:dear|hi|hello|hey|good (?:morning|afternoon|evening)|(?:sehr )?geehrte[rs]?|liebe[rs]?"
    r"|hallo|guten (?:morgen|tag|abend)|grüß gott|moin|servus|kære|hej|bonjour|chère|cher|hola"
    r"|estimad[oa]|ciao|olá|beste)"
    r"\s+(?P<whom>(?:\b(?:mrs?|ms|mx|dr|prof)\.|[^\n,!:.;?]){1,60})[,!:\n]",
    re.IGNORECASE,
)
_THEIR_LINK = re.compile(r"/(?:l|u)/[\w.~-]{20,}|/me/applications/\w+", re.IGNORECASE)
_SPOKEN_OF = re.compile(
    r"\bthe (?:candidate|applicant)\b"
    r"|\b(?:der|die|den|dem|des) (?:kandidat(?:in|en)?|bewerber(?:in|s)?)\b",
    re.IGNORECASE,
)
_THEIR_VERB = (
    r"(?:hat|hatte|ist|war|wird|wurde|kann|konnte|muss|musste|soll|sollte|will|wollte|zeigt|zeigte"
    r"|wirkt|wirkte|bringt|brachte|passt|passte)\b"
)
_SHE_IN_GERMAN = re.compile(
    rf"(?:(?:^|[.!?…:]\s+|\n)Sie|\b[Ee]r/[Ss]ie|\b[Ss]ie/[Ee]r) {_THEIR_VERB}"
)
"""“Sie hat” where a sentence begins; “Sie haben” is what one says to somebody, and “für Sie war”,
too.
"""
_THIRD = re.compile(
    r"\b(?:[Hh]e|[Ss]he|[Hh]im|[Hh]er|[Hh]is|[Hh]ers|HE|SHE)\b"
    rf"|\b(?:[Ee]r|sie) {_THEIR_VERB}|\b{_THEIR_VERB} (?:er|sie)\b|\bih[mn]\b"
    rf"|{_SHE_IN_GERMAN.pattern}"
)
_SECOND = re.compile(
    r"\b(?:[Yy]ou|YOU|[Yy]ours?|[Dd]u|[Dd]i(?:ch|r)|[Dd]ein(?:e[mnrs]?)?|[Ee]uch|[Ee]uer|[Ee]ure[mnrs]?"
    r"|Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b"
)
"""In German a capital letter says “you”: “Ihr Vortrag” is yours, even where it might be hers."""
_EDGES = re.compile(r"^\W+|\W+$")
_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "sir",
        "madam",
        "there",
        "frau",
        "herr",
        "herrn",
    }
)


class Doubt(StrEnum):
    """What may be meant and rarely is: whoever writes says that they looked."""

    THIRD_PERSON = "third_person"
    SAME_WORDS = "same_words"
    SHORT = "short"


@dataclass(frozen=True)
class Reader:
    """Whom it is written to."""

    called: str
    full_name: str


def check_words(words: str) -> None:
    """Raise Refusal for a note that says nothing to anybody, or still has a blank to fill."""
    if words.strip().casefold() in _EMPTY or not any(character.isalpha() for character in words):
        raise Refusal(_("Write a line of your own: this is what they will remember."))
    if _GAP.search(words):
        raise Refusal(_("A placeholder is still unfilled."))


def check_reader(words: str, reader: Reader, *, others: Collection[str]) -> None:
    """Raise Refusal for a note that is plainly meant for somebody else: it greets them, names them
    in full (`others`: those of `names_in` that are candidates' names) or carries somebody's link.
    """
    greeted = _greets(words)
    if greeted and not _is_theirs(greeted, reader):
        raise Refusal(
            _("It greets “%(whom)s”, and is for %(name)s.", whom=greeted, name=reader.full_name)
        )
    if _THEIR_LINK.search(words):
        raise Refusal(_("It holds the link of a candidate’s own page. Take it out."))
    for name in others:
        if folded(name) != folded(reader.full_name):
            raise Refusal(_("It names another candidate: %(name)s.", name=name))


def names_in(words: str) -> set[str]:
    """What may be somebody's full name, as names are kept for searching: two to five words in a
    row, the first and the last of them not in small letters.
    """
    spoken = [word for word in (_bare(one) for one in words.split()) if word]
    found = set()
    for start, first in enumerate(spoken):
        for end in range(start + 2, min(start + LONGEST_NAME, len(spoken)) + 1):
            if _is_capital(first) and _is_capital(spoken[end - 1]):
                found.add(folded(" ".join(spoken[start:end])))
    return found


def doubts(words: str, *, was_sent: bool) -> list[Doubt]:
    """What is worth a second look; `was_sent`: the same words went to somebody else."""
    found = {
        Doubt.THIRD_PERSON: _is_of_them(words),
        Doubt.SAME_WORDS: was_sent,
        Doubt.SHORT: len(words) < SHORT,
    }
    return [doubt for doubt, is_so in found.items() if is_so]


def doubt_words(doubt: Doubt) -> str:
    """What it says to whoever writes."""
    return {
        Doubt.THIRD_PERSON: _("It speaks of them instead of to them."),
        Doubt.SAME_WORDS: _("The same words were written to somebody else."),
        Doubt.SHORT: _("It is shorter than %(length)d characters.", length=SHORT),
    }[doubt]


def mark(words: str, reader: Reader) -> str:
    """What the same words share, whomever they are written to: names, case and spaces apart."""
    own = {folded(name) for name in (*reader.full_name.split(), reader.called)}
    bare = (_EDGES.sub("", word) for word in folded(words).split())
    kept = [word for word in bare if word not in own]
    return hashlib.sha256(" ".join(kept).encode()).hexdigest()


def _is_of_them(words: str) -> bool:
    if _SPOKEN_OF.search(words):
        return True
    return bool(_THIRD.search(words)) and not _SECOND.search(_SHE_IN_GERMAN.sub("", words))


def _greets(words: str) -> str:
    found = _GREETING.match(words)
    whom = found["whom"].strip() if found else ""
    return whom if whom and _is_capital(whom) else ""


def _is_theirs(greeted: str, reader: Reader) -> bool:
    own = {folded(_bare(name)) for name in (*reader.full_name.split(), *reader.called.split())}
    said = {folded(_bare(word)) for word in greeted.split()} - _TITLES
    return not said or bool(said & own)


def _bare(word: str) -> str:
    return _EDGES.sub("", word).removesuffix("’s").removesuffix("'s")


def _is_capital(word: str) -> bool:
    return word[:1].isalpha() and not word[:1].islower()
