"""The same words and date for several at once: each is told as `updates.give` tells one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from portal.hiring.actions import ledger, updates
from portal.hiring.models import Application, Update, Verdict
from portal.hiring.together import Pick, Same, why_not
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate
from portal.team.rights import Actor, jobs_seen

CHUNK = 100
"""How many at most in one transaction, so that nobody else waits long for the database."""
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_NEWEST = (
    select(func.max(Update.id))
    .where(Update.application_id.in_(_IDS))
    .group_by(Update.application_id)
)
_TOLD = select(Update).where(Update.id.in_(_NEWEST))
_DECIDED = select(Verdict.application_id).where(
    Verdict.application_id.in_(_IDS), Verdict.taken_back_at.is_(None)
)


@dataclass(frozen=True)
class Left:
    """Somebody who was not told, and why; `again` is what to pick, where they may yet be."""

    ref: str
    name: str
    why: str
    again: Pick | None = None


@dataclass(frozen=True)
class Said:
    """How many were told, and who was not."""

    told: int
    left: list[Left]


@cache
def _held(*, scoped: bool) -> Select[Application]:
    statement = (
        select(Application)
        .where(Application.ref.in_(bindparam("refs", expanding=True)))
        .options(
            joinedload(Application.candidate, innerjoin=True),
            joinedload(Application.job, innerjoin=True),
            joinedload(Application.stage, innerjoin=True),
        )
        .order_by(Application.id)  # everybody locks in the same order, so nobody waits in a ring
        .with_for_update(of=Application)
    )
    seen = Application.job_id.in_(bindparam("seen", expanding=True))
    return statement.where(seen) if scoped else statement


def give_same(
    session: Session, picks: Sequence[Pick], by: Teammate, *, actor: Actor, same: Same
) -> Said:
    """Tell them all, CHUNK at most. Who can't be told, or was changed since they were picked, is
    left as they are and named. The same once more at once is a double click: they were told.

    What is not there, or not the actor's to see, is nobody. Raises Refusal for a date that nobody
    can be promised.
    """
    ledger.check_for_all(session, same.next_word_by)
    held = _hold(session, actor, picks)
    left = [_tell(session, one, by, same=same) for one in held]
    named = [one for one in left if one is not None]
    return Said(len(held) - len(named), named)


@dataclass(frozen=True)
class _Held:
    """One of them, as it is now."""

    application: Application
    told: Update
    is_decided: bool
    is_changed: bool


def _hold(session: Session, actor: Actor, picks: Sequence[Pick]) -> list[_Held]:
    seen, versions = jobs_seen(actor), {pick.ref: pick.version for pick in picks}
    values = {"refs": list(versions), "seen": list(seen or ())}
    held = session.scalars(_held(scoped=seen is not None), values).all()
    ids = {"ids": [application.id for application in held]}
    told = {update.application_id: update for update in session.scalars(_TOLD, ids)}
    decided = set(session.scalars(_DECIDED, ids))
    return [
        _Held(
            application=one,
            told=told[one.id],
            is_decided=one.id in decided,
            is_changed=one.version != versions[one.ref],
        )
        for one in held
    ]


def _tell(session: Session, one: _Held, by: Teammate, *, same: Same) -> Left | None:
    """None where they know."""
    if _was_just_told(one.told, by, same):
        return None
    application = one.application
    why = why_not(
        application.status,
        is_open=application.is_open(),
        is_introduced=application.introduced_at is not None,
        is_decided=one.is_decided,
    )
    if why is not None:
        return Left(application.ref, application.candidate.full_name, why)
    if one.is_changed:
        return _again(application, _("Somebody changed this application meanwhile."))
    return _give(session, one, by, same=same)


def _give(session: Session, one: _Held, by: Teammate, *, same: Same) -> Left | None:
    word = updates.Word(one.application.status, same.words, one.told.sentence, same.next_word_by)
    try:
        updates.give_held(session, one.application, by, word=word, as_extended=same.as_extended)
    except Refusal as refusal:
        return _again(one.application, str(refusal))
    return None


def _again(application: Application, why: str) -> Left:
    now = Pick(application.ref, application.version)
    return Left(application.ref, application.candidate.full_name, why, now)


def _was_just_told(told: Update, by: Teammate, same: Same) -> bool:
    said = (told.by_id, told.words, told.next_word_by)
    return said == (by.id, same.words, same.next_word_by) and clock.is_just_now(told.at)
