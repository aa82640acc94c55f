"""Who is mailed a post: those with an open offer, or joining, who want extras."""

from collections.abc import Sequence

from sqlalchemy import Boolean, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from portal.engagement.models import Audience, Post
from portal.hiring.models import Application, Candidate
from portal.hiring.models.people import Extras
from portal.hiring.queries.real import IS_REAL
from portal.offers.models import Decision, Offer
from portal.offers.outcomes import OfferOutcome, OfferState

_IS_JOINING = Decision.outcome == OfferOutcome.ACCEPTED
_READERS = (
    select(Application.candidate_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Offer, and_(Offer.application_id == Application.id, Offer.state == OfferState.SENT))
    .outerjoin(Decision, and_(Decision.offer_id == Offer.id, Decision.taken_back_at.is_(None)))
    .where(
        Application.outcome.is_(None),
        Candidate.email.is_not(None),
        IS_REAL,
        Candidate.extras != Extras.NONE,
        or_(bindparam("every_job", type_=Boolean), Application.job_id == bindparam("job")),
    )
    .distinct()
)
_AUDIENCE = {
    Audience.OFFERED: _READERS.where(or_(Decision.id.is_(None), _IS_JOINING)),
    Audience.JOINING: _READERS.where(_IS_JOINING),
}


def readers(audience: Audience) -> Select[int]:
    """Who they are, to be given `about(post)`."""
    return _AUDIENCE[audience]


def about(post: Post) -> dict[str, object]:
    """Whose readers are asked for."""
    return {"every_job": post.job_id is None, "job": post.job_id}


def readers_of(session: Session, post: Post) -> Sequence[int]:
    """The ids of the candidates to mail it to. Whoever declined, is closed or wants no extras is
    not among them.
    """
    by_id = readers(post.audience).order_by(Application.candidate_id)
    return session.scalars(by_id, about(post)).all()
