"""Letters about what is ahead: set, changed, cancelled, each with a file for the calendar."""

from email.utils import parseaddr

from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.hiring.models import StepKind
from portal.hiring.reminders import is_over
from portal.mail.contents.basis import (
    Links,
    Outdated,
    let_the_ending_go_first,
    open_view_of,
    person,
    view_of,
    with_page,
)
from portal.mail.models import Message
from portal.mail.reminders import purpose_of
from portal.plumbing import clock
from portal.plumbing.settings import settings
from portal.standing.calendar import House, calendar_file
from portal.standing.steps import step_view
from portal.standing.views import StepView


def ahead(session: Session, message: Message, links: Links) -> dict[str, object]:
    """The step as it is planned now: a later change needs no second look at this mail."""
    return _about(session, message, links, cancelled=False)


def cancelled(session: Session, message: Message, links: Links) -> dict[str, object]:
    """It will not take place. Where that is because we ended the application, the words about that
    come first.
    """
    let_the_ending_go_first(session, message)
    return _about(session, message, links, cancelled=True)


def reminder(session: Session, message: Message, links: Links) -> dict[str, object]:
    """It is tomorrow. Outdated once it has another time: that one is reminded of anew."""
    facts = _about(session, message, links, cancelled=False)
    step = facts["step"]
    assert isinstance(step, StepView)
    if purpose_of(step.ref, step.starts_at) != message.purpose:
        raise Outdated("It was moved before this left.")
    if is_over(clock.now(), step.starts_at, step.time_zone):
        raise Outdated("It was too late to remind them.")
    return facts


def _about(
    session: Session, message: Message, links: Links, *, cancelled: bool
) -> dict[str, object]:
    view = (view_of if cancelled else open_view_of)(session, message)
    found = step_view(session, person(message).id, message.subject)
    if found is None:
        raise Outdated("The step is gone.")
    step, application_ref = found
    if step.is_cancelled is not cancelled or step.is_done:
        raise Outdated("The step was cancelled or done before this left.")
    if step.starts_at < clock.now():
        raise Outdated("Its time was over before this left.")
    return {
        **with_page(view, links),
        "step": step,
        "is_meeting": step.kind is StepKind.INTERVIEW,
        "writer": view.owner,
        "calendar": _calendar(session, message, step, application_ref=application_ref),
    }


def _calendar(session: Session, message: Message, step: StepView, *, application_ref: str) -> bytes:
    if step.kind is not StepKind.INTERVIEW:
        return b""
    config = settings(session)
    page = f"{config.base_url}/me/applications/{application_ref}"
    house = House(company(session).name, parseaddr(config.reply_to)[1], page)
    return calendar_file(step, house, invited=person(message).email or "")
