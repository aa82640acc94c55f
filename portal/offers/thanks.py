"""A cordial word to whoever declined: drafted for the team, sent as it is or otherwise, or left
unsent. Nobody is asked why.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions import applications
from portal.hiring.models import Application, Candidate, Job, TimelineEntry, TimelineKind
from portal.hiring.queries.scope import Scope, within
from portal.hiring.stages import Outcome
from portal.offers.events import DeclineThanked
from portal.offers.feedback import MISSED
from portal.offers.models import Decision, Offer
from portal.offers.outcomes import OfferOutcome
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.plumbing.words import ngettext, spoken
from portal.team.models import Teammate

AT_MOST = 50
THANKS_WITHIN = timedelta(days=30)
WORDS_AT_MOST = 5000
_IS_DUE = (
    Decision.outcome == OfferOutcome.DECLINED,
    Decision.taken_back_at.is_(None),
    Decision.thanked_at.is_(None),
    Decision.thanks_dismissed_at.is_(None),
)
_DUE = (
    select(Decision)
    .join(Decision.offer)
    .where(Offer.application_id == bindparam("application"), *_IS_DUE)
    .order_by(Decision.id.desc())
    .limit(1)
)
_MISSED_OF = select(MISSED).where(Application.id == bindparam("application"))


@dataclass(frozen=True)
class ToThank:
    """Somebody who declined, and to whom nobody wrote yet; `missed` are the promises to them that
    we missed.
    """

    ref: str
    """The application's."""
    name: str
    called: str
    job_title: str
    decided_at: datetime
    missed: int
    draft: str
    """What may be written, in their language."""


@cache
def _to_thank(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Application.ref,
            Candidate.full_name,
            Candidate.called,
            Candidate.locale,
            Job.title,
            Decision.decided_at,
            Decision.reasons_given_at,
            Decision.stay_in_touch,
            MISSED.label("missed"),
        )
        .select_from(Decision)
        .join(Offer, Offer.id == Decision.offer_id)
        .join(Application, Application.id == Offer.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .where(
            *_IS_DUE,
            Decision.decided_at >= bindparam("since"),
            Application.outcome == Outcome.DECLINED,
            *within(shape),
        )
        .order_by(Decision.decided_at, Decision.id)
        .limit(AT_MOST)
    )


def to_thank(session: Session, scope: Scope) -> list[ToThank]:
    """Those of that scope, who declined first first; nobody waits for thanks for ever."""
    values = {**scope.values, "since": clock.now() - THANKS_WITHIN}
    return [
        ToThank(
            ref=row.ref,
            name=row.full_name,
            called=row.called,
            job_title=row.title,
            decided_at=row.decided_at,
            missed=row.missed,
            draft=_draft(
                row.locale,
                missed=row.missed,
                explained=row.reasons_given_at is not None,
                stay_in_touch=row.stay_in_touch,
            ),
        )
        for row in session.execute(_to_thank(scope.shape), values)
    ]


def due(session: Session, application: Application) -> Decision | None:
    """The no of that application that nobody answered yet, if there is one."""
    if application.outcome is not Outcome.DECLINED:
        return None
    return session.scalar(_DUE, {"application": application.id})


def draft_for(session: Session, application: Application, decision: Decision) -> str:
    """What may be written to them."""
    missed = session.scalar(_MISSED_OF, {"application": application.id}) or 0
    return _draft(
        application.candidate.locale,
        missed=missed,
        explained=decision.reasons_given_at is not None,
        stay_in_touch=decision.stay_in_touch,
    )


def send(session: Session, application: Application, by: Teammate, *, words: str) -> None:
    """Write to whoever declined; from then on their answer can't be undone by themselves.

    Raises Refusal without words, where there is no such answer, or where somebody saw to it.
    """
    decision = _held(session, application)
    if not words:
        raise Refusal(_("Write what the candidate will read."))
    decision.thanks, decision.thanked_at, decision.thanked_by_id = words, clock.now(), by.id
    session.add(
        TimelineEntry(
            application_id=application.id,
            kind=TimelineKind.HUMAN,
            words=words,
            at=clock.now(),
            by_id=by.id,
        )
    )
    application.version += 1
    trail.record(session, by.ref, "offer.thanked", subject=decision.offer.ref)
    session.flush()
    events.emit(session, DeclineThanked(decision.offer_id, decision.id))


def dismiss(session: Session, application: Application, by: Teammate) -> None:
    """Nothing is to be written. Raises Refusal as `send` does."""
    decision = _held(session, application)
    decision.thanks_dismissed_at = clock.now()
    trail.record(session, by.ref, "offer.thanks_dismissed", subject=decision.offer.ref)
    session.flush()


def _held(session: Session, application: Application) -> Decision:
    applications.hold(session, application)
    decision = due(session, application)
    if decision is None:
        raise Refusal(_("Somebody saw to that already, or they took their answer back."))
    return decision


def _draft(locale: str, *, missed: int, explained: bool, stay_in_touch: bool) -> str:
    with spoken(locale):
        parts = [
            _(
                "Thank you for telling us, and for the time you gave us. We would have liked to"
                " work with you, and we wish you well in what you chose."
            ),
            _("What you told us helps us: we have read it.") if explained else "",
            ngettext(
                "Once we had promised you word by a day and were late. That was our fault, and we"
                " are sorry.",
                "%(num)d times we had promised you word by a day and were late. That was our"
                " fault, and we are sorry.",
                missed,
            )
            if missed
            else "",
            _("When a role comes up that fits, we will gladly write.") if stay_in_touch else "",
        ]
    return "\n\n".join(part for part in parts if part)
