"""Rounds open, and close: published once and whole, pooled whole into the next, or, where nobody is
asked any more, dropped."""

from datetime import date, timedelta
from random import Random, SystemRandom
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.plumbing import clock
from portal.surveys import breakdown, keys, release, waiting
from portal.surveys.actions import surveys
from portal.surveys.counting import Box, box
from portal.surveys.figures import figures_of, softened
from portal.surveys.items import Item, Touchpoint
from portal.surveys.models import Round, Snapshot
from portal.surveys.queries import INVITING

LAST_DAY = 14
"""Of the month after a round has invited: the last day for answers."""

_OF_TOUCHPOINT = select(Round).where(Round.touchpoint == bindparam("touchpoint"))
_BEFORE = (
    _OF_TOUCHPOINT.where(Round.opens_on <= bindparam("day"))
    .order_by(Round.opens_on.desc())
    .limit(1)
)
_NEXT = (
    _OF_TOUCHPOINT.where(Round.closed_at.is_(None), Round.opens_on > bindparam("day"))
    .order_by(Round.opens_on)
    .limit(1)
)
_DUE = (
    select(Round)
    .where(Round.closed_at.is_(None), Round.closes_on < bindparam("today"))
    .order_by(Round.closes_on, Round.id)
    .with_for_update()
)


def round_at(session: Session, touchpoint: Touchpoint, day: date) -> Round:
    """The round that invites on that day of the company's calendar, opened now if it is the first.

    Its limits and its version are frozen from here on.
    """
    found = session.scalar(INVITING, {"touchpoint": touchpoint, "day": day})
    return found or _open(session, touchpoint, day)


def close_due(session: Session, today: date) -> list[Round]:
    """Close every round whose last day is over, oldest first; gives the closed ones.

    What they were made from stays until `forgetting.forget`, in a transaction of its own: SQLite
    keeps single answers in a second file, so a crash between the two must find the snapshot kept.
    """
    due = list(session.scalars(_DUE, {"today": today}))
    for each in due:
        _close(session, each, today)
    session.flush()
    return due


def _open(session: Session, touchpoint: Touchpoint, day: date) -> Round:
    survey = surveys.survey(session, touchpoint)
    starts, next_starts = _period(day, survey.months)
    before = session.scalar(_BEFORE, {"touchpoint": touchpoint, "day": day})
    if before is not None:
        starts = max(starts, before.invites_until + timedelta(days=1))
    opened = Round(
        touchpoint=touchpoint,
        version=survey.versions[-1],
        opens_on=starts,
        invites_until=next_starts - timedelta(days=1),
        closes_on=next_starts.replace(day=LAST_DAY),
        k=survey.k,
        comment_limit=survey.comment_limit,
    )
    session.add(opened)
    session.flush()
    keys.make(session, opened.ref)
    trail.record(session, trail.SYSTEM, "round.opened", subject=opened.ref)
    return opened


def _period(day: date, months: int) -> tuple[date, date]:
    """The first days of the period that holds `day` and of the one after it."""
    month = day.month - (day.month - 1) % months
    years, after = divmod(month - 1 + months, 12)
    return date(day.year, month, 1), date(day.year + years, after + 1, 1)


def _close(session: Session, due: Round, today: date) -> None:
    found = box(session, due)
    limits = release.Limits(due.k, due.comment_limit)
    due.closed_at = clock.now()
    if not release.pools(invited=found.delivered, answered=found.answered, limits=limits):
        session.add(_snapshot(due, found, limits))
        trail.record(session, trail.SYSTEM, "round.published", subject=due.ref)
    elif _leads_nowhere(session, due):
        trail.record(session, trail.SYSTEM, "round.dropped", subject=due.ref)
    else:
        _pool(session, due, found, today=today)
        trail.record(session, trail.SYSTEM, "round.pooled", subject=due.ref)


def _leads_nowhere(session: Session, due: Round) -> bool:
    """Whether nobody was asked in it, nobody is any more, and no round follows: what waits in it
    would wait for ever. It published nothing, so `forgetting.forget` lets it all go."""
    if due.delivered or due.touchpoint in waiting.switched_on(session):
        return False
    following = {"touchpoint": due.touchpoint, "day": due.opens_on}
    return session.scalar(_NEXT, following) is None


def _pool(session: Session, due: Round, found: Box, *, today: date) -> None:
    """Its answers wait, as they are, for the next round, which asks for no fewer people than this
    one did."""
    following = session.scalar(_NEXT, {"touchpoint": due.touchpoint, "day": due.opens_on})
    first = max(today, due.invites_until + timedelta(days=1))
    into = following or round_at(session, due.touchpoint, first)
    into.k = max(into.k, due.k)
    into.comment_limit = max(into.comment_limit, due.comment_limit)
    for member in found.rounds:
        member.pooled_into_id = into.id


def _snapshot(due: Round, found: Box, limits: release.Limits) -> Snapshot:
    # Whom the letter did not reach may have answered all the same, from their page.
    submitted = min(found.answered + found.named, found.delivered)
    trees = [
        (item, release.shown(breakdown.tree(found.tallies.get(item.key, {}), found.places), limits))
        for item in found.items
    ]
    figures = {
        "from": found.rounds[0].opens_on.isoformat(),
        "until": due.invites_until.isoformat(),
        "answered": found.answered,
        "response": softened("", submitted, found.delivered).to_json(),
        "items": [_figures(item, whole) for item, whole in trees],
    }
    parts = breakdown.published([(item, whole) for item, whole in trees if whole], found.places)
    comments = {
        item: list(release.comments(words, limits, _order()))
        for item, words in found.comments.items()
    }
    return Snapshot(round_id=due.id, figures=figures, parts=parts, comments=comments)


def _order() -> Random:
    """Chance that nobody can repeat, and quicker than asking the system for each comment."""
    return Random(SystemRandom().getrandbits(256))  # noqa: S311


def _figures(item: Item, whole: release.Group | None) -> dict[str, Any]:
    """One question as it is published; without any figure where too few answered it."""
    told = {
        "key": item.key,
        "kind": item.kind.value,
        "words": item.words,
        "where": item.where,
    }
    figures = figures_of(item.kind, item.values(), whole) if whole else None
    return told | {"figures": figures.to_json() if figures else None}
