"""Writing the trail down, and reading what it says of somebody."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from portal.audit.models import AuditEntry
from portal.plumbing import clock

CANDIDATE = "candidate"
SYSTEM = "system"

ACTIONS = frozenset(
    {
        "absence.ended",
        "absence.set",
        "application.added",
        "application.came_closed",
        "application.introduced",
        "application.moved",
        "application.owned",
        "application.withdrawn",
        "assurance.claimed",
        "assurance.confirmed",
        "batch.begun",
        "batch.changed",
        "batch.confirmed",
        "batch.drafted",
        "batch.taken_back",
        "call.logged",
        "call.missed",
        "candidate.corrected",
        "candidate.merged",
        "candidate.readdressed",
        "candidates.exported",
        "change.said",
        "change.taken_back",
        "checklist.added",
        "checklist.changed",
        "checklist.removed",
        "checklist.taken",
        "checklist.template_kept",
        "checklist.template_removed",
        "checklist.ticked",
        "checklist.unticked",
        "comment.doubted",
        "comment.kept",
        "comment.taken_out",
        "company.holidays_set",
        "company.set",
        "department.added",
        "department.removed",
        "department.renamed",
        "ending.dropped",
        "ending.mailed_after_all",
        "ending.reopened",
        "ending.taken_back",
        "ending.found_helpful",
        "ending.stay_in_touch_set",
        "ending.told",
        "ending.written",
        "extras.stopped",
        "feedback.exported",
        "feedback.read",
        "first_day.called_off",
        "first_day.planned",
        "first_day.resumed",
        "job.added",
        "job.changed",
        "job.handed_over",
        "job.closed",
        "job.closing",
        "job.kept_open",
        "job.mapped",
        "job.removed",
        "job.reopened",
        "job.reordered",
        "job.stage_removed",
        "letter.restored",
        "letter.reworded",
        "letter.switched_off",
        "letter.switched_on",
        "links.sent",
        "links.turned_off",
        "mail.resumed",
        "mail.sampled",
        "mail.tested",
        "made_up.added",
        "made_up.removed",
        "memo.added",
        "message.called_off",
        "message.marked_as_sent",
        "message.sent_again",
        "note_lines.asked",
        "note_lines.given",
        "offer.accepted",
        "offer.answer_undone",
        "offer.declined",
        "offer.draft_dropped",
        "offer.drafted",
        "offer.file_added",
        "offer.file_removed",
        "offer.lapsed",
        "offer.reasons_given",
        "offer.rescinded",
        "offer.said",
        "offer.sent",
        "person.added",
        "person.removed",
        "offer.started",
        "offer.thanked",
        "offer.thanks_dismissed",
        "post.confirmed",
        "post.picture_added",
        "post.picture_removed",
        "post.taken_back",
        "post.written",
        "question.answered",
        "question.asked",
        "question.settled",
        "round.dropped",
        "round.forgotten",
        "round.opened",
        "round.pooled",
        "round.published",
        "second_choice.marked",
        "second_choice.taken_off",
        "start.change_asked",
        "start.kept",
        "start.moved",
        "step.cancelled",
        "step.changed",
        "step.done",
        "step.other_times",
        "step.restored",
        "step.set",
        "step.undone",
        "survey.answered_with_name",
        "survey.edited",
        "survey.got_back",
        "survey.invited",
        "survey.reached",
        "survey.refusal_undone",
        "survey.refused",
        "survey.rounds_set",
        "survey.switched_off",
        "survey.switched_on",
        "survey.unreached",
        "team.disabled",
        "team.enabled",
        "team.handed_over",
        "team.invited",
        "team.jobs_set",
        "team.password_set",
        "team.role_changed",
        "team.signed_in",
        "template.kept",
        "template.removed",
        "touch.called",
        "touch.dismissed",
        "touch.said",
        "touch_plan.forgotten",
        "touch_plan.kept",
        "touches.called_off",
        "touches.handed_over",
        "touches.moved",
        "touches.planned",
        "touches.resumed",
        "update.given",
        "verdict.reached",
        "verdict.taken_back",
        "withdrawal.explained",
        "withdrawal.undone",
    }
)
"""The closed list: what isn't here can't be written down, so nothing slips in unnamed."""

_ABOUT = (
    select(AuditEntry).where(AuditEntry.subject == bindparam("subject")).order_by(AuditEntry.id)
)


def record(session: Session, actor: str, action: str, *, subject: str) -> None:
    """Write one line: `actor` is CANDIDATE, SYSTEM or a teammate's ref, `subject` the ref of what
    was done to.

    Raises ValueError for an action that isn't in ACTIONS.
    """
    session.add(AuditEntry(**_entry(actor, action, subject)))


def record_all(session: Session, actor: str, action: str, *, subjects: Iterable[str]) -> None:
    """The same action done to many: a line each, in one go."""
    entries = [_entry(actor, action, subject) for subject in subjects]
    if entries:
        session.execute(insert(AuditEntry), entries)


def entries_about(session: Session, subject: str) -> Sequence[AuditEntry]:
    """What was done to whatever has that ref, oldest first."""
    return session.scalars(_ABOUT, {"subject": subject}).all()


def _entry(actor: str, action: str, subject: str) -> dict[str, Any]:
    if action not in ACTIONS:
        raise ValueError(f"{action!r} is not in the list of actions")
    return {"at": clock.now(), "actor": actor, "action": action, "subject": subject}
