"""What a candidate is asked. Nothing here says who answered, to anybody but the candidate
themselves."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.company import queries as company
from portal.company.calendar import local_day
from portal.hiring.models import Application
from portal.plumbing import clock
from portal.surveys import keys, shipped
from portal.surveys.items import Item, Touchpoint
from portal.surveys.models import Ballot, Change, Invitation, Round

CHANGES_AT_MOST = 3
"""The latest: what was changed years ago is no news to anybody."""
A_DAY = timedelta(days=1)

_INVITATION_FOR = (
    select(Invitation)
    .join(Invitation.round)
    .join(Invitation.application)
    .join(Application.job)
    .options(
        contains_eager(Invitation.round).options(joinedload(Round.version)),
        contains_eager(Invitation.application).contains_eager(Application.job),
    )
    .where(Invitation.ref == bindparam("ref"), Invitation.candidate_id == bindparam("candidate"))
)
_CHANGES = (
    select(Change.words)
    .join(Change.round)
    .where(Round.touchpoint == bindparam("touchpoint"))
    .order_by(Change.at.desc(), Change.id.desc())
    .limit(CHANGES_AT_MOST)
)
INVITING = select(Round).where(
    Round.touchpoint == bindparam("touchpoint"),
    Round.closed_at.is_(None),
    Round.opens_on <= bindparam("day"),
    Round.invites_until >= bindparam("day"),
)
"""The round that invites on that day."""
_OPEN = select(Round).where(Round.closed_at.is_(None), Round.closes_on >= bindparam("today"))
_OVERDUE = select(Round).where(Round.closed_at.is_(None), Round.closes_on < bindparam("day"))
_UNSWEPT = select(Round).where(Round.closed_at < bindparam("moment"), Round.forgotten_at.is_(None))
_SPENT = select(Ballot.mark).where(
    Ballot.round_id == bindparam("round"), Ballot.mark == bindparam("mark")
)


class State(StrEnum):
    """What the survey page of an invitation has to say."""

    OPEN = "open"
    RECEIVED = "received"
    CLOSED = "closed"
    PAUSED = "paused"
    """The round's key is missing: it can't take answers."""


@dataclass(frozen=True)
class SurveyView:
    """One survey as its candidate sees it."""

    ref: str
    title: str
    state: State
    items: tuple[Item, ...]
    closes_on: date
    zone: str
    """The company's, in which that day ends."""
    k: int
    comment_limit: int
    said_no: bool
    changes: tuple[str, ...]
    """What the team changed because of earlier rounds, the latest first."""


def survey_view(session: Session, candidate_id: int, ref: str) -> SurveyView | None:
    """The survey of that invitation, if it is this candidate's; for their own eyes only."""
    invitation = invitation_for(session, candidate_id, ref)
    if invitation is None:
        return None
    return SurveyView(
        ref=invitation.ref,
        title=shipped.title(invitation.round.touchpoint),
        state=_state(session, invitation),
        items=tuple(invitation.asked()),
        closes_on=invitation.round.closes_on,
        zone=company.company(session).time_zone,
        k=invitation.round.k,
        comment_limit=invitation.round.comment_limit,
        said_no=invitation.said_no_at is not None,
        changes=tuple(session.scalars(_CHANGES, {"touchpoint": invitation.round.touchpoint})),
    )


def invitation_for(session: Session, candidate_id: int, ref: str) -> Invitation | None:
    """The invitation of that ref, if it is this candidate's; its round and questions with it."""
    return session.scalar(_INVITATION_FOR, {"ref": ref, "candidate": candidate_id})


def is_spent(session: Session, invitation: Invitation) -> bool:
    """Whether an answer to it was received. Only while its round is open: later nobody can tell."""
    mark = keys.mark(session, invitation.round.ref, invitation.id)
    if mark is None:
        return False
    return session.scalar(_SPENT, {"round": invitation.round_id, "mark": mark}) is not None


def takes_answers(session: Session, touchpoint: Touchpoint) -> bool:
    """Whether whoever is asked today could answer: not where the round has lost its key."""
    found = session.scalar(INVITING, {"touchpoint": touchpoint, "day": today(session)})
    return found is None or keys.exists(session, found.ref)


def rounds_without_key(session: Session) -> list[tuple[Round, str]]:
    """The open rounds that can take no answers, and what is wrong with the key of each."""
    opened = session.scalars(_OPEN, {"today": today(session)})
    found = ((each, keys.trouble(session, each.ref)) for each in opened)
    return [(each, trouble) for each, trouble in found if trouble]


def rounds_overdue(session: Session) -> list[Round]:
    """The rounds that should have closed more than a day ago."""
    return list(session.scalars(_OVERDUE, {"day": today(session) - A_DAY}))


def rounds_unswept(session: Session) -> list[Round]:
    """The rounds that closed more than a day ago, and whose answers may still stand in a file."""
    return list(session.scalars(_UNSWEPT, {"moment": clock.now() - A_DAY}))


def today(session: Session) -> date:
    """The day on the company's calendar."""
    return local_day(clock.now(), company.company(session).time_zone)


def is_past(session: Session, day: date) -> bool:
    """Whether that day is over on the company's calendar. No calendar is more than a day ahead of
    UTC's, so mostly nobody has to ask which one it is.
    """
    return day <= clock.now().date() and day < today(session)


def _state(session: Session, invitation: Invitation) -> State:
    if not invitation.round.is_open(today(session)):
        return State.CLOSED
    if not keys.exists(session, invitation.round.ref):
        return State.PAUSED
    return State.RECEIVED if is_spent(session, invitation) else State.OPEN
