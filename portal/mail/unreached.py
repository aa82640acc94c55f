"""Whom a mail did not reach: for the team's Today, until something else reached them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from portal.hiring.models import Application, Candidate, Job
from portal.mail.kinds import EXTRAS, Letter, MessageState
from portal.mail.models import NEEDS_A_PERSON, Message
from portal.team.rights import Actor, jobs_seen

AT_MOST = 50


@dataclass(frozen=True)
class Unreached:
    """A letter that will not leave without a person."""

    ref: str
    """The application's."""
    name: str
    job_title: str
    phone: str
    letter: Letter
    state: MessageState
    problem: str
    since: datetime


_LATER = aliased(Message)
_REACHED_SINCE = (
    select(_LATER.id)
    .where(
        _LATER.candidate_id == Message.candidate_id,
        _LATER.state == MessageState.SENT,
        _LATER.sent_at > Message.created_at,
    )
    .correlate(Message)
    .exists()
)


@cache
def _unreached(*, mine: bool, scoped: bool) -> Select[*tuple[Any, ...]]:
    statement = (
        select(
            Application.ref,
            Candidate.full_name,
            Job.title,
            Candidate.phone,
            Message.letter,
            Message.state,
            Message.problem,
            Message.created_at,
        )
        .join(Application, Application.id == Message.application_id)
        .join(Candidate, Candidate.id == Message.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .where(NEEDS_A_PERSON, Message.letter.not_in(EXTRAS), ~_REACHED_SINCE)
        .order_by(Message.created_at, Message.id)
        .limit(AT_MOST)
    )
    if mine:
        owned = or_(Application.owner_id == bindparam("me"), Application.owner_id.is_(None))
        statement = statement.where(owned)
    if scoped:
        statement = statement.where(Application.job_id.in_(bindparam("seen", expanding=True)))
    return statement


def unreached(session: Session, actor: Actor, *, mine: bool) -> list[Unreached]:
    """The letters that did not reach candidates the actor may see, the longest ago first."""
    seen = jobs_seen(actor)
    values = {"me": actor.teammate_id, "seen": list(seen or ())}
    rows = session.execute(_unreached(mine=mine, scoped=seen is not None), values)
    return [Unreached(*row) for row in rows]
