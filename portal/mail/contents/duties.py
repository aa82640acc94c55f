"""Letters to teammates about what they answer for."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from portal.hiring.actions.ledger import extensions
from portal.hiring.models import Application, HandOver, Update
from portal.hiring.mornings import THIRD
from portal.hiring.queries.mornings import Waits, morning_of
from portal.mail.contents.basis import Links, Outdated, our_links
from portal.mail.contents.team import teammate_of
from portal.mail.models import Message
from portal.plumbing.settings import settings
from portal.team.covers import away_now, house_day
from portal.team.models import Teammate
from portal.team.rights import Role

_HAND_OVER = (
    select(HandOver).where(HandOver.ref == bindparam("ref")).options(joinedload(HandOver.leaver))
)
_UPDATE = select(Update).where(Update.ref == bindparam("ref"))


def hand_over(session: Session, message: Message, links: Links) -> dict[str, object]:
    """How much somebody who left gave them."""
    done = session.scalar(_HAND_OVER, {"ref": message.subject})
    if done is None:
        raise Outdated("The hand-over is gone.")
    return {
        "teammate": teammate_of(message).name,
        "leaver": done.leaver.name,
        "applications": done.applications,
        "jobs": done.jobs,
        "covers": done.covers,
        "link": links.team(""),
    }


def late(session: Session, message: Message, links: Links) -> dict[str, object]:
    """Whose promise is over, as it is now. Outdated once it is told, or another day has begun."""
    teammate = teammate_of(message)
    if message.subject != house_day(session).isoformat():
        raise Outdated("That morning is over.")
    morning = morning_of(session, _us(session, teammate), is_admin=teammate.role is Role.ADMIN)
    if not morning.late and not morning.tell_first:
        raise Outdated("They were told before this left.")
    return {
        "teammate": teammate.name,
        "late": _unlinked(session, morning.late),
        "count": morning.count,
        "tell_first": _unlinked(session, morning.tell_first),
        "link": links.team(""),
    }


def third_extension(session: Session, message: Message, links: Links) -> dict[str, object]:
    """How often they were asked for patience. Outdated once a word was kept, or it is closed."""
    application = session.get(Application, message.application_id)
    update = session.scalar(_UPDATE, {"ref": message.subject})
    if application is None or update is None or not application.is_open():
        raise Outdated("The application was closed before this left.")
    times = extensions(session, application.id)
    if times < THIRD:
        raise Outdated("A word was kept before this left.")
    return {
        "teammate": teammate_of(message).name,
        "candidate": application.candidate.full_name,
        "job": application.job.title,
        "times": times,
        "words": _without_links(session, update.words),
        "due": application.next_word_by,
        "link": links.team(f"applications/{application.ref}"),
    }


def _us(session: Session, teammate: Teammate) -> list[int]:
    """Whose promises they answer for today: their own, unless they are away, and those of whom
    they cover for.
    """
    covers = away_now(session)
    own = [] if teammate.id in covers else [teammate.id]
    return own + [away for away, cover in covers.items() if cover == teammate.id]


def _unlinked(session: Session, rows: list[Waits]) -> list[Waits]:
    """Names as they may stand in a letter: without a link of ours in them."""
    return [
        Waits(_without_links(session, one.name), _without_links(session, one.job_title), one.day)
        for one in rows
    ]


def _without_links(session: Session, words: str) -> str:
    return our_links(settings(session).base_url).sub("(…)", words)
