"""Somebody is away for a while, and another teammate covers for them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.plumbing import clock
from portal.plumbing.dates import day_and_year
from portal.plumbing.errors import Denied, Missing, Refusal
from portal.plumbing.tokens import new_ref
from portal.plumbing.words import gettext as _
from portal.team.covers import absences_of, covered_by, house_day
from portal.team.models import Absence, Teammate
from portal.team.queries import teammate_by_ref
from portal.team.rights import Role, may_answer

_HELD = (
    select(Teammate.id)
    .where(Teammate.id.in_(bindparam("ids", expanding=True)))
    .order_by(Teammate.id)
    .with_for_update(key_share=True)
)
_BY_REF = select(Absence).where(Absence.ref == bindparam("ref"))


@dataclass(frozen=True)
class Away:
    """From when to when, both days included, and the ref of who covers."""

    first_day: date
    last_day: date
    cover: str


def hold(session: Session, *teammate_ids: int) -> None:
    """Let nobody else give these teammates something to answer for until the transaction ends."""
    session.scalars(_HELD, {"ids": sorted(teammate_ids)}).all()
    session.expire_all()


def set_absence(session: Session, ref: str, *, away: Away, by: Teammate) -> Absence:
    """Write down that a teammate is away, and who covers.

    Everybody sets their own, an admin anybody's. Raises Denied, Missing; Refusal for days that
    are none or are noted already, and for a cover who can't.
    """
    teammate, cover = teammate_by_ref(session, ref), teammate_by_ref(session, away.cover)
    if teammate is None:
        raise Missing
    _check_right(by, teammate.id)
    if cover is None:
        raise Refusal(_("Say who covers."))
    hold(session, teammate.id, cover.id)
    _check_days(session, away)
    check_may_answer(cover)
    _check_people(session, teammate, cover, away=away)
    absence = Absence(
        ref=new_ref(),
        teammate_id=teammate.id,
        cover_id=cover.id,
        first_day=away.first_day,
        last_day=away.last_day,
        set_at=clock.now(),
    )
    session.add(absence)
    trail.record(session, by.ref, "absence.set", subject=teammate.ref)
    session.flush()
    return absence


def end_absence(session: Session, ref: str, *, by: Teammate) -> Teammate:
    """They are back, or do not go; gives who that is. Raises Missing where it is not theirs to
    end.
    """
    absence = session.scalar(_BY_REF, {"ref": ref})
    if absence is None or not _is_theirs(by, absence.teammate_id):
        raise Missing
    hold(session, absence.teammate_id, absence.cover_id)
    if absence.ended_at is None:
        absence.ended_at = clock.now()
        trail.record(session, by.ref, "absence.ended", subject=absence.teammate.ref)
        session.flush()
    return absence.teammate


def end_all_of(session: Session, teammate: Teammate, *, by: Teammate) -> None:
    """Somebody who leaves is not away any more: nobody covers for them. The caller holds them."""
    for absence in absences_of(session, teammate.id):
        if absence.ended_at is None:
            absence.ended_at = clock.now()
            trail.record(session, by.ref, "absence.ended", subject=teammate.ref)
    session.flush()


def check_may_answer(teammate: Teammate) -> None:
    """Raise Refusal for somebody who could not see or say all that they would answer for."""
    if teammate.disabled_at is not None:
        raise Refusal(_("%(name)s is not on the team any more.", name=teammate.name))
    if teammate.password_hash is None:
        raise Refusal(_("%(name)s has not come in yet.", name=teammate.name))
    if not may_answer(teammate.role):
        raise Refusal(
            _(
                "%(name)s sees some jobs only. Choose a recruiter or an admin.",
                name=teammate.name,
            )
        )


def check_covers_nobody(session: Session, teammate: Teammate) -> None:
    """Raise Refusal while they cover for somebody, now or later."""
    for absence in covered_by(session, teammate.id):
        raise Refusal(
            _(
                "%(name)s covers for %(other)s until %(day)s. Hand that over first.",
                name=teammate.name,
                other=absence.teammate.name,
                day=day_and_year(absence.last_day),
            )
        )


def hand_covers(session: Session, leaver: Teammate, receiver: Teammate) -> int:
    """Let another cover what the leaver covers now or later; how many that were. The caller holds
    both. Raises Refusal where the receiver is away then, or is who is covered.
    """
    covered = covered_by(session, leaver.id)
    for absence in covered:
        if absence.teammate_id == receiver.id:
            raise Refusal(
                _(
                    "%(leaver)s covers for %(name)s. Choose somebody else.",
                    leaver=leaver.name,
                    name=receiver.name,
                )
            )
        _check_is_there(session, receiver, (absence.first_day, absence.last_day))
        absence.cover_id = receiver.id
    session.flush()
    return len(covered)


def _check_right(by: Teammate, teammate_id: int) -> None:
    if not _is_theirs(by, teammate_id):
        raise Denied


def _is_theirs(by: Teammate, teammate_id: int) -> bool:
    return by.id == teammate_id or by.role is Role.ADMIN


def _check_days(session: Session, away: Away) -> None:
    if away.last_day < away.first_day:
        raise Refusal(_("That ends before it begins."))
    if away.last_day < house_day(session):
        raise Refusal(_("Those days are over."))


def _check_people(session: Session, teammate: Teammate, cover: Teammate, *, away: Away) -> None:
    if teammate.disabled_at is not None:
        raise Refusal(_("%(name)s is not on the team any more.", name=teammate.name))
    if cover.id == teammate.id:
        raise Refusal(_("Nobody covers for themselves. Choose somebody else."))
    days = (away.first_day, away.last_day)
    _check_is_there(session, cover, days)
    for known in absences_of(session, teammate.id):
        if _overlap(known, days):
            raise Refusal(
                _("An absence from %(first)s to %(last)s is noted already.", **_days(known))
            )
    for known in covered_by(session, teammate.id):
        if _overlap(known, days):
            raise Refusal(
                _(
                    "%(name)s covers for %(other)s from %(first)s to %(last)s. Let somebody else"
                    " do that first.",
                    name=teammate.name,
                    other=known.teammate.name,
                    **_days(known),
                )
            )


def _check_is_there(session: Session, cover: Teammate, days: tuple[date, date]) -> None:
    for known in absences_of(session, cover.id):
        if _overlap(known, days):
            raise Refusal(
                _(
                    "%(name)s is away from %(first)s to %(last)s. Choose somebody else.",
                    name=cover.name,
                    **_days(known),
                )
            )


def _overlap(known: Absence, days: tuple[date, date]) -> bool:
    first_day, last_day = days
    return known.first_day <= last_day and first_day <= known.last_day


def _days(known: Absence) -> dict[str, str]:
    return {"first": day_and_year(known.first_day), "last": day_and_year(known.last_day)}
