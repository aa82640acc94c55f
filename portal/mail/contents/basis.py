"""What every letter stands on: whom it greets, the links made for it, the view of the application
it is about.
"""

import re
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.hiring.models import Application, Candidate
from portal.links.actions import STATUS_LIFE, issue
from portal.links.models import Purpose
from portal.mail.kinds import Letter, MessageState
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.settings import settings
from portal.standing.queries import application_view
from portal.standing.views import ApplicationView

_AFTER_THE_START = timedelta(days=30)
_AFTER_THE_ENDING = timedelta(minutes=5)
_ENDING_WAITS = select(
    select(Message.id)
    .where(
        Message.application_id == bindparam("application"),
        Message.letter == Letter.ENDING,
        Message.state.in_([MessageState.QUEUED, MessageState.RETRY, MessageState.SENDING]),
    )
    .exists()
)
_REF = select(Application.ref).where(Application.id == bindparam("id"))


class Outdated(Exception):
    """What the message would say is no longer true or no longer wanted. Its words are for the
    team.
    """


class NotYet(Exception):
    """It is right, and something else has to leave first: it waits until `until` (aware)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"Waits until {until}.")
        self.until = until


class Links:
    """The links of one letter, made when it leaves, for its own candidate only."""

    def __init__(self, session: Session, candidate_id: int | None) -> None:
        self._session = session
        self._candidate_id = candidate_id
        self._base = settings(session).base_url
        self.made: set[str] = set()
        """Every address made so far: what the letter may hold."""

    def page(self, *, expires_at: datetime | None = None) -> str:
        """Opens the candidate's page."""
        return self._made("l", Purpose.STATUS, expires_at=expires_at)

    def survey(self, invitation_ref: str, expires_at: datetime) -> str:
        """Opens one survey, until its round closes."""
        return self._made("l", Purpose.SURVEY, subject=invitation_ref, expires_at=expires_at)

    def unsubscribe(self) -> str:
        """Ends extras, for ever, and opens nothing."""
        return self._made("u", Purpose.UNSUBSCRIBE)

    def team(self, path: str) -> str:
        """A page of the team, for whoever is signed in."""
        return self._noted(f"{self._base}/team/{path}")

    def _made(
        self, door: str, purpose: Purpose, *, subject: str = "", expires_at: datetime | None = None
    ) -> str:
        if self._candidate_id is None:
            raise ValueError("A letter to a teammate carries no candidate's link.")
        token = issue(
            self._session, self._candidate_id, purpose, subject=subject, expires_at=expires_at
        )
        return self._noted(f"{self._base}/{door}/{token}")

    def _noted(self, link: str) -> str:
        self.made.add(link)
        return link


def our_links(base_url: str) -> re.Pattern[str]:
    """Finds links to our two doors, with whatever token, in a text."""
    return re.compile(re.escape(base_url) + r"/[lu]/[^\s<>\"')\]]+", re.IGNORECASE)


def person(message: Message) -> Candidate:
    """The candidate it goes to."""
    if message.candidate is None:
        raise ValueError("This letter is for candidates.")
    return message.candidate


def zone_of(session: Session, candidate: Candidate) -> str:
    """The IANA zone the candidate's dates are written in."""
    return candidate.time_zone or company(session).time_zone


def view_of(session: Session, message: Message) -> ApplicationView:
    """What may be said of the application it is about. Raises Outdated where that is not this
    candidate's.
    """
    ref = session.scalar(_REF, {"id": message.application_id})
    view = application_view(session, person(message).id, ref) if ref else None
    if view is None:
        raise Outdated("The application is gone.")
    return view


def open_view_of(session: Session, message: Message) -> ApplicationView:
    """The same, while it is open. Raises Outdated once it is closed."""
    view = view_of(session, message)
    if view.outcome is not None:
        raise Outdated("The application was closed before this left.")
    return view


def let_the_ending_go_first(session: Session, message: Message) -> None:
    """Where something is off because we ended the application, the words about that come first.
    Raises NotYet.
    """
    if session.scalar(_ENDING_WAITS, {"application": message.application_id}):
        raise NotYet(clock.now() + _AFTER_THE_ENDING)


def with_page(view: ApplicationView, links: Links) -> dict[str, object]:
    """The facts of a letter about one application, its page's link included."""
    return {"called": view.called, "view": view, "link": links.page(expires_at=_until(view))}


def _until(view: ApplicationView) -> datetime | None:
    """Whoever joins keeps a working link until a month after the first day."""
    if view.joining is None or view.joining.first_day is None:
        return None
    start = datetime.combine(view.joining.first_day.starts_on, time.min, UTC)
    return max(start + _AFTER_THE_START, clock.now() + STATUS_LIFE)
