"""One letter, from its row to subject, text and HTML: the words are in templates/mail, without
Flask.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.company.queries import CompanyFacts, company
from portal.mail import wording_preview
from portal.mail.contents import LETTER_TO_CONTENT
from portal.mail.contents.basis import Links, our_links
from portal.mail.html import to_html
from portal.mail.kinds import TEAM, Letter
from portal.mail.models import Message
from portal.mail.templates import environment
from portal.mail.wordings import kept_words, tidied, written_as
from portal.plumbing.settings import settings
from portal.plumbing.words import language, spoken

CONTENTS = {**LETTER_TO_CONTENT, Letter.TEAM_WORDING: wording_preview.tried}
"""What each letter says; the last one says what another would."""

_SUBJECT = "Subject: "
_NOT_IN_A_SUBJECT = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True)
class Written:
    """A letter as it will be read."""

    subject: str
    text: str
    html: str
    unsubscribe: str = ""
    """Where extras are ended; empty for what is owed."""
    calendar: bytes = b""


def render(session: Session, message: Message) -> Written:
    """The letter of that row and nobody else's, with links of its own; what it says is read now.

    Raises Outdated where nothing is left to say, ValueError for what can't be mailed as it is.
    """
    links = Links(session, message.candidate_id)
    with spoken(message.candidate.locale if message.candidate else "en"):
        facts = CONTENTS[message.letter](session, message, links)
        subject, text = text_of(session, message.letter, facts)
        _check_links(f"{subject}\n{text}", links, settings(session).base_url)
        html = to_html(subject, text, company=company(session), links=links.made)
    calendar, unsubscribe = facts.get("calendar", b""), facts.get("unsubscribe", "")
    assert isinstance(calendar, bytes)
    return Written(subject, text, html, str(unsubscribe), calendar)


def text_of(session: Session, letter: Letter, facts: Mapping[str, object]) -> tuple[str, str]:
    """Subject and text of that kind of letter, in the language spoken now: in the team's own words
    where they keep some, and these have room for what there is to say.
    """
    house, own = company(session), kept_words(session, letter, language())
    if own is None or facts.get("as_shipped"):
        subject, text = _shipped(letter, house, facts)
    else:
        subject, text = written_as(own, house, facts)
    return _checked(subject), tidied(text)


def _shipped(letter: Letter, house: CompanyFacts, facts: Mapping[str, object]) -> tuple[str, str]:
    """A template's first line is the subject, the rest the text."""
    audience = "team" if letter in TEAM else "candidate"
    template = environment().get_template(f"mail/{audience}/{letter.value}.txt")
    first, _line_end, rest = template.render(company=house, **facts).partition("\n")
    if not first.startswith(_SUBJECT) or not rest.startswith("\n"):
        raise ValueError("A letter begins with its subject, on one line, and an empty line.")
    return first.removeprefix(_SUBJECT).strip(), rest


def _checked(subject: str) -> str:
    """Most of these are refused by the mail library too; NUL is not."""
    if any(unicodedata.category(character) in _NOT_IN_A_SUBJECT for character in subject):
        raise ValueError("The subject holds a character that no subject may hold.")
    return subject


def _check_links(said: str, links: Links, base_url: str) -> None:
    """Right person, wrong content: no link leaves but those made for this letter."""
    if any(link not in links.made for link in our_links(base_url).findall(said)):
        raise ValueError("The text holds a link that was not made for this person.")
