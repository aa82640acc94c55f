"""A letter in the team's own words, as somebody real would read it: shown, or mailed to oneself."""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.mail.contents import LETTER_TO_CONTENT
from portal.mail.contents.basis import Links, NotYet, Outdated, our_links
from portal.mail.contents.team import teammate_of
from portal.mail.kinds import Letter
from portal.mail.models import Message
from portal.mail.wordings import Words, tidied, words_of, written_as
from portal.plumbing.settings import settings
from portal.plumbing.words import gettext as _
from portal.plumbing.words import spoken

_TRIED = 20
_LATEST = (
    select(Message)
    .where(Message.letter == bindparam("letter"), Message.candidate_id.is_not(None))
    .order_by(Message.id.desc())
    .limit(_TRIED)
)


@dataclass(frozen=True)
class Sample:
    """Subject and text, without anybody's link; `whose` is the name of whom it would go to."""

    subject: str
    text: str
    whose: str


def sample(session: Session, letter: Letter, *, language: str, words: Words) -> Sample | None:
    """The words as the last candidate that still may get that letter would read them; None where
    there is none yet. Keeps nothing.
    """
    for message in session.scalars(_LATEST, {"letter": letter}):
        with suppress(Outdated, NotYet):
            return _written(session, message, language=language, words=words)
    return None


def _written(session: Session, message: Message, *, language: str, words: Words) -> Sample:
    whose = message.candidate
    assert whose is not None
    attempt = session.begin_nested()
    try:
        with spoken(language):
            links = Links(session, whose.id)
            facts = LETTER_TO_CONTENT[message.letter](session, message, links)
            subject, text = written_as(words, company(session), facts)
    finally:
        attempt.rollback()
    hidden = our_links(settings(session).base_url).sub(_("(their own link)"), text)
    return Sample(subject, tidied(hidden), whose.full_name)


def tried(session: Session, message: Message, _links: Links) -> dict[str, object]:
    """The letter to a teammate who tries one on themselves, in the words that are kept now; which
    one stands in `secret`. Outdated where nobody could get it any more.
    """
    letter, language = message.secret.split()
    words = words_of(session, Letter(letter), language)
    said = sample(session, Letter(letter), language=language, words=words)
    if said is None:
        raise Outdated("Nobody could get that letter any more.")
    return {"teammate": teammate_of(message).name, "said": said}
