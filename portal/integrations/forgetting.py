"""Plans hold people: after a month they go. Who came in stays, with what a file last said of
them.
"""

from datetime import timedelta
from threading import Event

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session, sessionmaker

from portal.integrations.models import ImportLine, ImportRun, ImportState
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.turns import Turns

JOB = "import-plans"
KEPT_FOR = timedelta(days=30)
HALF_READ_FOR = timedelta(days=1)
_OLD = select(ImportRun).where(
    ImportRun.state == bindparam("state"), ImportRun.made_at < bindparam("before")
)

_RUN = delete(ImportRun).where(ImportRun.id == bindparam("run"))
_SOME_LINES = delete(ImportLine).where(
    ImportLine.run_id == bindparam("run"),
    ImportLine.line.in_(
        select(ImportLine.line).where(ImportLine.run_id == bindparam("run")).limit(1000)
    ),
)


def work(sessions: sessionmaker[Session], stopping: Event) -> None:
    """Remove old plans, until told to stop; and files whose reading was cut short."""
    month_ago, day_ago = clock.now() - KEPT_FOR, clock.now() - HALF_READ_FOR
    with sessions() as session:
        for state, before in (
            (ImportState.READING, day_ago),
            (ImportState.PLANNED, month_ago),
            (ImportState.DONE, month_ago),
        ):
            for run in session.scalars(_OLD, {"state": state, "before": before}).all():
                if not stopping.is_set():
                    _forget(session, run)


def discard(session: Session, run: ImportRun) -> None:
    """Remove a run that brought nobody in."""
    forget_lines(session, run)
    with transaction(session):
        session.execute(_RUN, {"run": run.id})


def forget_lines(session: Session, run: ImportRun) -> None:
    """Remove the lines of a plan, in short transactions."""
    run_id, is_over, turns = run.id, False, Turns(session)
    while not is_over:
        with transaction(session):
            is_over = not session.execute(_SOME_LINES, {"run": run_id}).rowcount  # type: ignore[attr-defined]
        turns.let_others_in()


def _forget(session: Session, run: ImportRun) -> None:
    if run.state is not ImportState.DONE:
        discard(session, run)
    elif run.plan:
        forget_lines(session, run)
        with transaction(session):
            run.plan, run.content = {}, None
