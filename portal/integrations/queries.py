"""Import runs and their lines, as they are shown and applied."""

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, undefer

from portal.hiring.models import Application, Candidate
from portal.integrations.models import (
    ColumnMap,
    ImportedApplication,
    ImportLine,
    ImportRun,
    ImportState,
)
from portal.integrations.tally import ACTIONS

_A_PAGE = 500
_UNDER_WAY = (ImportState.APPLYING, ImportState.INTRODUCING)
_RUN = select(ImportRun).where(ImportRun.ref == bindparam("ref")).options(undefer(ImportRun.plan))
_RUN_HELD = _RUN.with_for_update()
_RECENT = (
    select(ImportRun)
    .where(ImportRun.state != ImportState.READING)
    .order_by(ImportRun.id.desc())
    .limit(20)
)
_BEGUN = (
    select(ImportRun.ref)
    .where(ImportRun.file_sha256 == bindparam("sha256"), ImportRun.state == ImportState.APPLYING)
    .order_by(ImportRun.id)
)
_ALL_BEGUN = select(ImportRun.ref).where(ImportRun.state.in_(_UNDER_WAY)).order_by(ImportRun.id)
_MAP = select(ColumnMap).where(ColumnMap.source == bindparam("source"))
_LINES_OF = (
    select(ImportLine)
    .where(
        ImportLine.run_id == bindparam("run"),
        ImportLine.action.in_(bindparam("actions", expanding=True)),
        ImportLine.line >= bindparam("start"),
    )
    .order_by(ImportLine.line)
    .limit(bindparam("most"))
)
_COUNT = select(func.count()).where(
    ImportLine.run_id == bindparam("run"),
    ImportLine.action.in_(bindparam("actions", expanding=True)),
    ImportLine.line < bindparam("before"),
)
_CAME_IN = (
    select(Application.id)
    .join(ImportedApplication, ImportedApplication.application_id == Application.id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .where(
        ImportedApplication.run_id == bindparam("run"),
        Application.introduced_at.is_(None),
        Application.outcome.is_(None),
        Candidate.email.is_not(None),
    )
)
_TO_INTRODUCE = (
    _CAME_IN.where(Application.id > bindparam("after"))
    .order_by(Application.id)
    .limit(bindparam("most"))
)
_COUNT_TO_INTRODUCE = _CAME_IN.with_only_columns(func.count())

WRITING = ("create", "update")
"""The actions that write something."""


def run(session: Session, ref: str) -> ImportRun | None:
    """The run with that ref, with its plan."""
    return session.scalar(_RUN, {"ref": ref})


def run_for_update(session: Session, ref: str) -> ImportRun | None:
    """The same, held until the transaction ends.

    Who waited for a plan that was made anew finds its ref at another row, and looks once more.
    """
    return _held(session, ref) or _held(session, ref)


def recent(session: Session) -> Sequence[ImportRun]:
    """The last runs, newest first."""
    return session.scalars(_RECENT).all()


def begun_with(session: Session, sha256: str) -> str | None:
    """The ref of a run of that very file that was begun and not ended."""
    return session.scalar(_BEGUN, {"sha256": sha256})


def begun(session: Session) -> Sequence[str]:
    """The refs of all runs that were begun and not ended, oldest first."""
    return session.scalars(_ALL_BEGUN).all()


def column_map(session: Session, source: str) -> ColumnMap | None:
    """What was confirmed for that source."""
    return session.scalar(_MAP, {"source": source})


def lines(session: Session, run_id: int, actions: Sequence[str] = ACTIONS) -> Iterator[ImportLine]:
    """All lines of the plan with those actions, read a few hundred at a time."""
    start = 0
    while page := lines_of(session, run_id, actions, start=start, most=_A_PAGE):
        yield from page
        start = page[-1].line + 1


def lines_of(
    session: Session, run_id: int, actions: Sequence[str], *, start: int = 0, most: int = 200
) -> Sequence[ImportLine]:
    """The next lines with those actions, from line `start` on."""
    wanted = {"run": run_id, "actions": actions, "start": start, "most": most}
    return session.scalars(_LINES_OF, wanted).all()


def count(session: Session, run_id: int, *, before: int) -> int:
    """How many lines that write something stand before that line."""
    found = {"run": run_id, "actions": WRITING, "before": before}
    return session.scalar(_COUNT, found) or 0


def to_introduce(session: Session, run_id: int, *, after: int, most: int) -> Sequence[int]:
    """Ids of the next applications of that run whom nobody has introduced yet."""
    return session.scalars(_TO_INTRODUCE, {"run": run_id, "after": after, "most": most}).all()


def first_to_introduce(session: Session, run_id: int) -> Application | None:
    """The first of them."""
    found = to_introduce(session, run_id, after=0, most=1)
    return session.get(Application, found[0]) if found else None


def count_to_introduce(session: Session, run_id: int) -> int:
    """How many those are."""
    return session.scalar(_COUNT_TO_INTRODUCE, {"run": run_id}) or 0


def _held(session: Session, ref: str) -> ImportRun | None:
    return session.scalar(_RUN_HELD, {"ref": ref}, execution_options={"populate_existing": True})
