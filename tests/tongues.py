"""A made-up language, to hear what nobody translated: letters of ours come out in full width, so
any plain ones are a person's, or were never given to the translations.
"""

import re
import string
from collections.abc import Iterable
from itertools import chain

from babel import Locale
from babel.support import NullTranslations
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.company.models import Company
from portal.engagement.models import (
    Answer,
    ChecklistItem,
    FirstDay,
    PersonToKnow,
    Post,
    PostPicture,
    Question,
)
from portal.hiring.models import Candidate, Job, Step, StepProposal, Update
from portal.offers.models import Decision, Offer, OfferItem
from portal.plumbing import words
from portal.plumbing.text import one_line
from portal.team.models import Teammate
from portal.web.candidate.privacy import ZONES
from portal.web.filters import initials
from tests.make import NOTE

LANGUAGE = "de"
"""Its days and months are German, and so is its page."""
_PATTERN = re.compile(r"[EdMy. ,]+")
_PLACE = re.compile(r"(%\(\w+\)[sd])")
_WIDE = str.maketrans({letter: chr(ord(letter) + 0xFEE0) for letter in string.ascii_letters})
_PLAIN = re.compile(r"[A-Za-z]{2,}")
_ADDRESSES = re.compile(r"https?://\S+|\S*@\S+")
_WRITTEN = (
    Company.name,
    Company.legal_name,
    Candidate.full_name,
    Candidate.called,
    Job.title,
    Teammate.name,
    Step.title,
    Step.who,
    Step.place,
    Step.preparation,
    StepProposal.words,
    Update.words,
    Offer.words,
    Offer.said_by,
    Decision.thanks,
    OfferItem.label,
    OfferItem.value,
    Post.title,
    Post.words,
    PostPicture.alt,
    Question.words,
    Question.said_by,
    Answer.words,
    FirstDay.who,
    FirstDay.place,
    FirstDay.words,
    ChecklistItem.title,
    PersonToKnow.name,
    PersonToKnow.role,
    PersonToKnow.words,
)
"""Whatever a person wrote."""


class MadeUp(NullTranslations):
    """The catalogue of that language. Patterns of dates stay as they are."""

    def gettext(self, message: str) -> str:
        """The text, in full width but for what is filled in."""
        if _PATTERN.fullmatch(message):
            return message
        parts = _PLACE.split(message)
        return "".join(part if _PLACE.fullmatch(part) else part.translate(_WIDE) for part in parts)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The same of the form that fits."""
        return self.gettext(msgid1 if n == 1 else msgid2)


def spoken_by_all(session: Session) -> None:
    """Whoever applies from now on reads that language."""
    company = session.get_one(Company, 1)
    company.locale = LANGUAGE
    session.commit()


def not_ours(session: Session, lines: Iterable[str]) -> list[str]:
    """The lines with plain words in them that no person wrote."""
    written = sorted(_written(session), key=len, reverse=True)
    return [line for line in lines if _PLAIN.search(_rest(line, written))]


def _rest(line: str, written: Iterable[str]) -> str:
    left = _ADDRESSES.sub(" ", one_line(line))
    for said in written:
        left = left.replace(said, " ")
    return left


def _written(session: Session) -> set[str]:
    found = chain.from_iterable(session.scalars(select(column)) for column in _WRITTEN)
    typed = [text for text in found if text]
    lines = chain.from_iterable(
        _ADDRESSES.sub(" ", text.replace("*", "")).split("\n") for text in [*typed, NOTE]
    )
    marks = {initials(name) for name in session.scalars(select(Teammate.name))}
    places = {zone.replace("_", " ") for zone in ZONES} | {"Lissabon"}
    known = {one_line(line) for line in lines} - {""}
    return known | marks | places | _dates() | set(words.languages().values())


def _dates() -> set[str]:
    locale = Locale.parse(LANGUAGE)
    said = {
        name
        for names in (locale.days["format"], locale.months["format"])
        for length in ("wide", "abbreviated")
        for name in names[length].values()
    }
    return said | {name.rstrip(".") for name in said}
