"""Sending what is due. Several may send at once, in several processes: each message is one
worker's at a time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from threading import Event, Thread

from sqlalchemy.orm import Session, sessionmaker

from portal.mail import heartbeat, outbox, pace, parcels, settling
from portal.mail.answers import Doubted, Refused, Stopped, TryLater
from portal.mail.carriers import Carrier, carrier
from portal.mail.parcels import Parcel
from portal.mail.settling import Answer
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.settings import settings

FINISH_WITHIN = 12.0
"""Once we are told to stop: seconds for the mail in hand, before its line is cut."""
_LOOKS_EVERY = 0.5


class _Result(Enum):
    SENT = auto()
    NOT_THIS = auto()
    NOT_NOW = auto()


@dataclass(frozen=True)
class _Taken:
    """What a look into the outbox gave: nothing, a message with or without a mail, or seconds to
    wait for one's turn.
    """

    is_any: bool
    parcel: Parcel | None = None
    wait: float = 0.0


def drain(
    sessions: sessionmaker[Session], stopping: Event | None = None, by: Carrier | None = None
) -> int:
    """Send until nothing is due; how many mails left.

    Every database transaction is short, and none is open while a mail server is spoken to. Stops
    between two mails once `stopping` is set, and cuts the one in hand off where it takes long.
    Keeps to the pace that the operator set. `by` is what carries them, where it isn't what
    PORTAL_MAIL_URL names.
    """
    stopping = stopping or Event()
    if not _is_due(sessions):
        return 0
    with sessions() as session:
        by = by or carrier(settings(session), sessions)
    with _cut_off_in_time(by, stopping):
        return _drain(sessions, stopping, by)


def _drain(sessions: sessionmaker[Session], stopping: Event, by: Carrier) -> int:
    sent = 0
    try:
        while not stopping.is_set() and _is_due(sessions):
            taken = _take(sessions)
            if taken.wait:
                stopping.wait(taken.wait)
                continue
            if not taken.is_any:
                break  # another worker was quicker, and sees to the rest
            result = _deliver(sessions, by, taken.parcel) if taken.parcel else _Result.NOT_THIS
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
        most = pace.most_urgent_only(session)
        return not heartbeat.is_stopped(session, now) and outbox.is_any_due(session, now, most=most)


def _take(sessions: sessionmaker[Session]) -> _Taken:
    with sessions() as session, transaction(session):
        seconds = pace.wait(session)
        if seconds:
            return _Taken(is_any=False, wait=seconds)
        most = pace.most_urgent_only(session)
        is_any, parcel = parcels.take(session, clock.now(), most=most)
        if parcel is not None and pace.is_limited(session):
            pace.use(session)
        return _Taken(is_any, parcel)


def _deliver(sessions: sessionmaker[Session], by: Carrier, parcel: Parcel) -> _Result:
    """Hand it over and write down what became of it."""
    answer = _hand_over(by, parcel)
    stops = settling.settle(sessions, parcel, answer)
    if stops:
        return _Result.NOT_NOW
    return _Result.NOT_THIS if answer else _Result.SENT


def _hand_over(by: Carrier, parcel: Parcel) -> Answer:
    try:
        by.carry(parcel.recipient, parcel.source)
    except (Refused, Doubted, TryLater, Stopped) as answer:
        return answer
    except ValueError as error:  # an address or text that the protocol can't carry
        return Refused(f"{type(error).__name__}: {error}")
    return None


@contextmanager
def _cut_off_in_time(by: Carrier, stopping: Event) -> Iterator[None]:
    """A server that says nothing must not keep us beyond the time that a stop may take."""
    done = Event()

    def watch() -> None:
        while not done.wait(_LOOKS_EVERY):
            if stopping.is_set():
                if not done.wait(FINISH_WITHIN):
                    by.hang_up()
                return

    watcher = Thread(target=watch, name="mail-stop", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
