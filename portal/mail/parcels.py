"""Taking the next message and making it ready to leave, in one short transaction. State is read
again here: what is no longer true, wanted or timely ends here, and what can't be written fails
alone.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.mail import outbox
from portal.mail.contents.basis import NotYet, Outdated
from portal.mail.envelopes import mail_of, recipient_of
from portal.mail.extras import is_put_off
from portal.mail.kinds import ASKED_FOR, EXTRAS, MOST_ATTEMPTS, NOT_TWICE, Letter
from portal.mail.letters import render
from portal.mail.models import Message
from portal.mail.outbox import Lease
from portal.plumbing.settings import settings

MAY_HAVE_LEFT = "The worker stopped in the middle of it: it may have left, or not."


class _Unreachable(Exception):
    """Nobody is reached at that address; the words are for the team."""


@dataclass(frozen=True)
class Parcel:
    """A mail ready to leave, and the lease under which it does."""

    ref: str
    letter: Letter
    lease: Lease
    attempts: int
    recipient: str
    source: bytes


def take(session: Session, now: datetime, *, most: int) -> tuple[bool, Parcel | None]:
    """Whether a message was taken, and its mail; none where it ended or waits without one. `most`
    is the highest number of `urgency` that may leave now.
    """
    claimed = outbox.claim(session, now, most=most)
    if claimed is None:
        return False, None
    message = claimed.message
    if claimed.was_begun and message.letter in NOT_TWICE:
        outbox.mark_unsure(session, outbox.lease_of(message), problem=MAY_HAVE_LEFT)
    elif message.attempts > MOST_ATTEMPTS:
        problem = "It was begun too often and never finished."
        outbox.mark_failed(session, outbox.lease_of(message), problem=problem)
    elif now > message.use_by:
        _too_late(session, message)
    elif not is_put_off(session, message, now):
        return True, _ready(session, message, now)
    return True, None


def _too_late(session: Session, message: Message) -> None:
    if message.letter in EXTRAS:
        outbox.mark_cancelled(session, outbox.lease_of(message), problem="Too late to be of use.")
    else:
        outbox.mark_stale(session, outbox.lease_of(message))


def _ready(session: Session, message: Message, now: datetime) -> Parcel | None:
    try:
        with session.begin_nested():
            return _parcel(session, message, now)
    except Outdated as reason:
        outbox.mark_cancelled(session, outbox.lease_of(message), problem=str(reason))
    except _Unreachable as reason:
        outbox.mark_failed(session, outbox.lease_of(message), problem=str(reason))
    except NotYet as wait:
        outbox.give_back(session, outbox.lease_of(message), due_at=wait.until)
    except (OperationalError, InterfaceError):
        raise  # the database is away or locked: no fault of this letter's
    except Exception as error:  # a hostile name or a slip in a template holds up nobody else's mail
        problem = f"{type(error).__name__}: {error}"
        outbox.mark_failed(session, outbox.lease_of(message), problem=problem)
    return None


def _parcel(session: Session, message: Message, now: datetime) -> Parcel:
    if message.candidate is not None and message.candidate.made_up_as:
        raise Outdated("Somebody made up is never mailed.")
    address = _address(message)
    if not address:
        raise Outdated("There is no address any more.")
    if _was_refused(message):
        raise _Unreachable("The address was refused before: correct it, or call.")
    recipient = recipient_of(address)
    source = mail_of(
        render(session, message),
        recipient=recipient,
        message_id=message.message_id,
        sent_at=now,
        company=company(session).name,
        config=settings(session),
    )
    return Parcel(
        message.ref,
        message.letter,
        outbox.lease_of(message),
        attempts=message.attempts,
        recipient=recipient,
        source=source,
    )


def _was_refused(message: Message) -> bool:
    """Whether it goes to an address where nobody is reached, and wasn't asked for from there."""
    candidate = message.candidate
    if candidate is None or message.letter in ASKED_FOR | {Letter.ADDRESS_CHANGED}:
        return False
    return candidate.email_refused_at is not None


def _address(message: Message) -> str | None:
    """Theirs; the one before, for the letter that says that we write elsewhere now."""
    if message.letter is Letter.ADDRESS_CHANGED:
        return message.secret
    person = message.candidate or message.teammate
    return person.email if person else None
