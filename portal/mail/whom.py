"""Whom a letter goes to, if to anybody."""

from typing import Any

from sqlalchemy.orm import Session

from portal.hiring.models import Application, Candidate, Job
from portal.mail.kinds import Letter
from portal.mail.outbox import NewMessage, put, put_unsent
from portal.mail.wordings import is_off
from portal.offers.models import Offer
from portal.plumbing.tokens import fingerprint
from portal.plumbing.words import gettext as _
from portal.team.covers import stand_in
from portal.team.models import Teammate
from portal.team.queries import admins

_KEY_PREFIX = 16


def tell(
    session: Session, application: Application, letter: Letter, *, subject: str, nth: object = 0
) -> None:
    """A letter to the application's candidate, once for that subject (and `nth`, where there may
    be several).
    """
    to_candidate(
        session,
        application.candidate,
        letter=letter,
        purpose=f"{letter.value}:{subject}:{nth}",
        application_id=application.id,
        subject=subject,
    )


def tell_or_call(
    session: Session, application: Application, letter: Letter, *, subject: str
) -> None:
    """The same for what has to reach them: without an address the team reads that it did not, until
    somebody has called.
    """
    if application.candidate.email or application.candidate.made_up_as:
        tell(session, application, letter, subject=subject)
        return
    message = NewMessage(
        letter=letter,
        purpose=f"{letter.value}:{subject}:0",
        candidate_id=application.candidate_id,
        application_id=application.id,
        subject=subject,
    )
    put_unsent(session, message, problem=_("There is no address to write to."))


def to_candidate(session: Session, candidate: Candidate, **message: Any) -> None:
    """A letter to that candidate, if there is an address to write to and we send such letters.
    Nobody made up is ever written to.
    """
    if candidate.made_up_as:
        return
    if candidate.email and not is_off(session, message["letter"]):
        put(session, NewMessage(candidate_id=candidate.id, **message))


def tell_team(
    session: Session, offer: Offer, letter: Letter, *, decision_id: int, nth: object = 0
) -> None:
    """A letter to whoever answers for that offer, if anybody does."""
    _to_team(
        session,
        _who_answers(session, offer.application, offer.by),
        letter=letter,
        purpose=f"{letter.value}:{decision_id}:{nth}",
        application_id=offer.application_id,
        subject=str(decision_id),
    )


def tell_owner(
    session: Session, application: Application, letter: Letter, *, subject: str, nth: object = 0
) -> None:
    """A letter to whoever answers for that application, if anybody does."""
    _to_team(
        session,
        _who_answers(session, application),
        letter=letter,
        purpose=f"{letter.value}:{subject}:{nth}",
        application_id=application.id,
        subject=subject,
    )


def leads_of(session: Session, job: Job) -> list[Teammate]:
    """Whoever leads that job today; where nobody does, the admins."""
    lead = job.lead
    answer = [lead] if lead is not None and lead.disabled_at is None else admins(session)
    return list(dict.fromkeys(stand_in(session, one) for one in answer))


def with_key(session: Session, letter: Letter, *, teammate_id: int, key: str) -> None:
    """A letter that brings a teammate a one-use key."""
    message = NewMessage(
        letter=letter,
        purpose=f"{letter.value}:{fingerprint(key)[:_KEY_PREFIX]}",
        teammate_id=teammate_id,
        secret=key,
    )
    put(session, message)


def _who_answers(
    session: Session, application: Application, sender: Teammate | None = None
) -> Teammate | None:
    """The owner; where there is none, or not any more, whoever sent the offer, then the job's
    lead. Who is away has somebody to cover. Of somebody made up nobody hears.
    """
    if application.candidate.made_up_as:
        return None
    around = (application.owner, sender, application.job.lead)
    found = next((one for one in around if one is not None and one.disabled_at is None), None)
    return stand_in(session, found) if found else None


def _to_team(session: Session, teammate: Teammate | None, **message: Any) -> None:
    if teammate is not None:
        put(session, NewMessage(teammate_id=teammate.id, **message))
