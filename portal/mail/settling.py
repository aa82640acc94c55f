"""Writing down what became of a mail that was handed over, and what follows for the others."""

import random
import time
from datetime import datetime

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from portal.mail import heartbeat, kinds, outbox, unreachable
from portal.mail.answers import Doubted, Refused, Stopped, TryLater
from portal.mail.kinds import ASKED_FOR, NOT_TWICE
from portal.mail.outbox import LeaseLost
from portal.mail.parcels import MAY_HAVE_LEFT, Parcel
from portal.plumbing import clock
from portal.plumbing.db import transaction

Answer = Refused | Doubted | TryLater | Stopped | None
_SETTLE_TRIES = 6
log = structlog.get_logger()


def settle(sessions: sessionmaker[Session], parcel: Parcel, answer: Answer) -> bool:
    """Write it down; whether the others have to wait as well.

    A database that is locked is asked again, since a mail that left can't be called back. What was
    written by whoever has the message by now stands.
    """
    result = type(answer).__name__ if answer else "Sent"
    for _try in range(_SETTLE_TRIES):
        try:
            with sessions() as session, transaction(session):
                stops = _write_down(session, parcel, answer)
        except LeaseLost:
            log.warning("mail.lease_lost", message=parcel.ref, result=result)
            return isinstance(answer, Stopped)
        except OperationalError:
            time.sleep(1)
        else:
            log.info("mail.settled", message=parcel.ref, letter=parcel.letter.value, result=result)
            return stops
    log.error("mail.not_written_down", message=parcel.ref, result=result)
    return isinstance(answer, Stopped)


def _write_down(session: Session, parcel: Parcel, answer: Answer) -> bool:
    match answer:
        case None:
            _sent(session, parcel)
        case Refused():
            outbox.mark_failed(session, parcel.lease, problem=str(answer))
            if answer.is_address:
                unreachable.mark(session, parcel.lease.message_id, parcel.recipient)
        case Doubted():
            return _doubted(session, parcel, answer)
        case TryLater():
            _try_later(session, parcel, answer)
            return answer.is_away
        case Stopped():
            # Our fault and not this mail's, which waits as if nobody had touched it.
            now = clock.now()
            outbox.give_back(session, parcel.lease, due_at=now)
            heartbeat.stop(session, now, str(answer))
            return True
    return False


def _sent(session: Session, parcel: Parcel) -> None:
    now = clock.now()
    outbox.mark_sent(session, parcel.lease, now)
    if parcel.letter in ASKED_FOR:
        unreachable.clear(session, parcel.lease.message_id)
    if heartbeat.is_in_trouble(session):
        heartbeat.clear(session, now)


def _try_later(session: Session, parcel: Parcel, answer: TryLater) -> None:
    now, problem = clock.now(), str(answer)
    due_at = _next_try(parcel, now)
    if answer.may_have_left and parcel.letter in NOT_TWICE:
        outbox.mark_unsure(session, parcel.lease, problem=f"{MAY_HAVE_LEFT} {problem}")
    elif due_at is None:
        outbox.mark_failed(session, parcel.lease, problem=f"Gave up after two days: {problem}")
    else:
        outbox.mark_retry(session, parcel.lease, due_at=due_at, problem=problem)
    if answer.is_away:
        heartbeat.trouble(session, now, problem)


def _doubted(session: Session, parcel: Parcel, answer: Doubted) -> bool:
    """A policy that refuses: this person's, or one about us. The first time it waits a minute and
    the others are tried. Then, if one of them was taken meanwhile, it is this person's; if none
    was, it is us, and everything waits.
    """
    now, problem = clock.now(), str(answer)
    if parcel.attempts > 1 and not heartbeat.is_in_trouble(session):
        outbox.mark_failed(session, parcel.lease, problem=problem)
        return False
    if parcel.attempts > 1:
        rests_until = heartbeat.stop(session, now, problem)
        outbox.mark_retry(session, parcel.lease, due_at=rests_until, problem=problem)
        return True
    outbox.mark_retry(session, parcel.lease, due_at=_next_try(parcel, now) or now, problem=problem)
    heartbeat.trouble(session, now, problem)
    return False


def _next_try(parcel: Parcel, now: datetime) -> datetime | None:
    luck = random.random()  # noqa: S311  spreads tries, keeps no secret
    return kinds.retry_at(parcel.attempts, now, luck)
