"""Letters to teammates about what they answer for."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from portal.hiring.models import HandOver
from portal.mail.contents.basis import Links, Outdated
from portal.mail.contents.team import teammate_of
from portal.mail.models import Message

_HAND_OVER = (
    select(HandOver).where(HandOver.ref == bindparam("ref")).options(joinedload(HandOver.leaver))
)


def hand_over(session: Session, message: Message, links: Links) -> dict[str, object]:
    """How much somebody who left gave them."""
    done = session.scalar(_HAND_OVER, {"ref": message.subject})
    if done is None:
        raise Outdated("The hand-over is gone.")
    return {
        "teammate": teammate_of(message).name,
        "leaver": done.leaver.name,
        "applications": done.applications,
        "jobs": done.jobs,
        "covers": done.covers,
        "link": links.team(""),
    }
