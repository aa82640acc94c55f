"""The team's side of checklists: what stands on a joiner's list, what is kept for the next."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.engagement.actions.start_changes import check_joining
from portal.engagement.actions.ticking import set_done
from portal.engagement.checklists import Line, items_of
from portal.engagement.models import (
    ChecklistItem,
    ChecklistTemplate,
    ChecklistTemplateItem,
    Whose,
)
from portal.hiring.actions import applications
from portal.hiring.models import Application
from portal.plumbing import clock
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

ITEMS_AT_MOST = 100
TEMPLATES_AT_MOST = 50
DAYS_BEFORE = range(-90, 366)
_NAMED = select(ChecklistTemplate.id).where(ChecklistTemplate.name == bindparam("name"))
_LOCKED = select(ChecklistTemplate.id).where(ChecklistTemplate.id == bindparam("id"))
_HOW_MANY = select(func.count(ChecklistTemplate.id))


def add(session: Session, application: Application, by: Teammate, *, line: Line) -> ChecklistItem:
    """Put something on a joiner's list. What stands there already stays as it is. Raises Refusal
    for whoever isn't joining, for a line that says nothing, and for too many.
    """
    applications.hold(session, application)
    check_joining(application)
    _check(line)
    there = items_of(session, application.id)
    known = next((one for one in there if _is_same(one, line)), None)
    if known is not None:
        return known
    _check_room(len(there) + 1)
    item = _added(session, application, line)
    trail.record(session, by.ref, "checklist.added", subject=item.ref)
    session.flush()
    return item


def change(session: Session, item: ChecklistItem, by: Teammate, *, line: Line, seen: int) -> None:
    """Say it otherwise, or count another day; whoever ticks off the old words is told. Raises
    Refusal, also where somebody changed it since `seen`.
    """
    _held(session, item)
    _check(line)
    if item.version != seen:
        raise Refusal(_("Somebody changed this line meanwhile. Compare, then save again."))
    if (item.title, item.url, item.days_before) == (line.title, line.url, line.days_before):
        return
    item.title, item.url, item.days_before = line.title, line.url, line.days_before
    item.version += 1
    trail.record(session, by.ref, "checklist.changed", subject=item.ref)
    session.flush()


def remove(session: Session, item: ChecklistItem, by: Teammate) -> None:
    """Take it off the list. A second time does nothing."""
    applications.hold(session, item.application)
    if item.removed_at is not None:
        return
    item.removed_at = clock.now()
    trail.record(session, by.ref, "checklist.removed", subject=item.ref)
    session.flush()


def tick(session: Session, item: ChecklistItem, by: Teammate, *, is_done: bool) -> None:
    """What is ours is done, or not done after all. A second time does nothing. Raises Refusal for
    what is theirs to tick off.
    """
    _held(session, item)
    if item.whose is not Whose.OURS:
        raise Refusal(_("That is theirs to tick off."))
    set_done(session, item, by.ref, is_done=is_done)
    item.done_by_id = by.id if is_done else None
    session.flush()


def take(
    session: Session, application: Application, by: Teammate, *, lines: Sequence[Line]
) -> None:
    """Put all of these on a joiner's list, but for what stands there already. Raises Refusal."""
    applications.hold(session, application)
    check_joining(application)
    there = items_of(session, application.id)
    new = [line for line in lines if not any(_is_same(one, line) for one in there)]
    if not new:
        return
    _check_room(len(there) + len(new))
    for line in new:
        _added(session, application, line)
    trail.record(session, by.ref, "checklist.taken", subject=application.ref)
    session.flush()


def keep(
    session: Session, application: Application, by: Teammate, *, name: str
) -> ChecklistTemplate:
    """Keep a joiner's list for the next one, under a name. Raises Refusal without one, for one
    that is taken, for an empty list and for too many.
    """
    there = items_of(session, application.id)
    if not name:
        raise Refusal(_("Give the list a name."))
    if session.scalar(_NAMED, {"name": name}) is not None:
        raise Refusal(_("There is a list of that name."))
    if not there:
        raise Refusal(_("There is nothing on the list to keep."))
    if (session.scalar(_HOW_MANY) or 0) >= TEMPLATES_AT_MOST:
        raise Refusal(_("That is enough lists: forget one first."))
    template = ChecklistTemplate(name=name, created_at=clock.now())
    template.items = [
        ChecklistTemplateItem(
            position=position,
            whose=one.whose,
            title=one.title,
            url=one.url,
            days_before=one.days_before,
        )
        for position, one in enumerate(there)
    ]
    session.add(template)
    session.flush()
    trail.record(session, by.ref, "checklist.template_kept", subject=template.ref)
    return template


def forget(session: Session, template: ChecklistTemplate, by: Teammate) -> None:
    """Keep it no more; lists that began with it stay. Raises Missing for one that is forgotten."""
    if session.scalar(_LOCKED.with_for_update(), {"id": template.id}) is None:
        raise Missing
    trail.record(session, by.ref, "checklist.template_removed", subject=template.ref)
    session.delete(template)
    session.flush()


def _held(session: Session, item: ChecklistItem) -> None:
    applications.hold(session, item.application)
    check_joining(item.application)
    if item.removed_at is not None:
        raise Refusal(_("This is not on the list any more."))


def _check(line: Line) -> None:
    if not line.title:
        raise Refusal(_("Say what there is to do."))
    if line.days_before is not None and line.days_before not in DAYS_BEFORE:
        raise Refusal(_("Count at most a year back from the first day."))
    if line.url and not line.url.startswith(("https://", "http://")):
        raise Refusal(_("A link starts with https://."))


def _check_room(count: int) -> None:
    if count > ITEMS_AT_MOST:
        raise Refusal(_("That is a long list: at most %(most)d lines.", most=ITEMS_AT_MOST))


def _is_same(item: ChecklistItem, line: Line) -> bool:
    return (item.whose, item.title) == (line.whose, line.title)


def _added(session: Session, application: Application, line: Line) -> ChecklistItem:
    item = ChecklistItem(
        application_id=application.id,
        whose=line.whose,
        title=line.title,
        url=line.url,
        days_before=line.days_before,
    )
    session.add(item)
    session.flush()
    return item
