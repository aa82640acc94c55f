"""Endings for many at once: drafted, begun, above a number confirmed by a second teammate, and
taken back while they wait. Until they leave nothing outside changes.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.batches import Sorted, sort_out
from portal.hiring.holding import CONFIRMED_ABOVE
from portal.hiring.models import Application, Ending, EndingBatch, EndingLine, Job
from portal.hiring.queries import note_facts
from portal.hiring.queries.batch_people import IS_DECIDED, Person, people_in
from portal.hiring.queries.batches import is_a_second_there
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.tokens import new_ref
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

_JOB = select(Job).where(Job.id == bindparam("id")).with_for_update()
_BATCH = select(EndingBatch).where(EndingBatch.id == bindparam("id")).with_for_update()
_OPEN = (
    select(Application.id, Application.ref)
    .where(Application.job_id == bindparam("job"), Application.outcome.is_(None))
    .order_by(Application.applied_at, Application.id)
)
_DECIDED = _OPEN.where(IS_DECIDED)
_LAST = (
    select(EndingBatch)
    .where(EndingBatch.job_id == bindparam("job"))
    .order_by(EndingBatch.id.desc())
    .limit(1)
)
_WAITING = (
    Ending.batch_id == bindparam("batch"),
    Ending.told_at.is_(None),
    Ending.taken_back_at.is_(None),
    Ending.dropped_at.is_(None),
)
_HELD = (
    select(Application.id, Application.ref)
    .join(Ending, Ending.application_id == Application.id)
    .where(*_WAITING)
    .order_by(Application.id)
    .with_for_update(of=Application)
)
_TAKE_BACK = update(Ending).where(*_WAITING).values(taken_back_at=bindparam("at"))
_CHANGED = (
    update(Application)
    .where(Application.id.in_(bindparam("ids", expanding=True)))
    .values(version=Application.version + 1)
)
_LINES = (
    select(EndingLine, Application.ref)
    .join(Application, Application.id == EndingLine.application_id)
    .where(
        EndingLine.batch_id == bindparam("batch"),
        Application.ref.in_(bindparam("refs", expanding=True)),
    )
)


def draft(
    session: Session,
    job: Job,
    by: Teammate,
    *,
    words: str,
    among: Collection[str] | None = None,
) -> EndingBatch:
    """Write one text for whoever is decided and untold in that job (everybody open, where the job
    is being closed), or for those `among` these refs. The same once more at once stays one.

    Raises Refusal for words that say nothing or speak to one of them, or where nobody is there to
    be told.
    """
    note_facts.check_for_many(session, words)
    job = session.scalars(_JOB, {"id": job.id}).one()
    last = session.scalar(_LAST, {"job": job.id})
    if last is not None and _is_the_same(last, by, words):
        return last
    chosen = _chosen(session, job, among)
    if not chosen:
        raise Refusal(_("Nobody here waits to be told that we do not go on."))
    batch = EndingBatch(
        ref=new_ref(), job_id=job.id, words=words, by_id=by.id, created_at=clock.now()
    )
    session.add(batch)
    session.flush()
    session.execute(
        insert(EndingLine),
        [{"batch_id": batch.id, "application_id": one, "own": ""} for one in chosen],
    )
    trail.record(session, by.ref, "batch.drafted", subject=batch.ref)
    return batch


def count(session: Session, job: Job, *, among: Collection[str] | None = None) -> int:
    """How many a draft would be for."""
    return len(_chosen(session, job, among))


def change(session: Session, batch: EndingBatch, by: Teammate, *, words: str) -> None:
    """Another text for all of them. Raises Refusal as `draft` does, and once it was begun."""
    _hold_draft(session, batch)
    note_facts.check_for_many(session, words)
    batch.words = words
    trail.record(session, by.ref, "batch.changed", subject=batch.ref)
    session.flush()


def change_lines(
    session: Session,
    batch: EndingBatch,
    by: Teammate,
    *,
    own: Mapping[str, str],
    looked_at: Collection[str],
) -> None:
    """A line of their own for each of these (by the application's ref), and who of them is told
    with the others although they needed a look. Raises Refusal once it was begun, and for a line
    that is plainly meant for somebody else.
    """
    _hold_draft(session, batch)
    for line, ref in session.execute(_LINES, {"batch": batch.id, "refs": list(own)}).all():
        if own[ref]:
            application = session.get_one(Application, line.application_id)
            note_facts.check(session, application, own[ref])
        line.own, line.is_looked_at = own[ref], ref in looked_at
    trail.record(session, by.ref, "batch.changed", subject=batch.ref)
    session.flush()


def begin(session: Session, batch: EndingBatch, by: Teammate, *, count: int | None) -> None:
    """Tell those who are ready, once it is confirmed where that takes a second teammate; `count`
    is how many there are, as whoever begins it knows. Whoever is not ready is left out for good.

    Raises Refusal where it was begun already, nobody is ready, or there are not so many.
    """
    _hold_draft(session, batch)
    found = sorted_out(session, batch)
    _check_count(len(found.ready), count)
    left_out = [
        {"id": person.line_id, "why_not": why}
        for why, people in found.others.items()
        for person in people
    ]
    if left_out:
        session.execute(update(EndingLine), left_out)
    batch.by_id, batch.begun_at, batch.size = by.id, clock.now(), len(found.ready)
    if not needs_second(session, batch.size, by):
        batch.confirmed_at = clock.now()
    trail.record(session, by.ref, "batch.begun", subject=batch.ref)
    session.flush()


def confirm(session: Session, batch: EndingBatch, by: Teammate) -> None:
    """A second teammate agrees: from now on the endings are written. Raises Refusal for whoever
    began it, and where nothing waits for that.
    """
    _hold(session, batch)
    if not batch.is_asking():
        raise Refusal(_("This waits for nobody’s yes: it was confirmed or taken back meanwhile."))
    if batch.by_id == by.id:
        raise Refusal(_("You began this: somebody else has to confirm it."))
    batch.confirmed_at, batch.confirmed_by_id = clock.now(), by.id
    trail.record(session, by.ref, "batch.confirmed", subject=batch.ref)
    session.flush()


def take_back(session: Session, batch: EndingBatch, by: Teammate) -> None:
    """Let nothing of it leave that has not left; nobody outside notices. Raises Refusal where it
    was taken back already, or all of it has left.
    """
    _hold(session, batch)
    if batch.taken_back_at is not None:
        raise Refusal(_("This was taken back already."))
    held = session.execute(_HELD, {"batch": batch.id}).all()
    if batch.written_at is not None and not held:
        raise Refusal(_("Nothing of it is waiting to leave any more."))
    _stop(session, batch, [row.id for row in held])
    batch.taken_back_at = clock.now()
    trail.record_all(session, by.ref, "ending.taken_back", subjects=[row.ref for row in held])
    trail.record(session, by.ref, "batch.taken_back", subject=batch.ref)
    session.flush()


def sorted_out(session: Session, batch: EndingBatch) -> Sorted[Person]:
    """Who of the draft is ready, who needs a look, who dropped out, as things are now."""
    job = session.get_one(Job, batch.job_id)
    return sort_out(people_in(session, batch), job_closes=job.closing_at is not None)


def needs_second(session: Session, size: int, by: Teammate) -> bool:
    """Whether so many are told only after a second teammate said yes: where there is one."""
    return size > CONFIRMED_ABOVE and is_a_second_there(session, by.id)


def _chosen(session: Session, job: Job, among: Collection[str] | None) -> list[int]:
    found = session.execute(_DECIDED if job.closing_at is None else _OPEN, {"job": job.id})
    return [row.id for row in found if among is None or row.ref in among]


def _is_the_same(last: EndingBatch, by: Teammate, words: str) -> bool:
    is_mine = (last.by_id, last.words) == (by.id, words) and last.is_draft()
    return is_mine and clock.is_just_now(last.created_at)


def _hold(session: Session, batch: EndingBatch) -> None:
    session.scalars(_BATCH, {"id": batch.id}).one()
    session.expire_all()


def _hold_draft(session: Session, batch: EndingBatch) -> None:
    _hold(session, batch)
    if not batch.is_draft():
        raise Refusal(_("Somebody began this already, or took it back."))


def _check_count(ready: int, count: int | None) -> None:
    if not ready:
        raise Refusal(_("Nobody of them is ready to be told."))
    if count != ready:
        raise Refusal(
            _("It is %(ready)d people who are ready. Look again, and type that.", ready=ready)
        )


def _stop(session: Session, batch: EndingBatch, ids: list[int]) -> None:
    plainly = {"synchronize_session": False}
    values = {"batch": batch.id, "at": clock.now()}
    session.execute(_TAKE_BACK, values, execution_options=plainly)
    session.execute(_CHANGED, {"ids": ids}, execution_options=plainly)
    session.expire_all()
