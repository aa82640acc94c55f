"""A joiner ticks off what is theirs."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.engagement.actions.start_changes import check_joining
from portal.engagement.models import ChecklistItem, Whose
from portal.hiring.actions import applications
from portal.hiring.models import Application
from portal.plumbing import clock
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.words import gettext as _

_OWN = (
    select(ChecklistItem)
    .join(Application, Application.id == ChecklistItem.application_id)
    .where(
        ChecklistItem.ref == bindparam("ref"),
        ChecklistItem.whose == Whose.THEIRS,
        Application.candidate_id == bindparam("candidate"),
    )
)


def tick(session: Session, candidate_id: int, ref: str, *, is_done: bool, seen: int) -> None:
    """It is done, or not yet after all. A second time does nothing.

    Raises Missing; Refusal where the team took it off the list meanwhile, or changed its words
    since `seen`: nobody says that something is done which they did not read.
    """
    item = session.scalar(_OWN, {"ref": ref, "candidate": candidate_id})
    if item is None:
        raise Missing
    applications.hold(session, item.application)
    check_joining(item.application)
    if item.removed_at is not None:
        raise Refusal(_("This is not on your list any more: there is nothing to do."))
    if item.version != seen:
        raise Refusal(_("This changed since you opened your page. Read it again first."))
    set_done(session, item, trail.CANDIDATE, is_done=is_done)


def set_done(session: Session, item: ChecklistItem, actor: str, *, is_done: bool) -> None:
    """Tick it off, or not any more; the caller holds the application."""
    if (item.done_at is not None) is is_done:
        return
    item.done_at = clock.now() if is_done else None
    action = "checklist.ticked" if is_done else "checklist.unticked"
    trail.record(session, actor, action, subject=item.ref)
    session.flush()
