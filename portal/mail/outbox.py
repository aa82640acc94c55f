"""The outbox: messages are put here in the transaction that gives rise to them, taken by one
worker, marked.

Nothing here talks to a mail server, and nothing here commits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from sqlalchemy import CursorResult, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.mail.kinds import (
    LEASE,
    LEAST_URGENT,
    WAITING,
    Letter,
    MessageState,
    urgency,
    use_by,
)
from portal.mail.models import ON_ITS_WAY, Message
from portal.plumbing import clock, jobs
from portal.plumbing.database_time import database_time
from portal.plumbing.settings import settings
from portal.plumbing.text import one_line
from portal.plumbing.tokens import new_key, new_ref

SENDING_JOB = "mail"
_BATCH = 1000
_PROBLEM_AT_MOST = 300
_INSERT = {
    "sqlite": sqlite.insert(Message).on_conflict_do_nothing(index_elements=[Message.purpose]),
    "postgresql": postgresql.insert(Message).on_conflict_do_nothing(
        index_elements=[Message.purpose]
    ),
}
_IS_DUE = (
    ON_ITS_WAY,
    Message.due_at <= bindparam("now"),
    Message.urgency <= bindparam("most"),
    or_(Message.state != MessageState.SENDING, Message.leased_until <= database_time()),
)
_NEXT = (
    select(Message, (database_time() + bindparam("seconds")).label("until"))
    .where(*_IS_DUE)
    .order_by(Message.urgency, Message.due_at, Message.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=Message)
)
_ANY = select(select(Message.id).where(*_IS_DUE).exists())
_ABOUT = select(Message).where(
    Message.subject == bindparam("subject"),
    Message.letter.in_(bindparam("letters", expanding=True)),
    Message.state.in_(WAITING),
)


class LeaseLost(Exception):
    """Somebody else has the message by now: what this worker knows of it counts no more."""


@dataclass(frozen=True)
class Lease:
    """One worker's right to one message, for a short time."""

    message_id: int
    key: str


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    """One mail to be sent: to a candidate or to a teammate, once for its `purpose`.

    `subject` is the ref of the row it tells of; `due_at` (aware) is now where nothing is said;
    `secret` is a code or key that must not outlive the sending.
    """

    letter: Letter
    purpose: str
    candidate_id: int | None = None
    teammate_id: int | None = None
    application_id: int | None = None
    subject: str = ""
    due_at: datetime | None = None
    secret: str = ""


def put(session: Session, *new: NewMessage) -> None:
    """Write the messages down, to leave when this transaction is committed; a purpose known
    already stays as it is.
    """
    now, domain = clock.now(), mail_domain(settings(session).mail_from)
    for start in range(0, len(new), _BATCH):
        rows = [_row(message, now, domain) for message in new[start : start + _BATCH]]
        session.execute(_INSERT[session.get_bind().dialect.name], rows)
    if new:
        jobs.nudge(session, SENDING_JOB)


def put_unsent(session: Session, new: NewMessage, *, problem: str) -> None:
    """Write down a message that can't leave, so that a person sees to it."""
    row = _row(new, clock.now(), mail_domain(settings(session).mail_from))
    row |= {"state": MessageState.FAILED, "problem": problem}
    session.execute(_INSERT[session.get_bind().dialect.name], [row])


@dataclass(frozen=True)
class Claimed:
    """A message that this worker has for the time of one lease. `was_begun`: another worker had it
    and never said what became of it, so that it may have left.
    """

    message: Message
    was_begun: bool


def is_any_due(session: Session, now: datetime, *, most: int = LEAST_URGENT) -> bool:
    """Whether a worker would find something: asked first, since looking locks nothing. `most` is
    the highest number of `urgency` that is looked for.
    """
    return bool(session.scalar(_ANY, {"now": now, "most": most}))


def claim(session: Session, now: datetime, *, most: int = LEAST_URGENT) -> Claimed | None:
    """Take the most urgent message that is due, for the time of one lease; None where nothing is.

    Commit before the first byte goes out: then no other worker takes it before the lease is over,
    by the database's clock. What another worker's lease ran out on is due again.
    """
    values = {"now": now, "most": most, "seconds": LEASE.total_seconds()}
    found = session.execute(_NEXT, values).one_or_none()
    if found is None:
        return None
    message, until = found
    claimed = Claimed(message, message.state is MessageState.SENDING)
    message.state, message.lease = MessageState.SENDING, new_key()
    message.leased_until = until
    message.attempts += 1
    session.flush()
    return claimed


def lease_of(message: Message) -> Lease:
    """What the worker that has just claimed it writes under."""
    return Lease(message.id, message.lease)


def mark_sent(session: Session, lease: Lease, now: datetime) -> None:
    """The mail server took it. Raises LeaseLost."""
    _settle(session, lease, state=MessageState.SENT, sent_at=now, secret="", problem="")


def mark_retry(session: Session, lease: Lease, *, due_at: datetime, problem: str) -> None:
    """It could not leave now; it is due again at `due_at`. Raises LeaseLost."""
    _settle(session, lease, state=MessageState.RETRY, due_at=due_at, problem=problem)


def mark_failed(session: Session, lease: Lease, *, problem: str) -> None:
    """It will not leave without a person. Raises LeaseLost."""
    _settle(session, lease, state=MessageState.FAILED, secret="", problem=problem)


def mark_stale(session: Session, lease: Lease) -> None:
    """Its use-by is over: a person decides. Raises LeaseLost."""
    _settle(session, lease, state=MessageState.STALE, secret="", problem="")


def mark_unsure(session: Session, lease: Lease, *, problem: str) -> None:
    """It may have left, and must not leave twice: a person decides. Raises LeaseLost."""
    _settle(session, lease, state=MessageState.UNSURE, secret="", problem=problem)


def mark_cancelled(session: Session, lease: Lease, *, problem: str) -> None:
    """What it says is no longer true, or no longer wanted. Raises LeaseLost."""
    _settle(session, lease, state=MessageState.CANCELLED, secret="", problem=problem)


def give_back(session: Session, lease: Lease, *, due_at: datetime) -> None:
    """Let it wait until `due_at` as if it had not been taken. Raises LeaseLost."""
    _settle(
        session,
        lease,
        state=MessageState.QUEUED,
        due_at=due_at,
        attempts=Message.attempts - 1,
    )


def cancel(
    session: Session, subject: str, letters: Iterable[Letter], *, problem: str
) -> set[Letter]:
    """Take back what waits about that subject and has not left; gives the kinds that were taken
    back.
    """
    found = session.scalars(_ABOUT, {"subject": subject, "letters": list(letters)}).all()
    for message in found:
        message.state, message.secret, message.problem = MessageState.CANCELLED, "", problem
    session.flush()
    return {message.letter for message in found}


def mail_domain(mail_from: str) -> str:
    """The domain our mails come from, in ASCII."""
    domain = parseaddr(mail_from)[1].rpartition("@")[2]
    return domain.encode("idna").decode() or "localhost"


def _row(new: NewMessage, now: datetime, domain: str) -> dict[str, Any]:
    ref, due_at = new_ref(), new.due_at or now
    return {
        **new.__dict__,
        "ref": ref,
        "state": MessageState.QUEUED,
        "urgency": urgency(new.letter),
        "created_at": now,
        "due_at": due_at,
        "use_by": use_by(new.letter, due_at),
        "message_id": f"<{ref}@{domain}>",
        "attempts": 0,
        "lease": "",
        "problem": "",
    }


def _settle(session: Session, lease: Lease, **values: Any) -> None:
    if "problem" in values:
        values["problem"] = one_line(values["problem"])[:_PROBLEM_AT_MOST]
    statement = (
        update(Message)
        .where(
            Message.id == lease.message_id,
            Message.lease == lease.key,
            Message.state == MessageState.SENDING,
        )
        .values(lease="", **values)
        .execution_options(synchronize_session="fetch")
    )
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    if result.rowcount != 1:
        raise LeaseLost
