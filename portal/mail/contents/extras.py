"""Letters nobody is owed: news, the question how we did, and both together."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from portal.company.calendar import day_ends, local_day
from portal.company.queries import company
from portal.hiring.models import Candidate
from portal.hiring.models.people import Extras
from portal.mail.contents.basis import (
    Links,
    Outdated,
    open_view_of,
    person,
    view_of,
    with_page,
)
from portal.mail.kinds import IN_A_DIGEST, Letter
from portal.mail.models import JOINED, Message
from portal.plumbing import clock
from portal.standing.news import post
from portal.standing.views import ApplicationView, NewsView
from portal.surveys import keys, shipped, waiting
from portal.surveys.items import Touchpoint
from portal.surveys.models import Invitation
from portal.surveys.moments import AFTER_THE_END, ENDINGS

SWITCHED_OFF = "That survey was switched off before this left."
_INVITATION = (
    select(Invitation)
    .where(Invitation.ref == bindparam("ref"), Invitation.candidate_id == bindparam("candidate"))
    .options(joinedload(Invitation.round))
)
_PARTS = (
    select(Message)
    .where(
        JOINED,
        Message.joined_id == bindparam("digest"),
        Message.letter.in_(IN_A_DIGEST),
        Message.use_by >= bindparam("now"),
    )
    .order_by(Message.id)
)


def news(session: Session, message: Message, links: Links) -> dict[str, object]:
    """A post, to whoever may read it now."""
    candidate = _who_wants_it(message)
    return {
        "called": candidate.called,
        "post": _post(session, message),
        "link": links.page(),
        "unsubscribe": links.unsubscribe(),
    }


def survey(session: Session, message: Message, links: Links) -> dict[str, object]:
    """How did we do? And the one reminder of it. Outdated once the round takes no answers, nobody
    is asked there any more, or they said no.
    """
    _who_wants_it(message)
    question = _question(session, message, links)
    view = question["view"]
    assert isinstance(view, ApplicationView)
    return {
        **with_page(view, links),
        **question,
        "writer": view.owner,
        "unsubscribe": links.unsubscribe(),
    }


def digest(session: Session, message: Message, links: Links) -> dict[str, object]:
    """All that was due at once, what matters most first; each only as far as it would still leave
    by itself.
    """
    candidate = _who_wants_it(message)
    asked = {"digest": message.id, "now": clock.now()}
    parts = sorted(session.scalars(_PARTS, asked), key=lambda part: IN_A_DIGEST.index(part.letter))
    questions, posts = _said(session, parts, links)
    if not questions and not posts:
        raise Outdated("Nothing of what it would carry is left to say.")
    return {
        "called": candidate.called,
        "questions": questions,
        "posts": posts,
        "link": links.page(),
        "unsubscribe": links.unsubscribe(),
    }


def _said(
    session: Session, parts: list[Message], links: Links
) -> tuple[list[dict[str, object]], list[NewsView]]:
    questions: list[dict[str, object]] = []
    posts: list[NewsView] = []
    for part in parts:
        try:
            if part.letter is Letter.NEWS:
                posts.append(_post(session, part))
            else:
                questions.append(_question(session, part, links))
        except Outdated as reason:
            part.joined_id, part.problem = None, str(reason)  # it does not leave with the others
    return questions, posts


def _post(session: Session, message: Message) -> NewsView:
    view = post(session, person(message).id, message.subject)
    if view is None:
        raise Outdated("They may not read this post any more, or it was taken back.")
    return view


def _question(session: Session, message: Message, links: Links) -> dict[str, object]:
    """What a survey asks about that application, with the link that is its own."""
    asked = {"ref": message.subject, "candidate": message.candidate_id}
    invitation = session.scalar(_INVITATION, asked)
    zone = company(session).time_zone
    if invitation is None or invitation.said_no_at is not None:
        raise Outdated("They said no to the survey.")
    if not invitation.round.is_open(local_day(clock.now(), zone)):
        raise Outdated("The round closed before this left.")
    if not keys.exists(session, invitation.round.ref):
        raise Outdated("The round can take no answers: its key is missing.")
    touchpoint = invitation.round.touchpoint
    if touchpoint not in waiting.switched_on(session):
        raise Outdated(SWITCHED_OFF)
    until = day_ends(invitation.round.closes_on, zone)
    return {
        "is_reminder": message.letter is Letter.SURVEY_REMINDER,
        "touchpoint": touchpoint,
        "title": shipped.title(touchpoint),
        "view": _view_at(session, message, touchpoint),
        "link": links.survey(invitation.ref, until),
        "closes_on": invitation.round.closes_on,
        "zone": zone,
        "k": invitation.round.k,
    }


def _view_at(session: Session, message: Message, touchpoint: Touchpoint) -> ApplicationView:
    """The application as long as it stands where the survey asks about. Raises Outdated."""
    if touchpoint not in AFTER_THE_END:
        return open_view_of(session, message)
    view = view_of(session, message)
    if view.outcome is None:
        raise Outdated("The application is open again.")
    if touchpoint in ENDINGS and view.others_open:
        raise Outdated("They are active in another application.")
    return view


def _who_wants_it(message: Message) -> Candidate:
    candidate = person(message)
    if candidate.extras is Extras.NONE:
        raise Outdated("They want no extras.")
    return candidate
