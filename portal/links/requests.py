"""Who asks for a link is told nothing; the worker finds out whether anybody is there, and mails."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, case, delete, exists, func, select
from sqlalchemy.orm import Session

from portal.hiring.models import Application, Candidate
from portal.links.events import FreshLinkDue
from portal.links.models import LinkRequest, MagicLink
from portal.plumbing import clock, jobs
from portal.plumbing.addresses import address, address_key
from portal.plumbing.errors import Refusal
from portal.plumbing.events import emit
from portal.plumbing.words import gettext as _

ANSWERING_JOB = "links"
MOST_AN_HOUR = 3
MOST_A_DAY = 10
AT_ONCE = 100
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)

_WAITING = (
    select(LinkRequest)
    .where(LinkRequest.handled_at.is_(None))
    .order_by(LinkRequest.id)
    .limit(AT_ONCE)
    .with_for_update(skip_locked=True)
)
_THERE = (
    select(Candidate.id)
    .where(
        Candidate.email_key == bindparam("email_key"),
        exists().where(
            Application.candidate_id == Candidate.id, Application.introduced_at.is_not(None)
        ),
    )
    .order_by(Candidate.id)
)
_MAILED = select(
    func.coalesce(
        func.sum(case((LinkRequest.handled_at > bindparam("hour"), LinkRequest.mails), else_=0)), 0
    ),
    func.coalesce(func.sum(LinkRequest.mails), 0),
).where(LinkRequest.email_key == bindparam("email_key"), LinkRequest.handled_at > bindparam("day"))
_FORGET = delete(LinkRequest).where(LinkRequest.handled_at < bindparam("before"))


def ask_for_link(session: Session, email: str) -> None:
    """Note that somebody asked for a link to that address: one row, whoever asks.

    Raises Refusal only for what is no address at all.
    """
    key = address_key(address(email))
    session.add(LinkRequest(email_key=key, asked_at=clock.now()))
    session.flush()
    jobs.nudge(session, ANSWERING_JOB)


def fresh_link(session: Session, expired: MagicLink) -> None:
    """Ask for a fresh link in place of an expired one. Raises Refusal without an address."""
    candidate = expired.candidate
    if not candidate.email_key:
        raise Refusal(_("We have no mail address for you. Please reply to any of our mails."))
    asked = LinkRequest(
        email_key=candidate.email_key, candidate_id=candidate.id, asked_at=clock.now()
    )
    session.add(asked)
    session.flush()
    jobs.nudge(session, ANSWERING_JOB)


def handle_link_requests(session: Session) -> int:
    """Answer what was asked since: a link for each introduced candidate there; how many letters.

    At most 3 letters an hour and 10 a day go to one address, however often somebody asks; a first
    asking is always answered in full. Askings are forgotten after two days.
    """
    waiting = session.scalars(_WAITING).all()
    for request in waiting:
        request.mails = _answer(session, request)
        request.handled_at = clock.now()
        session.flush()
    session.execute(_FORGET, {"before": clock.now() - 2 * _DAY})
    return sum(request.mails for request in waiting)


def _answer(session: Session, request: LinkRequest) -> int:
    there = _who_is_there(session, request)
    if not there or not _has_room(session, request.email_key, len(there)):
        return 0
    # SQLite gives the number of a forgotten row to a later one: the moment makes the name its own.
    name = f"asked-{request.id}-{request.asked_at:%Y%m%dT%H%M%S}"
    for candidate_id in there:
        emit(session, FreshLinkDue(candidate_id, name))
    return len(there)


def _who_is_there(session: Session, request: LinkRequest) -> Sequence[int]:
    there = session.scalars(_THERE, {"email_key": request.email_key}).all()
    return [one for one in there if request.candidate_id in {None, one}]


def _has_room(session: Session, email_key: str, letters: int) -> bool:
    moment = clock.now()
    times = {"hour": moment - _HOUR, "day": moment - _DAY}
    hour, day = session.execute(_MAILED, {"email_key": email_key, **times}).one()
    this_hour = hour == 0 or hour + letters <= MOST_AN_HOUR
    return bool(this_hour and (day == 0 or day + letters <= MOST_A_DAY))
