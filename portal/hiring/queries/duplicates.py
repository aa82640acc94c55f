"""Who may be the same person, written down twice. An address is not an identity: a person says."""

from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, selectinload

from portal.hiring.models import Application, Candidate

AT_MOST = 10
DIGITS_AT_LEAST = 6
_ALIKE = (
    select(Candidate)
    .where(
        Candidate.id != bindparam("candidate"),
        or_(Candidate.email_key == bindparam("email"), Candidate.name_key == bindparam("name")),
    )
    .options(selectinload(Candidate.applications).joinedload(Application.job))
    .order_by(Candidate.id)
)


@dataclass(frozen=True)
class Twin:
    """Somebody who may be the same person, and by what."""

    candidate: Candidate
    same_address: bool
    same_name: bool


def perhaps_the_same(session: Session, candidate: Candidate) -> list[Twin]:
    """Whoever has the same address, or the same name and telephone."""
    asked = {
        "candidate": candidate.id,
        "email": candidate.email_key or "",
        "name": candidate.name_key,
    }
    found = [_twin(candidate, other) for other in session.scalars(_ALIKE, asked)]
    return [twin for twin in found if twin is not None][:AT_MOST]


def twin_by_ref(session: Session, candidate: Candidate, ref: str) -> Candidate | None:
    """The one of that ref among them."""
    twins = perhaps_the_same(session, candidate)
    return next((twin.candidate for twin in twins if twin.candidate.ref == ref), None)


def open_for_the_same_job(one: Candidate, other: Candidate) -> list[str]:
    """The titles of the jobs for which both have an open application."""
    jobs = {each.job_id for each in one.applications if each.is_open()}
    both = [each for each in other.applications if each.is_open() and each.job_id in jobs]
    return list(dict.fromkeys(each.job.title for each in both))


def _twin(one: Candidate, other: Candidate) -> Twin | None:
    same_address = one.email_key is not None and one.email_key == other.email_key
    same_name = one.name_key == other.name_key
    same_phone = len(_digits(one)) >= DIGITS_AT_LEAST and _digits(one) == _digits(other)
    if same_address or (same_name and same_phone):
        return Twin(other, same_address, same_name)
    return None


def _digits(candidate: Candidate) -> str:
    return "".join(letter for letter in candidate.phone if letter.isdigit())
