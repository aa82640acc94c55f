"""What is extra stays within the contact budget: it waits for its turn, and where several extras
of one person are due at once, one letter carries them all.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from portal.company.queries import calendar
from portal.engagement.budget import A_WEEK, next_allowed
from portal.hiring.models import Candidate
from portal.mail import outbox
from portal.mail.contents.basis import zone_of
from portal.mail.kinds import EXTRAS, WAITING, Letter, MessageState
from portal.mail.models import JOINED, Message
from portal.mail.outbox import NewMessage

TOGETHER = "It goes out in one letter with other extras."
_HELD = select(Candidate).where(Candidate.id == bindparam("id")).with_for_update()
_THEIRS = (
    Message.candidate_id == bindparam("candidate"),
    Message.letter.in_(sorted(EXTRAS)),
    Message.id != bindparam("this"),
)
_LEFT = select(Message.sent_at).where(
    *_THEIRS,
    or_(Message.sent_at > bindparam("since"), Message.state == MessageState.SENDING),
)
_DUE_TOO = (
    select(Message)
    .where(
        *_THEIRS,
        Message.state.in_(WAITING),
        Message.due_at <= bindparam("now"),
        Message.use_by >= bindparam("now"),
    )
    .order_by(Message.id)
    .with_for_update(skip_locked=True)
)
_CARRIED = update(Message).where(JOINED)
_BY_PURPOSE = select(Message).where(Message.purpose == bindparam("purpose"))


def is_put_off(session: Session, message: Message, now: datetime) -> bool:
    """Whether a message that was claimed doesn't leave now by itself: the budget is used up, and it
    waits; or others are due too, and a digest carries them all. What is owed always leaves.
    """
    if message.letter not in EXTRAS or message.candidate_id is None:
        return False
    # Two workers must not each find room for "one more" for the same person.
    candidate = session.scalars(_HELD, {"id": message.candidate_id}).one()
    about = {"candidate": candidate.id, "this": message.id, "since": now - A_WEEK, "now": now}
    left = [sent_at or now for sent_at in session.scalars(_LEFT, about)]
    zone = zone_of(session, candidate)
    allowed = next_allowed(now, left, zone=zone, calendar=calendar(session))
    if allowed > now:
        outbox.give_back(session, outbox.lease_of(message), due_at=allowed)
        return True
    return _is_joined(session, message, session.scalars(_DUE_TOO, about).all())


def _is_joined(session: Session, message: Message, others: Sequence[Message]) -> bool:
    """Join what is due into one letter; whether that is another one than the message at hand."""
    if not others:
        return False
    due = [message, *others]
    digest = next((one for one in due if one.letter is Letter.DIGEST), None)
    digest = digest or _new_digest(session, message)
    _join(session, [one for one in due if one is not digest], digest)
    return digest is not message


def _join(session: Session, joined: Sequence[Message], digest: Message) -> None:
    """Let that digest carry them, and what they carry, until the last of them would be dropped."""
    for message in joined:
        message.state, message.lease = MessageState.CANCELLED, ""
        message.joined_id, message.problem = digest.id, TOGETHER
        digest.use_by = max(digest.use_by, message.use_by)
    session.flush()
    for carrier in (one for one in joined if one.letter is Letter.DIGEST):
        session.execute(_CARRIED.where(Message.joined_id == carrier.id).values(joined_id=digest.id))


def _new_digest(session: Session, first: Message) -> Message:
    purpose = f"{Letter.DIGEST.value}:{first.ref}"
    outbox.put(
        session,
        NewMessage(letter=Letter.DIGEST, purpose=purpose, candidate_id=first.candidate_id),
    )
    return session.scalars(_BY_PURPOSE, {"purpose": purpose}).one()
