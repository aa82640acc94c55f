"""A plan, carried out: a hundred rows a transaction, taken up again where it stopped, whoever is
killed when.
"""

import time
from threading import Event

from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from portal.hiring.actions import applications
from portal.hiring.models import Application
from portal.integrations import changing, creating, queries
from portal.integrations.models import ImportLine, ImportRun, ImportState
from portal.integrations.options import from_json
from portal.integrations.setting import Setting
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing
from portal.plumbing.turns import Turns
from portal.team.models import Teammate

JOB = "imports"
"""The name under which this runs beside the pages."""

AT_ONCE = 100
_CHANGES_AT_ONCE = 20
"""A change goes through the hiring actions one by one, which takes longer than a row that
comes in.
"""
_INTRODUCED_AT_ONCE = 20
_BEGUN = (
    select(ImportRun.id)
    .where(ImportRun.state == ImportState.APPLYING)
    .order_by(ImportRun.id)
    .with_for_update()
)
_COUNT = text("ANALYZE candidates, applications, imported_applications")


def work(sessions: sessionmaker[Session], stopping: Event) -> None:
    """Go on with every run that was begun, until told to stop."""
    with sessions() as session:
        refs = queries.begun(session)
    for ref in refs:
        go_on(sessions, ref, stopping=stopping)


def go_on(
    sessions: sessionmaker[Session],
    ref: str,
    *,
    seconds: float | None = None,
    stopping: Event | None = None,
) -> bool:
    """Apply a run that was begun, or introduce its people; whether it is over.

    At most for about that many seconds. It can be called again, or by two at once: each batch
    goes on where the last one that was committed ended. Raises Missing.
    """
    until = time.monotonic() + seconds if seconds is not None else None
    with sessions() as session:
        turns, growth = Turns(session), _Growth(session)
        while _batch(session, ref):
            session.expunge_all()
            growth.look()
            turns.let_others_in()
            if (until and time.monotonic() > until) or (stopping and stopping.is_set()):
                return False
    return True


class _Growth:
    """PostgreSQL plans by what it counted last, which in a first import is nothing: each batch
    would read whole tables. So it counts after the first one, and at four times as many again.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._is_needed = session.get_bind().dialect.name == "postgresql"
        self._batches, self._due = 0, 1

    def look(self) -> None:
        self._batches += 1
        if self._is_needed and self._batches == self._due:
            self._due *= 4
            with transaction(self._session):
                self._session.execute(_COUNT)


def _batch(session: Session, ref: str) -> bool:
    """One batch in one transaction; whether there is more to do."""
    with transaction(session):
        session.execute(_BEGUN)  # two files at once would both bring in whoever stands in both
        run = queries.run_for_update(session, ref)
        if run is None:
            raise Missing
        if run.state is ImportState.APPLYING:
            return _rows(session, run)
        if run.state is ImportState.INTRODUCING:
            return _introductions(session, run)
        return False


def _rows(session: Session, run: ImportRun) -> bool:
    lines = _lines(session, run)
    if not lines:
        return _end(run)
    by = session.get(Teammate, run.by_id) if run.by_id else None
    setting = Setting.of(session, run, by)
    creating.create(session, [line for line in lines if line.action == "create"], setting)
    for line in lines:
        if line.action == "update":
            changing.change(session, line, setting)
    run.next_line = lines[-1].line + 1
    return True


def _lines(session: Session, run: ImportRun) -> list[ImportLine]:
    found = queries.lines_of(session, run.id, queries.WRITING, start=run.next_line, most=AT_ONCE)
    changes = 0
    kept = []
    for line in found:
        changes += line.action == "update"
        if changes > _CHANGES_AT_ONCE:
            break
        kept.append(line)
    return kept


def _end(run: ImportRun) -> bool:
    """All rows are in; whoever wanted introductions at once gets them."""
    run.applied_at = clock.now()
    run.content = None
    introduces = from_json(run.options).introduce
    run.state = ImportState.INTRODUCING if introduces else ImportState.DONE
    run.next_line = 0
    return introduces


def _introductions(session: Session, run: ImportRun) -> bool:
    run_id, by_id, after = run.id, run.by_id, run.next_line
    found = queries.to_introduce(session, run_id, after=after, most=_INTRODUCED_AT_ONCE)
    by = session.get(Teammate, by_id) if by_id else None
    for application_id in found:
        applications.introduce(session, session.get_one(Application, application_id), by)
    run.state = run.state if found else ImportState.DONE
    run.next_line = found[-1] if found else 0
    return bool(found)
