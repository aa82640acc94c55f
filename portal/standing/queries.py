"""What one candidate is told. The one source for page, mail, calendar and the candidate's own
copy.

Statements are built once, at import: building them is half of what a page costs. Each finds
through the candidate, so nobody else's application is ever found, and none reads a verdict, a
stage, a memo or a rating.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from portal.company.calendar import local_day
from portal.company.queries import company
from portal.engagement.models import Question
from portal.hiring.models import (
    Application,
    Candidate,
    Ending,
    EndingReply,
    Job,
    Update,
    Withdrawal,
)
from portal.hiring.promises import is_late, today_for
from portal.hiring.stages import Status
from portal.offers.models import Decision, Offer
from portal.offers.outcomes import TOLD
from portal.plumbing import clock
from portal.plumbing.plain import rows
from portal.standing import answers, news, sentences
from portal.standing.closing import kept_until
from portal.standing.joining import joining_view
from portal.standing.past import so_far, told_since
from portal.standing.steps import steps_of
from portal.standing.views import (
    ApplicationCard,
    ApplicationView,
    StepView,
)
from portal.surveys import shipped
from portal.surveys.models import Invitation, Round
from portal.team.covers import cover_name
from portal.team.models import Teammate

AnyRow = Row[*tuple[Any, ...]]
_TELLER = aliased(Teammate)
_LATEST_UPDATE = (
    select(func.max(Update.id))
    .where(Update.application_id == Application.id)
    .correlate(Application)
    .scalar_subquery()
)
_LATEST_OFFER = (
    select(func.max(Offer.id))
    .where(Offer.application_id == Application.id, Offer.state.in_(TOLD))
    .correlate(Application)
    .scalar_subquery()
)
_LATEST_INVITATION = (
    select(func.max(Invitation.id))
    .where(Invitation.application_id == Application.id, Invitation.said_no_at.is_(None))
    .correlate(Application)
    .scalar_subquery()
)
_Other = aliased(Application)
_OTHERS_OPEN = (
    select(func.count(_Other.id))
    .where(
        _Other.candidate_id == Application.candidate_id,
        _Other.id != Application.id,
        _Other.outcome.is_(None),
        Application.outcome.is_not(None),
    )
    .correlate(Application)
    .scalar_subquery()
)
_QUESTIONS = (
    select(func.count(Question.id))
    .where(Question.application_id == Application.id)
    .correlate(Application)
    .scalar_subquery()
)
_OF_CANDIDATE = Application.candidate_id == bindparam("candidate")
_APPLICATION = (
    select(
        Application.id,
        Application.ref,
        Application.status,
        Application.outcome,
        Application.next_word_by,
        Application.introduced_at,
        Application.closed_at,
        Candidate.called,
        Candidate.time_zone,
        Job.id.label("job_id"),
        Job.title,
        Job.public_url,
        Job.closed_at.label("job_closed_at"),
        func.coalesce(cover_name(Application.owner_id), Teammate.name).label("owner"),
        Update.sentence,
        Update.words,
        Ending.words.label("ending_words"),
        Ending.told_at,
        Ending.way.label("ending_way"),
        EndingReply.is_helpful,
        EndingReply.words.label("comment"),
        EndingReply.stay_in_touch,
        Ending.tried_to_call,
        _TELLER.name.label("teller"),
        Offer.ref.label("offer_ref"),
        Offer.state.label("offer_state"),
        Offer.said_by,
        Offer.said_on,
        Offer.answer_by,
        Offer.starts_on,
        Decision.outcome.label("decision"),
        Decision.decided_at,
        Decision.thanked_at,
        told_since(Decision.decided_at).label("told_since"),
        Withdrawal.at.label("withdrawn_at"),
        Withdrawal.after_acceptance,
        Withdrawal.reasons_given_at,
        _OTHERS_OPEN.label("others_open"),
        _QUESTIONS.label("questions"),
        Invitation.ref.label("invitation_ref"),
        Round.touchpoint,
        Round.closes_on,
        Round.closed_at.label("round_closed_at"),
    )
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Job, Job.id == Application.job_id)
    .outerjoin(Teammate, Teammate.id == Application.owner_id)
    .outerjoin(Update, Update.id == _LATEST_UPDATE)
    .outerjoin(Ending, Ending.id == Application.ending_id)
    .outerjoin(EndingReply, EndingReply.ending_id == Ending.id)
    .outerjoin(_TELLER, _TELLER.id == Ending.by_id)
    .outerjoin(Offer, Offer.id == _LATEST_OFFER)
    .outerjoin(Decision, and_(Decision.offer_id == Offer.id, Decision.taken_back_at.is_(None)))
    .outerjoin(
        Withdrawal,
        and_(Withdrawal.application_id == Application.id, Withdrawal.taken_back_at.is_(None)),
    )
    .outerjoin(Invitation, Invitation.id == _LATEST_INVITATION)
    .outerjoin(Round, Round.id == Invitation.round_id)
    .where(Application.ref == bindparam("ref"), _OF_CANDIDATE)
)
_CARDS = (
    select(
        Application.ref,
        Application.status,
        Application.outcome,
        Application.next_word_by,
        Application.introduced_at,
        Candidate.time_zone,
        Job.title,
        Update.sentence,
    )
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Job, Job.id == Application.job_id)
    .outerjoin(Update, Update.id == _LATEST_UPDATE)
    .where(_OF_CANDIDATE)
    .order_by(Application.outcome.is_not(None), Application.applied_at.desc(), Application.id)
)


def application_view(
    session: Session, candidate_id: int, ref: str, *, has_code: bool = False
) -> ApplicationView | None:
    """All that may be said of that application, if it is this candidate's; `has_code`: to whoever
    entered the code.
    """
    now, house = clock.now(), company(session)
    asked = {"ref": ref, "candidate": candidate_id, "house_day": local_day(now, house.time_zone)}
    row = rows(session, _APPLICATION, asked).one_or_none()
    if row is None:
        return None
    zone = row.time_zone or house.time_zone
    late = _is_late(row, zone, now)
    steps = steps_of(session, row.id, zone)
    return ApplicationView(
        ref=row.ref,
        called=row.called,
        zone=zone,
        job_title=row.title,
        job_url=row.public_url,
        status=Status.CLOSED if row.outcome else row.status,
        sentence=_heading(row, late=late),
        words=sentences.said(row.words or ""),
        next_word_by=row.next_word_by,
        is_late=late,
        owner=row.owner or "",
        outcome=row.outcome,
        milestones=[] if late or row.outcome else sentences.marks(row.status),
        steps=[] if row.outcome else [step for step in steps if _is_ahead(step, now)],
        so_far=so_far(session, row.id, steps=steps, now=now),
        ending=answers.ending_view(row),
        kept_until=kept_until(row.closed_at, zone, house.retention_months),
        offer=answers.offer_notice(row, zone, now),
        withdrawal=answers.withdrawal_notice(row, now),
        job_is_open=row.job_closed_at is None,
        others_open=row.others_open,
        survey=_survey(row, today_for(now, house.time_zone)),
        survey_title=shipped.title(row.touchpoint) if row.touchpoint else "",
        news=news.latest(session, row, now),
        joining=joining_view(session, row, zone=zone, has_code=has_code),
        questions=row.questions,
    )


def cards(session: Session, candidate_id: int) -> list[ApplicationCard]:
    """The candidate's applications, open ones first."""
    now, house = clock.now(), company(session).time_zone
    return [
        ApplicationCard(
            ref=row.ref,
            job_title=row.title,
            sentence=_heading(row, late=(late := _is_late(row, row.time_zone or house, now))),
            next_word_by=row.next_word_by,
            is_late=late,
            is_open=row.outcome is None,
            has_offer=row.outcome is None and row.status is Status.OFFER,
        )
        for row in rows(session, _CARDS, {"candidate": candidate_id})
    ]


def _heading(row: AnyRow, *, late: bool) -> str:
    if row.outcome:
        return sentences.closing(row.outcome)
    return sentences.late() if late else sentences.heading(str(row.sentence))


def _is_late(row: AnyRow, zone: str, now: datetime) -> bool:
    promised = row.introduced_at is not None and row.next_word_by is not None
    return promised and is_late(row.next_word_by, zone, now)


def _is_ahead(step: StepView, now: datetime) -> bool:
    return not step.is_done and (step.ends_at or step.starts_at) >= now


def _survey(row: AnyRow, today: date) -> str:
    is_open = row.invitation_ref and row.round_closed_at is None and today <= row.closes_on
    return row.invitation_ref if is_open and row.outcome is None else ""
