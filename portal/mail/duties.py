"""Letters to teammates about what they answer for."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.hiring.events import ExtendedAgain, HandedOver
from portal.hiring.models import Application, HandOver, Update
from portal.mail.kinds import Letter
from portal.mail.outbox import NewMessage, put
from portal.mail.whom import leads_of


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
    """They were told once more that we need longer: whoever leads the job hears of it."""
    application = session.get_one(Application, event.application_id)
    update = session.get_one(Update, event.update_id)
    for teammate in leads_of(session, application.job):
        message = NewMessage(
            letter=Letter.TEAM_THIRD_EXTENSION,
            purpose=f"{Letter.TEAM_THIRD_EXTENSION.value}:{update.ref}:{teammate.ref}",
            teammate_id=teammate.id,
            application_id=application.id,
            subject=update.ref,
        )
        put(session, message)


LISTENERS: tuple[tuple[type, Callable[[Session, Any], None]], ...] = (
    (HandedOver, handed_over),
    (ExtendedAgain, extended_again),
)
