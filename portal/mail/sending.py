"""Sending what is due. Several may send at once, in several processes: each message is one
worker's at a time.
"""

import random
import time
from enum import Enum, auto
from threading import Event

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from portal.mail import heartbeat, kinds, outbox, parcels
from portal.mail.answers import Refused, Stopped, TryLater
from portal.mail.carriers import Carrier, carrier
from portal.mail.outbox import LeaseLost
from portal.mail.parcels import Parcel
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.settings import settings

Answer = Refused | TryLater | Stopped | None
_SETTLE_TRIES = 6
log = structlog.get_logger()


class _Result(Enum):
    SENT = auto()
    NOT_THIS = auto()
    NOT_NOW = auto()


def drain(
    sessions: sessionmaker[Session], stopping: Event | None = None, by: Carrier | None = None
) -> int:
    """Send until nothing is due; how many mails left.

    Every database transaction is short, and none is open while a mail server is spoken to. Stops
    between two mails once `stopping` is set. `by` is what carries them, where it isn't what
    PORTAL_MAIL_URL names.
    """
    with sessions() as session:
        by = by or carrier(settings(session), sessions)
    sent = 0
    try:
        while not (stopping and stopping.is_set()) and _is_due(sessions):
            taken, parcel = _take(sessions)
            if not taken:
                break  # another worker was quicker, and sees to the rest
            result = _deliver(sessions, by, parcel) if parcel else _Result.NOT_THIS
            if result is _Result.NOT_NOW:
                break
            sent += result is _Result.SENT
    finally:
        by.close()
    return sent


def _is_due(sessions: sessionmaker[Session]) -> bool:
    """Looks without locking, so that an idle worker is in nobody's way."""
    now = clock.now()
    with sessions() as session:
        if heartbeat.is_time(session, now):
            with transaction(session):
                heartbeat.record(session, now)
        return not heartbeat.is_stopped(session, now) and outbox.is_any_due(session, now)


def _take(sessions: sessionmaker[Session]) -> tuple[bool, Parcel | None]:
    with sessions() as session, transaction(session):
        return parcels.take(session, clock.now())


def _deliver(sessions: sessionmaker[Session], by: Carrier, parcel: Parcel) -> _Result:
    """Hand it over and write down what became of it."""
    answer = _hand_over(by, parcel)
    _settle(sessions, parcel, answer)
    if isinstance(answer, Stopped) or (isinstance(answer, TryLater) and answer.is_away):
        return _Result.NOT_NOW
    return _Result.NOT_THIS if answer else _Result.SENT


def _hand_over(by: Carrier, parcel: Parcel) -> Answer:
    try:
        by.carry(parcel.recipient, parcel.source)
    except (Refused, TryLater, Stopped) as answer:
        return answer
    except ValueError as error:  # an address or text that the protocol can't carry
        return Refused(f"{type(error).__name__}: {error}")
    return None


def _settle(sessions: sessionmaker[Session], parcel: Parcel, answer: Answer) -> None:
    """A database that is locked is asked again, since a mail that left can't be called back."""
    result = type(answer).__name__ if answer else "Sent"
    for _try in range(_SETTLE_TRIES):
        try:
            with sessions() as session, transaction(session):
                _write_down(session, parcel, answer)
        except LeaseLost:
            log.warning("mail.lease_lost", message=parcel.ref, result=result)
            return
        except OperationalError:
            time.sleep(1)
        else:
            log.info("mail.settled", message=parcel.ref, letter=parcel.letter.value, result=result)
            return
    log.error("mail.not_written_down", message=parcel.ref, result=result)


def _write_down(session: Session, parcel: Parcel, answer: Answer) -> None:
    now = clock.now()
    match answer:
        case None:
            outbox.mark_sent(session, parcel.lease, now)
            if heartbeat.is_in_trouble(session):
                heartbeat.clear(session, now)
        case Refused():
            outbox.mark_failed(session, parcel.lease, problem=str(answer))
        case TryLater():
            _try_later(session, parcel, answer)
        case Stopped():
            # Our fault and not this mail's, which waits as if nobody had touched it.
            outbox.give_back(session, parcel.lease, due_at=now)
            heartbeat.stop(session, now, str(answer))


def _try_later(session: Session, parcel: Parcel, answer: TryLater) -> None:
    now, problem = clock.now(), str(answer)
    luck = random.random()  # noqa: S311  spreads tries, keeps no secret
    due_at = kinds.retry_at(parcel.attempts, now, luck)
    if due_at is None:
        outbox.mark_failed(session, parcel.lease, problem=f"Gave up after two days: {problem}")
    else:
        outbox.mark_retry(session, parcel.lease, due_at=due_at, problem=problem)
    if answer.is_away:
        heartbeat.trouble(session, now, problem)
