"""Letters to teammates about what they answer for."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.hiring.events import HandedOver
from portal.hiring.models import HandOver
from portal.mail.kinds import Letter
from portal.mail.outbox import NewMessage, put


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


LISTENERS: tuple[tuple[type, Callable[[Session, Any], None]], ...] = ((HandedOver, handed_over),)
