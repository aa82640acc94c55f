"""The tables of the core."""

from portal.hiring.models.applications import (
    Application,
    Memo,
    StageMove,
    Verdict,
    Withdrawal,
    WithdrawalReason,
)
from portal.hiring.models.batches import EndingBatch, EndingLine
from portal.hiring.models.handover import HandOver
from portal.hiring.models.jobs import Job, Stage, StageTemplate, TemplateStage
from portal.hiring.models.ledger import Promise
from portal.hiring.models.people import Candidate, OtherId
from portal.hiring.models.search import SearchWords
from portal.hiring.models.second_choices import SecondChoice
from portal.hiring.models.talks import Call, NoteLines
from portal.hiring.models.told import (
    Ending,
    EndingReply,
    ProposalResult,
    Step,
    StepKind,
    StepProposal,
    TimelineEntry,
    TimelineKind,
    Update,
)

__all__ = [
    "Application",
    "Call",
    "Candidate",
    "Ending",
    "EndingBatch",
    "EndingLine",
    "EndingReply",
    "HandOver",
    "Job",
    "Memo",
    "NoteLines",
    "OtherId",
    "Promise",
    "ProposalResult",
    "SearchWords",
    "SecondChoice",
    "Stage",
    "StageMove",
    "StageTemplate",
    "Step",
    "StepKind",
    "StepProposal",
    "TemplateStage",
    "TimelineEntry",
    "TimelineKind",
    "Update",
    "Verdict",
    "Withdrawal",
    "WithdrawalReason",
]
