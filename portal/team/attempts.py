"""What failed at the team's door, so that guessing grows slow. Kept a day, as fingerprints."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from portal.plumbing import clock
from portal.plumbing.addresses import address_key
from portal.plumbing.errors import Refusal
from portal.plumbing.tokens import fingerprint
from portal.plumbing.words import ngettext
from portal.team import slowdown
from portal.team.models import SignInAttempt

_KEPT = timedelta(days=1)

_SINCE = select(SignInAttempt.at).where(
    SignInAttempt.source == bindparam("source"), SignInAttempt.at > bindparam("since")
)
_NEWEST = select(func.max(SignInAttempt.id)).where(SignInAttempt.source == bindparam("source"))
_CLEAR = delete(SignInAttempt).where(SignInAttempt.source == bindparam("source"))
_CLEAR_ONE = delete(SignInAttempt).where(SignInAttempt.id == bindparam("one"))
_FORGET = delete(SignInAttempt).where(SignInAttempt.at < bindparam("before"))


def note_try(session: Session, email: str, place: str) -> None:
    """Note that somebody at `place` (a network address) tries to come in as `email`.

    It is written before the password is looked at, so that tries at the same moment can't all be
    the first; `forgive` takes it back when they are right. Raises Refusal, with the seconds to
    wait, after too many that failed; whoever sits elsewhere is not held up by them.
    """
    pair, alone = _sources(email, place)
    moment = clock.now()
    seconds = max(
        slowdown.wait(_since(session, pair, slowdown.WINDOW), moment),
        slowdown.wait(
            _since(session, alone, slowdown.WINDOW), moment, slowdown.FREE_TRIES_FROM_ONE_PLACE
        ),
    )
    if seconds:
        raise Refusal(
            ngettext(
                "Too many tries. Please wait a second, then try again.",
                "Too many tries. Please wait %(num)d seconds, then try again.",
                seconds,
            )
        )
    session.add_all(SignInAttempt(source=source, at=moment) for source in (pair, alone))
    session.execute(_FORGET, {"before": moment - _KEPT})


def forgive(session: Session, email: str, place: str) -> None:
    """Forget what failed for that address at that place: it was its owner."""
    pair, alone = _sources(email, place)
    session.execute(_CLEAR, {"source": pair})
    session.execute(_CLEAR_ONE, {"one": session.scalar(_NEWEST, {"source": alone})})


def note_reset(session: Session, email: str) -> None:
    """Note that a new password was asked for, whether or not anybody is there."""
    session.add(SignInAttempt(source=_reset(email), at=clock.now()))
    session.flush()


def resets_asked(session: Session, email: str) -> int:
    """How often in the last hour."""
    return len(_since(session, _reset(email), timedelta(hours=1)))


def _since(session: Session, source: str, window: timedelta) -> Sequence[datetime]:
    return session.scalars(_SINCE, {"source": source, "since": clock.now() - window}).all()


def _sources(email: str, place: str) -> tuple[str, str]:
    return fingerprint(f"sign-in {address_key(email)} {place}"), fingerprint(f"sign-in {place}")


def _reset(email: str) -> str:
    return fingerprint(f"reset {address_key(email)}")
