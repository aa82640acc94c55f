"""Letters to teammates about what they answer for."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.hiring.events import ExtendedAgain, HandedOver, NoteLinesAsked
from portal.hiring.models import Application, HandOver, NoteLines
from portal.mail.kinds import Letter
from portal.mail.outbox import NewMessage, put
from portal.mail.whom import leads_of
from portal.plumbing import clock

_AN_HOUR = timedelta(hours=1)


def handed_over(session: Session, event: HandedOver) -> None:
    """What somebody who left answered for is theirs now."""
    done = session.get_one(HandOver, event.hand_over_id)
    message = NewMessage(
        letter=Letter.TEAM_HAND_OVER,
        purpose=f"{Letter.TEAM_HAND_OVER.value}:{done.ref}",
        teammate_id=done.to_id,
        subject=done.ref,
    )
    put(session, message)


def extended_again(session: Session, event: ExtendedAgain) -> None:
    """They were told once more that we need longer: whoever leads the job hears of it. One letter
    a job and hour, when the hour is over, since hundreds may be told the same at once.
    """
    job = session.get_one(Application, event.application_id).job
    over = clock.now().replace(minute=0, second=0, microsecond=0) + _AN_HOUR
    for teammate in leads_of(session, job):
        which = f"{job.ref}:{over:%Y%m%d%H}:{teammate.ref}"
        message = NewMessage(
            letter=Letter.TEAM_THIRD_EXTENSION,
            purpose=f"{Letter.TEAM_THIRD_EXTENSION.value}:{which}",
            teammate_id=teammate.id,
            subject=job.ref,
            due_at=over,
        )
        put(session, message)


def note_lines_asked(session: Session, event: NoteLinesAsked) -> None:
    """Two lines are asked of a teammate."""
    lines = session.get_one(NoteLines, event.lines_id)
    message = NewMessage(
        letter=Letter.TEAM_NOTE_ASKED,
        purpose=f"{Letter.TEAM_NOTE_ASKED.value}:{lines.ref}",
        teammate_id=lines.of_id,
        application_id=lines.application_id,
        subject=lines.ref,
    )
    put(session, message)


LISTENERS: tuple[tuple[type, Callable[[Session, Any], None]], ...] = (
    (HandedOver, handed_over),
    (NoteLinesAsked, note_lines_asked),
    (ExtendedAgain, extended_again),
)
