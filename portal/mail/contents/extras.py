"""Letters nobody is owed: news, and the question how we did."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from portal.company.calendar import day_ends, local_day
from portal.company.queries import company
from portal.hiring.models import Candidate
from portal.hiring.models.people import Extras
from portal.mail.contents.basis import Links, Outdated, open_view_of, person, with_page
from portal.mail.models import Message
from portal.plumbing import clock
from portal.standing.news import post
from portal.surveys.models import Invitation

_INVITATION = (
    select(Invitation)
    .where(Invitation.ref == bindparam("ref"), Invitation.candidate_id == bindparam("candidate"))
    .options(joinedload(Invitation.round))
)


def news(session: Session, message: Message, links: Links) -> dict[str, object]:
    """A post, to whoever may read it now."""
    candidate = _who_wants_it(message)
    view = post(session, candidate.id, message.subject)
    if view is None:
        raise Outdated("They may not read this post any more, or it was taken back.")
    return {
        "called": candidate.called,
        "post": view,
        "link": links.page(),
        "unsubscribe": links.unsubscribe(),
    }


def survey(session: Session, message: Message, links: Links) -> dict[str, object]:
    """How did we do? Outdated once the round takes no answers, or they said no."""
    candidate = _who_wants_it(message)
    view = open_view_of(session, message)
    asked = {"ref": message.subject, "candidate": candidate.id}
    invitation = session.scalar(_INVITATION, asked)
    zone = company(session).time_zone
    if invitation is None or invitation.said_no_at is not None:
        raise Outdated("They said no to the survey.")
    if not invitation.round.is_open(local_day(clock.now(), zone)):
        raise Outdated("The round closed before this left.")
    until = day_ends(invitation.round.closes_on, zone)
    return {
        **with_page(view, links),
        "link": links.survey(invitation.ref, until),
        "closes_on": invitation.round.closes_on,
        "k": invitation.round.k,
        "writer": view.owner,
        "unsubscribe": links.unsubscribe(),
    }


def _who_wants_it(message: Message) -> Candidate:
    candidate = person(message)
    if candidate.extras is Extras.NONE:
        raise Outdated("They want no extras.")
    return candidate
