"""How often people heard from us lately: shown beside each button that would write to them."""

from dataclasses import dataclass

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from portal.engagement.audience import about, readers
from portal.engagement.budget import A_WEEK, IN_A_WEEK
from portal.engagement.models import Audience, Post
from portal.hiring.models import Application, Candidate, TimelineEntry, TimelineKind
from portal.mail.kinds import EXTRAS
from portal.mail.models import Message
from portal.plumbing import clock

_LATELY = (Message.letter.in_(sorted(EXTRAS)), Message.sent_at > bindparam("since"))
_WORDS = (
    select(func.count(TimelineEntry.id))
    .join(Application, Application.id == TimelineEntry.application_id)
    .where(
        Application.candidate_id == bindparam("candidate"),
        TimelineEntry.kind == TimelineKind.HUMAN,
        TimelineEntry.at > bindparam("since"),
    )
)
_EXTRAS = select(func.count(Message.id)).where(
    Message.candidate_id == bindparam("candidate"), *_LATELY
)
_BOTH = select(_EXTRAS.scalar_subquery(), _WORDS.scalar_subquery())


@dataclass(frozen=True)
class Contacts:
    """What one candidate had in the last seven days: extras, and words of a person of ours."""

    extras: int
    words: int


@dataclass(frozen=True)
class Room:
    """How many a post would be mailed to now, and how many of them had their two extras of the
    week, so that theirs waits.
    """

    readers: int
    full: int


def contacts(session: Session, candidate: Candidate) -> Contacts:
    """How much they heard from us in the last seven days, in all of their applications."""
    lately = {"candidate": candidate.id, "since": clock.now() - A_WEEK}
    return Contacts(*session.execute(_BOTH, lately).one())


def room_for(session: Session, post: Post) -> Room:
    """For whom of its audience there is room this week."""
    lately = {**about(post), "since": clock.now() - A_WEEK}
    return Room(*session.execute(_ROOM[post.audience], lately).one())


def _room(audience: Audience) -> Select[int, int]:
    people = readers(audience).subquery()
    had = select(func.count(Message.id)).where(
        Message.candidate_id == people.c.candidate_id, *_LATELY
    )
    counted = had.correlate(people).scalar_subquery().label("had")
    each = select(counted).select_from(people).subquery()
    is_full = case((each.c.had >= IN_A_WEEK, 1), else_=0)
    return select(func.count(), func.coalesce(func.sum(is_full), 0)).select_from(each)


_ROOM = {audience: _room(audience) for audience in Audience}
