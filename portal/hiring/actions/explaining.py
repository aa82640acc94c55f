"""Why somebody declined or withdrew is kept, once for both."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from portal.company.calendar import months_after
from portal.company.queries import company
from portal.hiring.actions.ledger import zone_of
from portal.hiring.models import Application
from portal.hiring.models.explained import Explained
from portal.hiring.promises import today_for
from portal.hiring.reasons import Reasons
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _

Row = TypeVar("Row")


def keep(
    session: Session,
    about: Explained,
    reasons: Reasons,
    *,
    application: Application,
    rows: list[Row],
    row: Callable[..., Row],
) -> bool:
    """Keep these reasons in the place of those given before; whether there was anything to keep:
    an empty form says nothing and takes nothing back.

    Raises Refusal for more than two more reasons.
    """
    if not reasons.says_something():
        return False
    ranked = reasons.ranked()
    rows.clear()
    session.flush()
    rows.extend(row(rank=rank, code=code) for rank, code in ranked)
    about.comment = reasons.comment
    about.stay_in_touch = reasons.stay_in_touch
    about.stay_in_touch_until = _until(session, application) if reasons.stay_in_touch else None
    about.reasons_given_at = clock.now()
    return True


def _until(session: Session, application: Application) -> date:
    """As long as what we know of them is kept, counted from the end."""
    ended = today_for(application.closed_at or clock.now(), zone_of(session, application))
    return months_after(ended, company(session).retention_months)


def taken_back() -> Refusal:
    """The answer to reasons for what was undone meanwhile, say in another tab."""
    return Refusal(_("You took that back meanwhile. What you wrote here was not sent."))
