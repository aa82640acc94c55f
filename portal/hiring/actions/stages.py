"""Moving along the team's own pipeline, which nobody outside sees."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions import applications
from portal.hiring.events import StageMoved
from portal.hiring.models import Application, Stage, StageMove, Update
from portal.hiring.stages import counts_as_interviewed, moves_by_itself, sentence
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

_THERE = (
    select(Stage.id)
    .where(Stage.id == bindparam("stage"))
    .with_for_update(read=True, key_share=True)
)


def move(
    session: Session,
    application: Application,
    by: Teammate | None,
    *,
    stage: Stage,
    seen: int | None = None,
) -> None:
    """Put the application into another stage of its job. Outside nothing changes, except from
    received to in review: then the page says so, with the date promised before and without a
    mail.

    Raises Refusal for a stage of another job, for one that was taken away meanwhile, or where
    somebody else changed the application since `seen`.
    """
    applications.hold(session, application, seen)
    if stage.job_id != application.job_id:
        raise Refusal(_("That stage belongs to another job."))
    if stage.id == application.stage_id:
        return
    if session.scalar(_THERE, {"stage": stage.id}) is None:
        raise Refusal(_("That stage is gone."))
    now = clock.now()
    session.add(
        StageMove(
            application_id=application.id,
            from_stage_id=application.stage_id,
            to_stage_id=stage.id,
            at=now,
            by_id=by.id if by else None,
        )
    )
    _show_review(session, application, stage)
    application.stage_id = stage.id
    application.interviewed = application.interviewed or counts_as_interviewed(stage.status)
    application.version += 1
    actor = by.ref if by else trail.SYSTEM
    trail.record(session, actor, "application.moved", subject=application.ref)
    session.flush()
    events.emit(session, StageMoved(application.id))


def _show_review(session: Session, application: Application, stage: Stage) -> None:
    if stage.status is None or not application.is_open():
        return
    if not moves_by_itself(application.status, stage.status):
        return
    application.status = stage.status
    session.add(
        Update(
            application_id=application.id,
            status=stage.status,
            sentence=stage.sentence or sentence(stage.status),
            next_word_by=application.next_word_by,
            at=clock.now(),
        )
    )
