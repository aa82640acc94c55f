"""Why somebody declined or withdrew is kept, once for both."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from portal.hiring.models.explained import Explained
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
    about.reasons_given_at = clock.now()
    return True


def taken_back() -> Refusal:
    """The answer to reasons for what was undone meanwhile, say in another tab."""
    return Refusal(_("You took that back meanwhile. What you wrote here was not sent."))
