"""Who answers for an application: one changes hands, or all that somebody who leaves had."""

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions import applications
from portal.hiring.events import HandedOver
from portal.hiring.models import Application, HandOver, Job, TimelineEntry, TimelineKind
from portal.hiring.queries.days import IS_OPEN
from portal.plumbing import clock, events
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.tokens import new_ref
from portal.plumbing.words import gettext as _
from portal.team import absences
from portal.team import actions as team
from portal.team.models import Teammate
from portal.team.queries import teammate_by_ref

_OWNED = (
    select(Application.id, Application.ref)
    .where(Application.owner_id == bindparam("leaver"), IS_OPEN)
    .order_by(Application.id)
    .with_for_update()
)
_LED = (
    select(Job)
    .where(Job.lead_id == bindparam("leaver"), Job.closed_at.is_(None))
    .order_by(Job.id)
    .with_for_update()
)
_GIVEN = (
    update(Application)
    .where(Application.owner_id == bindparam("leaver"), IS_OPEN)
    .values(owner_id=bindparam("receiver"), version=Application.version + 1)
    .execution_options(synchronize_session=False)
)


def own(
    session: Session,
    application: Application,
    by: Teammate,
    *,
    owner: Teammate,
    seen: int | None = None,
) -> None:
    """Let that teammate answer for the application; the candidate reads their name.

    Raises Refusal for a closed application, a teammate who could not answer, or where somebody
    else changed the application since `seen`.
    """
    absences.hold(session, owner.id)
    applications.hold(session, application, seen)
    if not application.is_open():
        raise Refusal(_("This application is closed."))
    absences.check_may_answer(owner)
    if application.owner_id == owner.id:
        return
    application.owner_id = owner.id
    application.version += 1
    session.add(TimelineEntry(**_line(application.id, owner, by)))
    trail.record(session, by.ref, "application.owned", subject=application.ref)
    session.flush()


def hand_over(session: Session, ref: str, *, to: str, by: Teammate, touches: int = 0) -> HandOver:
    """Give another teammate all that this one answers for, and end this one's access: all of it or
    nothing. So many `touches` the caller has given already.

    Raises Missing, and Refusal where there is nothing, for a receiver who could not answer for it,
    or where the access can't be ended.
    """
    leaver, receiver = teammate_by_ref(session, ref), teammate_by_ref(session, to)
    if leaver is None or receiver is None:
        raise Missing
    absences.hold(session, leaver.id, receiver.id)
    if leaver.id == receiver.id:
        raise Refusal(_("Choose somebody else to hand it to."))
    absences.check_may_answer(receiver)
    done = HandOver(
        ref=new_ref(),
        from_id=leaver.id,
        to_id=receiver.id,
        by_id=by.id,
        at=clock.now(),
        applications=_give_applications(session, leaver, receiver, by=by),
        jobs=_give_jobs(session, leaver, receiver, by=by),
        covers=absences.hand_covers(session, leaver, receiver),
        touches=touches,
    )
    if not (done.applications or done.jobs or done.covers or done.touches):
        raise Refusal(_("Nothing is theirs to hand over."))
    session.add(done)
    trail.record(session, by.ref, "team.handed_over", subject=leaver.ref)
    session.flush()
    team.disable(session, leaver.ref, by=by)
    events.emit(session, HandedOver(done.id))
    return done


def _give_applications(
    session: Session, leaver: Teammate, receiver: Teammate, *, by: Teammate
) -> int:
    whose = {"leaver": leaver.id, "receiver": receiver.id}
    given: Sequence[Row[int, str]] = session.execute(_OWNED, whose).all()
    if not given:
        return 0
    session.execute(_GIVEN, whose)
    session.execute(insert(TimelineEntry), [_line(row.id, receiver, by) for row in given])
    refs = [row.ref for row in given]
    trail.record_all(session, by.ref, "application.owned", subjects=refs)
    session.expire_all()
    return len(given)


def _give_jobs(session: Session, leaver: Teammate, receiver: Teammate, *, by: Teammate) -> int:
    led = session.scalars(_LED, {"leaver": leaver.id}).all()
    for job in led:
        job.lead_id = receiver.id
        job.version += 1
        trail.record(session, by.ref, "job.handed_over", subject=job.ref)
    session.flush()
    return len(led)


def _line(application_id: int, owner: Teammate, by: Teammate) -> dict[str, object]:
    """A line of the history, for the team only."""
    return {
        "application_id": application_id,
        "kind": TimelineKind.FACT,
        "words": _("%(name)s answers for this application now", name=owner.name),
        "is_told": False,
        "at": clock.now(),
        "by_id": by.id,
    }
