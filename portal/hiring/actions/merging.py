"""Two entries of one person become one."""

from collections.abc import Collection, Iterator

from sqlalchemy import Column, Table, delete, update
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions import corrections
from portal.hiring.actions.corrections import Facts, facts_of
from portal.hiring.models import Application, Candidate, OtherId
from portal.hiring.models.people import Extras
from portal.plumbing.db import Base
from portal.plumbing.errors import Refusal
from portal.plumbing.tokens import fingerprint
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

CHOICES = ("full_name", "email", "phone", "time_zone", "language")
"""What is kept from one side or the other; how letters greet them goes with the name."""
_PEOPLE: Table = Candidate.__table__  # type: ignore[assignment]  # declared as what may be selected


def mark(kept: Candidate, other: Candidate) -> str:
    """What both sides are recognised by, in a form that was made from them."""
    return fingerprint("\n".join(_side(one) for one in (kept, other)))


def merge(
    session: Session,
    kept: Candidate,
    by: Teammate,
    *,
    other: Candidate,
    taken: Collection[str],
    seen: str,
) -> None:
    """Make both one: `kept` stays, with what is `taken` (of CHOICES) from the other; all that hangs
    on the other hangs on it from now on, and the other is gone. Two applications for the same job
    stay two. An address that isn't kept is told.

    Raises Refusal where both are one already, or somebody changed either since that mark.
    """
    if kept.id == other.id:
        raise Refusal(_("That is the same entry."))
    corrections.hold(session, kept, other)
    if mark(kept, other) != seen:
        raise Refusal(_("Somebody changed one of the two meanwhile. Look at both again."))
    if kept.made_up_as or other.made_up_as:
        raise Refusal(_("One of the two is made up, and will be removed."))
    before = [facts_of(kept), facts_of(other)]
    facts = _chosen(before[0], before[1], taken)
    _keep_ids(session, kept, other)
    kept.created_at = min(kept.created_at, other.created_at)
    if Extras.NONE in (kept.extras, other.extras):
        kept.extras = Extras.NONE
    corrections.write(kept, facts)
    session.flush()
    _move_all(session, kept, other)
    trail.record(session, by.ref, "candidate.merged", subject=kept.ref)
    session.flush()
    for old in dict.fromkeys(side.email for side in before):
        corrections.tell_old_address(session, kept, by, old=old)


def columns_that_point_to_people() -> Iterator[Column[int]]:
    """Every column of any table that says whose a row is."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column is _PEOPLE.c.id:
                yield key.parent


def _keep_ids(session: Session, kept: Candidate, other: Candidate) -> None:
    """Sources know the person by the ids of both entries from now on."""
    known = [kept.external_id, *(one.external_id for one in kept.other_ids)]
    if not kept.external_id:
        kept.external_id = other.external_id
    elif other.external_id and other.external_id not in known:
        session.add(OtherId(candidate_id=kept.id, external_id=other.external_id))


def _move_all(session: Session, kept: Candidate, other: Candidate) -> None:
    gone = other.id
    session.execute(
        update(Application)
        .where(Application.candidate_id == gone)
        .values(version=Application.version + 1)
    )
    for column in columns_that_point_to_people():
        session.execute(update(column.table).where(column == gone).values({column.name: kept.id}))
    session.execute(delete(_PEOPLE).where(_PEOPLE.c.id == gone))
    session.expunge(other)
    session.expire_all()


def _chosen(kept: Facts, other: Facts, taken: Collection[str]) -> Facts:
    sides = {name: other if name in taken else kept for name in CHOICES}
    return Facts(
        full_name=sides["full_name"].full_name,
        called=sides["full_name"].called,
        email=sides["email"].email,
        phone=sides["phone"].phone,
        time_zone=sides["time_zone"].time_zone,
        language=sides["language"].language,
    )


def _side(one: Candidate) -> str:
    applications = sorted((each.id, each.version) for each in one.applications)
    return f"{one.ref} {facts_of(one).mark()} {applications}"
