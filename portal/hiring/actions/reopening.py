"""Going on after all with somebody who was told that we don't."""

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions import applications, updates
from portal.hiring.actions.updates import Word
from portal.hiring.models import Application, Stage, Update
from portal.hiring.stages import CLOSED_BY_US, TELLABLE
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

AGAIN = CLOSED_BY_US
"""What we may go back on by ourselves; who declined or withdrew undoes that, not we."""


def reopen(
    session: Session,
    application: Application,
    by: Teammate,
    *,
    word: Word,
    stage: Stage,
    seen: int | None = None,
) -> Update:
    """Open a told ending again, in that stage, with words and a promise: page, promise and mail
    change together. What was told stays in the history, and nothing is decided any more.

    Raises Refusal where it is open or was not closed by us, in a closed job, for a status that an
    update can't say, without words or a date, or where somebody else changed it since `seen`.
    """
    applications.hold(session, application, seen)
    if application.outcome not in AGAIN:
        raise Refusal(_("Only what we ended ourselves can be opened again."))
    if application.job.closed_at is not None:
        raise Refusal(_("The job is closed: nobody is in it. Add them to an open job instead."))
    if word.status not in TELLABLE:
        raise Refusal(_("Choose a stage that they may read of."))
    if word.next_word_by is None:
        raise Refusal(_("Say by when the next word will come."))
    verdict = application.verdict()
    if verdict is not None:
        verdict.taken_back_at = clock.now()
    application.outcome = application.closed_at = application.ending_id = None
    application.status, application.next_word_by = word.status, word.next_word_by
    session.flush()
    trail.record(session, by.ref, "ending.reopened", subject=application.ref)
    return updates.give_and_move(session, application, by, word=word, stage=stage)
