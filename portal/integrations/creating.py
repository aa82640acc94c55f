"""Rows that come in: candidates, jobs, applications, what had happened to them; a batch at a
time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session, selectinload

from portal.audit import trail
from portal.hiring.actions import crowds, history
from portal.hiring.actions.applications import NewApplication
from portal.hiring.actions.history import Decided, Past
from portal.hiring.actions.steps import Plan
from portal.hiring.models import Application, Candidate, Memo, Stage, StageMove, StepKind
from portal.hiring.stages import Outcome
from portal.integrations import known, sync
from portal.integrations.jobs import Jobs
from portal.integrations.models import ImportedApplication, ImportLine
from portal.integrations.options import OldOpen
from portal.integrations.people import People
from portal.integrations.rows import Row
from portal.integrations.setting import Setting
from portal.integrations.sync import REJECTED
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

_OUTCOMES = {"withdrawn": Outcome.WITHDRAWN, "hired": Outcome.HIRED}
_ENDED = ("rejected_at", "hired_at", "stage_changed_at")
_WITH_STEPS = (
    select(Application)
    .where(Application.id.in_(bindparam("ids", expanding=True)))
    .options(selectinload(Application.steps))
)


@dataclass(frozen=True)
class _Arrival:
    """A row that came in."""

    doc: dict[str, Any]
    row: Row
    stage: Stage
    id: int
    ref: str


def create(session: Session, lines: Sequence[ImportLine], setting: Setting) -> None:
    """Bring these rows in. Whoever came in since the plan was made stays as they are."""
    coming = list(_coming(session, lines, setting))
    session.flush()
    news = [new for _doc, _row, new in coming]
    added = crowds.add(session, news, setting.by, calendar=setting.calendar)
    arrivals = [
        _Arrival(doc, row, new.stage, one.id, one.ref)
        for (doc, row, new), one in zip(coming, added, strict=True)
    ]
    _write_ends(session, arrivals, setting)
    _write_moves(session, arrivals)
    _write_memos(session, arrivals, setting)
    _set_steps(session, arrivals, setting)
    _remember(session, arrivals, setting)


def row_of(line: ImportLine) -> Row:
    """The row as it was read."""
    return Row(line.line, dict(line.doc["values"]), email_key=line.doc["email_key"])


def interview_plan(row: Row) -> Plan:
    """The interview columns as a step."""
    return Plan(
        kind=StepKind.INTERVIEW,
        title=_("Interview"),
        starts_at=datetime.fromisoformat(row.get("interview_start")),
        ends_at=datetime.fromisoformat(row.get("interview_end")),
        time_zone=row.get("interview_timezone"),
        place=row.get("interview_location"),
        url=row.get("interview_url"),
    )


def _coming(
    session: Session, lines: Sequence[ImportLine], setting: Setting
) -> Iterator[tuple[dict[str, Any], Row, NewApplication]]:
    rows = [row_of(line) for line in lines]
    found = [setting.book.find(row) for row in rows]
    here = known.look_up(session, rows)
    cases = [
        case
        for case in zip(lines, rows, found, strict=True)
        if here.application(case[1], case[2]) is None
    ]
    jobs = Jobs(session, setting, found)
    people = People(session, here, [row for _line, row, _job in cases])
    for line, row, known_job in cases:
        stage = jobs.stage(jobs.job(row, known_job), row, line.doc)
        owner = session.get(Teammate, line.doc["owner"]) if line.doc["owner"] else None
        who = people.candidate(row)
        new = _new(row, line.doc, setting, candidate=who, stage=stage, owner=owner)
        yield line.doc, row, new


def _new(
    row: Row,
    doc: Mapping[str, Any],
    setting: Setting,
    *,
    candidate: Candidate,
    stage: Stage,
    owner: Teammate | None,
) -> NewApplication:
    due = date.fromisoformat(doc["due"]) if doc["due"] else None
    return NewApplication(
        candidate=candidate,
        job=stage.job,
        stage=stage,
        applied_at=row.moment("applied_at") or _ended_at(row, setting),
        zone=setting.zone,
        owner=owner,
        external_id=row.get("application_id") or None,
        source=row.get("source"),
        next_word_by=due if due and due >= setting.today else None,
    )


def _write_ends(session: Session, arrivals: Sequence[_Arrival], setting: Setting) -> None:
    closed, decided = [], []
    for one in arrivals:
        outcome, at = _outcome(one, setting), _ended_at(one.row, setting)
        if outcome is not None:
            closed.append(Past(one.id, one.ref, outcome, at))
        elif one.doc["standing"] == REJECTED or _old(one, setting) is OldOpen.TELL:
            decided.append(Decided(one.id, one.ref, at, one.row.get("rejection_reason")))
    history.close(session, closed, setting.by)
    history.decide(session, decided, setting.by)


def _outcome(one: _Arrival, setting: Setting) -> Outcome | None:
    """How it ended before it came in; None where it is open here."""
    standing = one.doc["standing"]
    was_told = setting.options.told if standing == REJECTED else _old(one, setting) is OldOpen.TOLD
    return Outcome.NOT_SELECTED if was_told else _OUTCOMES.get(standing)


def _old(one: _Arrival, setting: Setting) -> OldOpen:
    """What was chosen for people of that job who applied long ago, where this is one of them."""
    asked = one.doc["asked"]
    return OldOpen(setting.options.old.get(asked, OldOpen.KEEP)) if asked else OldOpen.KEEP


def _ended_at(row: Row, setting: Setting) -> datetime:
    return next((at for name in _ENDED if (at := row.moment(name))), setting.now)


def _write_moves(session: Session, arrivals: Sequence[_Arrival]) -> None:
    moves = [
        {"application_id": one.id, "to_stage_id": one.stage.id, "at": at}
        for one in arrivals
        if (at := one.row.moment("stage_changed_at"))
    ]
    if moves:
        session.execute(insert(StageMove), moves)


def _write_memos(session: Session, arrivals: Sequence[_Arrival], setting: Setting) -> None:
    """Note columns are for the team: never the candidate's to read."""
    noted = [one for one in arrivals if one.row.get("memo")]
    if not noted:
        return
    by_id = setting.by.id if setting.by else None
    memos = [
        {"application_id": one.id, "words": one.row.get("memo"), "at": setting.now, "by_id": by_id}
        for one in noted
    ]
    session.execute(insert(Memo), memos)
    trail.record_all(session, setting.actor, "memo.added", subjects=[one.ref for one in noted])


def _set_steps(session: Session, arrivals: Sequence[_Arrival], setting: Setting) -> None:
    rows = {one.id: one.row for one in arrivals if one.row.get("interview_start")}
    if not rows:
        return
    for application in session.scalars(_WITH_STEPS, {"ids": list(rows)}).all():
        set_step(session, application, rows[application.id], setting=setting)
    session.flush()


def set_step(session: Session, application: Application, row: Row, *, setting: Setting) -> None:
    """Put the row's interview ahead of somebody who is told nothing by it."""
    history.set_step(
        session,
        application,
        setting.by,
        plan=interview_plan(row),
        external_id=row.get("interview_id") or None,
    )


def _remember(session: Session, arrivals: Sequence[_Arrival], setting: Setting) -> None:
    """What the file said, so that the same file again changes nothing."""
    addresses = setting.team.addresses
    remembered = [
        {
            "key": one.doc["key"],
            "application_id": one.id,
            "run_id": setting.run_id,
            "seen": sync.facts(
                one.row, one.doc["standing"], addresses.get(one.doc["owner"] or 0, "")
            ),
        }
        for one in arrivals
    ]
    if remembered:
        session.execute(insert(ImportedApplication), remembered)
