"""Letters to teammates about what they answer for."""

from dataclasses import replace

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from portal.company.queries import company
from portal.hiring.models import HandOver, Job
from portal.hiring.promises import today_for
from portal.hiring.queries.extended import extended
from portal.hiring.queries.mornings import AT_MOST, Waits, morning_of
from portal.hiring.queries.scope import Scope
from portal.mail.contents.basis import Links, Outdated, our_links
from portal.mail.contents.team import teammate_of
from portal.mail.models import Message
from portal.mail.unreached import unreached_of
from portal.plumbing.settings import settings
from portal.team.covers import away_now, house_day
from portal.team.models import Teammate
from portal.team.rights import Actor, Role

_HAND_OVER = (
    select(HandOver).where(HandOver.ref == bindparam("ref")).options(joinedload(HandOver.leaver))
)
_JOB = select(Job).where(Job.ref == bindparam("ref"))


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
        "touches": done.touches,
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


def failures(session: Session, message: Message, links: Links) -> dict[str, object]:
    """Whom a letter did not reach, as it is now. Outdated once they were reached, or another day
    has begun.
    """
    teammate = teammate_of(message)
    if message.subject != house_day(session).isoformat():
        raise Outdated("That day is over.")
    found = unreached_of(session, _us(session, teammate), is_admin=teammate.role is Role.ADMIN)
    if not found:
        raise Outdated("They were reached before this left.")
    return {
        "teammate": teammate.name,
        "found": [
            Waits(
                _without_links(session, one.name),
                _without_links(session, one.job_title),
                today_for(one.since, company(session).time_zone),
            )
            for one in found
        ],
        "link": links.team(""),
    }


def third_extension(session: Session, message: Message, links: Links) -> dict[str, object]:
    """Who of a job was asked for patience again and again. Outdated once none of them waits so."""
    teammate = teammate_of(message)
    job = session.scalar(_JOB, {"ref": message.subject})
    if job is None:
        raise Outdated("The job is gone.")
    actor = Actor(teammate.id, teammate.role, frozenset({job.id}))
    found = extended(session, Scope(actor, mine=False, job=job.id))
    if not found:
        raise Outdated("A word was kept before this left.")
    return {
        "teammate": teammate.name,
        "job": _without_links(session, job.title),
        "count": found[0].of,
        "extended": [
            replace(one, name=_without_links(session, one.name)) for one in found[:AT_MOST]
        ],
        "link": links.team(""),
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
