"""The endings of a batch, written some at a time: each lot in a transaction of its own, taken up
again where it stopped, whoever is killed when.
"""

import time
from datetime import date, datetime
from threading import Event

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session, sessionmaker

from portal.audit import trail
from portal.company.queries import calendar, company
from portal.hiring import holding
from portal.hiring.batches import WhyNot, barred, words_for
from portal.hiring.models import Application, Ending, EndingBatch, EndingLine, Job
from portal.hiring.queries.batch_people import Person, next_people
from portal.hiring.stages import EndingWay, Outcome
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.tokens import new_ref
from portal.plumbing.turns import Turns
from portal.team.models import Teammate

JOB = "batches"
AT_ONCE = 100
_UNDER_WAY = (
    EndingBatch.confirmed_at.is_not(None),
    EndingBatch.written_at.is_(None),
    EndingBatch.taken_back_at.is_(None),
)
_BEGUN = select(EndingBatch.id).where(*_UNDER_WAY).order_by(EndingBatch.id)
_BATCH = (
    select(EndingBatch)
    .where(EndingBatch.id == bindparam("id"), *_UNDER_WAY)
    .with_for_update()
    .execution_options(populate_existing=True)
)
_LOCKED = (
    select(Application.id)
    .where(
        Application.id.in_(
            select(EndingLine.application_id)
            .where(
                EndingLine.batch_id == bindparam("batch"),
                EndingLine.id > bindparam("after"),
                EndingLine.why_not.is_(None),
            )
            .order_by(EndingLine.id)
            .limit(bindparam("most"))
        )
    )
    .order_by(Application.id)
    .with_for_update()
)
_CHANGED = (
    update(Application)
    .where(Application.id.in_(bindparam("ids", expanding=True)))
    .values(version=Application.version + 1)
    .execution_options(synchronize_session=False)
)


def work(sessions: sessionmaker[Session], stopping: Event) -> None:
    """Go on with every batch that is confirmed, until told to stop."""
    with sessions() as session:
        found = session.scalars(_BEGUN).all()
    for batch_id in found:
        go_on(sessions, batch_id, stopping=stopping)


def go_on(
    sessions: sessionmaker[Session],
    batch_id: int,
    *,
    seconds: float | None = None,
    stopping: Event | None = None,
) -> bool:
    """Write what is not written of a batch; whether it is over. At most for about that many
    seconds; several may do it at once.
    """
    until = time.monotonic() + seconds if seconds is not None else None
    with sessions() as session:
        turns = Turns(session)
        while _some(session, batch_id):
            session.expunge_all()
            turns.let_others_in()
            if (until and time.monotonic() > until) or (stopping and stopping.is_set()):
                return False
    return True


def _some(session: Session, batch_id: int) -> bool:
    """Some of them in one transaction; whether there is more to do."""
    with transaction(session):
        batch = session.scalar(_BATCH, {"id": batch_id})
        if batch is None:
            return False
        values = {"batch": batch.id, "after": batch.next_line, "most": AT_ONCE}
        session.execute(_LOCKED, values)
        people = next_people(session, batch, most=AT_ONCE)
        if people:
            _write(session, batch, people)
            batch.next_line = people[-1].line_id
        is_last = len(people) < AT_ONCE
        if is_last:
            batch.written_at = clock.now()
        return not is_last


def _write(session: Session, batch: EndingBatch, people: list[Person]) -> None:
    """Those whom a mail may still tell; who closed, was interviewed or heard of otherwise since is
    left out, and the page of the batch says so.
    """
    job_closes = session.get_one(Job, batch.job_id).closing_at is not None
    barriers = {person.line_id: barred(person, job_closes=job_closes) for person in people}
    told = [person for person in people if barriers[person.line_id] is None]
    _leave_out(session, barriers)
    if not told:
        return
    hours = _Hours(session, batch)
    rows = [_ending(batch, person, hours) for person in told]
    session.execute(insert(Ending), rows)
    session.execute(_CHANGED, {"ids": [person.application_id for person in told]})
    by = session.get_one(Teammate, batch.by_id)
    trail.record_all(session, by.ref, "ending.written", subjects=[one.ref for one in told])


def _leave_out(session: Session, barriers: dict[int, WhyNot | None]) -> None:
    rows = [{"id": line, "why_not": why} for line, why in barriers.items() if why is not None]
    if rows:
        session.execute(update(EndingLine), rows)


class _Hours:
    """When words written now leave, worked out once for each zone and promised day."""

    def __init__(self, session: Session, batch: EndingBatch) -> None:
        self.now = clock.now()
        self._calendar, self._house = calendar(session), company(session).time_zone
        self._hold = holding.hold_of(batch.size, is_confirmed=batch.confirmed_by_id is not None)
        self._known: dict[tuple[str, date | None], datetime] = {}

    def leaves_at(self, person: Person) -> datetime:
        """For that person, where they are."""
        key = (person.zone or self._house, person.promised)
        if key not in self._known:
            zone, due = key
            self._known[key] = holding.leaves_at(
                self.now, zone, self._calendar, due=due, hold=self._hold
            )
        return self._known[key]


def _ending(batch: EndingBatch, person: Person, hours: _Hours) -> dict[str, object]:
    return {
        "ref": new_ref(),
        "application_id": person.application_id,
        "batch_id": batch.id,
        "way": EndingWay.MAIL,
        "outcome": Outcome.NOT_SELECTED if person.is_decided else Outcome.JOB_CLOSED,
        "words": words_for(batch.words, person.own),
        "written_at": hours.now,
        "leaves_at": hours.leaves_at(person),
        "by_id": batch.by_id,
    }
