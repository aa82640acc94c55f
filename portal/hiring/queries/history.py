"""What happened to one application: words, moves, memos, decisions, in one list."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BindParameter,
    Date,
    Select,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from portal.audit.models import AuditEntry
from portal.hiring.models import (
    Application,
    Ending,
    Memo,
    Stage,
    StageMove,
    Step,
    TimelineEntry,
    TimelineKind,
    Update,
    Verdict,
)
from portal.team.models import Teammate

AT_MOST = 200


class Line(StrEnum):
    """What kind of thing a line of the history tells of."""

    TOLD = "told"
    """Words the candidate reads; with the date promised in them."""
    CANDIDATE = "candidate"
    FACT = "fact"
    NOTED = "noted"
    """What happened and only the team may know."""
    MEMO = "memo"
    MOVE = "move"
    DECIDED = "decided"
    TAKEN_BACK = "taken_back"
    ENDED = "ended"
    """What they read at the end, in full."""
    REOPENED = "reopened"
    """Closed by us, and open again; what they were told of it is a line of its own."""
    STEP_SET = "step.set"
    STEP_CHANGED = "step.changed"
    STEP_CANCELLED = "step.cancelled"
    MAIL = "mail"


INTERNAL = frozenset(
    {Line.NOTED, Line.MEMO, Line.MOVE, Line.DECIDED, Line.TAKEN_BACK, Line.REOPENED}
)
"""What only the team knows."""


@dataclass(frozen=True)
class HistoryLine:
    """One line: when, what, by whom ("" for nobody of the team)."""

    kind: Line
    at: datetime
    words: str
    by: str = ""
    next_word_by: date | None = None

    @property
    def is_internal(self) -> bool:
        """Whether the candidate must never read it."""
        return self.kind in INTERNAL


_OF: BindParameter[int] = bindparam("application")
Rows = Select[*tuple[Any, ...]]
_STEP_ACTIONS = (Line.STEP_SET, Line.STEP_CHANGED, Line.STEP_CANCELLED)
_TURNS = {
    "verdict.taken_back": Line.TAKEN_BACK.value,
    "ending.reopened": Line.REOPENED.value,
}
_from, _to = aliased(Stage), aliased(Stage)
_PROMISED = (
    select(Update.next_word_by)
    .where(Update.application_id == TimelineEntry.application_id, Update.at == TimelineEntry.at)
    .order_by(Update.id.desc())
    .limit(1)
    .correlate(TimelineEntry)
    .scalar_subquery()
)
_SPOKEN = case(
    (~TimelineEntry.is_told, literal(Line.NOTED.value)),
    (TimelineEntry.kind == TimelineKind.HUMAN, literal(Line.TOLD.value)),
    (TimelineEntry.kind == TimelineKind.CANDIDATE, literal(Line.CANDIDATE.value)),
    else_=literal(Line.FACT.value),
)


def _lines(kind: Any, at: Any, words: Any, *, by: Any = Teammate.name, due: Any = None) -> Rows:
    return select(
        kind.label("kind"),
        at.label("at"),
        words.label("words"),
        by.label("by"),
        type_coerce(null() if due is None else due, Date()).label("due"),
    )


def _by(statement: Rows, whose: Any) -> Rows:
    return statement.outerjoin(Teammate, Teammate.id == whose)


_TIMELINE = _by(
    _lines(_SPOKEN, TimelineEntry.at, TimelineEntry.words, due=_PROMISED).select_from(
        TimelineEntry
    ),
    TimelineEntry.by_id,
).where(TimelineEntry.application_id == _OF)
_MEMOS = _by(
    _lines(literal(Line.MEMO.value), Memo.at, Memo.words).select_from(Memo),
    Memo.by_id,
).where(Memo.application_id == _OF)
_MOVES = (
    _by(
        _lines(
            literal(Line.MOVE.value),
            StageMove.at,
            func.coalesce(_from.name, "") + " → " + _to.name,
        ).select_from(StageMove),
        StageMove.by_id,
    )
    .join(_to, _to.id == StageMove.to_stage_id)
    .outerjoin(_from, _from.id == StageMove.from_stage_id)
    .where(StageMove.application_id == _OF)
)
_DECIDED = _by(
    _lines(literal(Line.DECIDED.value), Verdict.decided_at, Verdict.reason).select_from(Verdict),
    Verdict.by_id,
).where(Verdict.application_id == _OF)
_ENDED = _by(
    _lines(literal(Line.ENDED.value), Ending.told_at, Ending.words).select_from(Ending),
    Ending.by_id,
).where(Ending.application_id == _OF, Ending.told_at.is_not(None), Ending.words != "")
_TAKEN_BACK = (
    _lines(case(_TURNS, value=AuditEntry.action, else_=literal("")), AuditEntry.at, literal(""))
    .select_from(AuditEntry)
    .outerjoin(Teammate, Teammate.ref == AuditEntry.actor)
    .where(AuditEntry.subject == bindparam("ref"), AuditEntry.action.in_(sorted(_TURNS)))
)
_STEPS = (
    _lines(AuditEntry.action, AuditEntry.at, Step.title)
    .select_from(AuditEntry)
    .join(Step, Step.ref == AuditEntry.subject)
    .outerjoin(Teammate, Teammate.ref == AuditEntry.actor)
    .where(
        Step.application_id == _OF,
        AuditEntry.action.in_([action.value for action in _STEP_ACTIONS]),
    )
)
_HISTORY = (
    union_all(_TIMELINE, _MEMOS, _MOVES, _DECIDED, _ENDED, _TAKEN_BACK, _STEPS)
    .order_by(literal_column("at").desc(), literal_column("kind"))
    .limit(AT_MOST)
)


def history(session: Session, application: Application) -> list[HistoryLine]:
    """What happened to that application, newest first; the caller has found it for the reader."""
    rows = session.execute(_HISTORY, {"application": application.id, "ref": application.ref})
    return [HistoryLine(Line(row.kind), row.at, row.words, row.by or "", row.due) for row in rows]
