"""What stands in Today beside the queue of words that are due: one line each.

Each is a query of a scope, and `templates/recruiter/today/_<name>.html`, which is given its `rows`
where there are any.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.engagement import questions, touches
from portal.engagement.joining import start_changes
from portal.engagement.ours_due import ours_due
from portal.engagement.quiet import quiet
from portal.engagement.starting import starting
from portal.hiring.queries import held
from portal.hiring.queries.batches import batches_under_way
from portal.hiring.queries.extended import extended
from portal.hiring.queries.scope import Scope
from portal.hiring.queries.today import not_introduced
from portal.hiring.queries.withdrawals import recent_withdrawals
from portal.mail.unreached import others, unreached
from portal.offers.answers import recent_answers
from portal.offers.around import second_choices
from portal.offers.thanks import to_thank
from portal.offers.unwritten import unwritten
from portal.surveys import named
from portal.web.recruiter.other_times import cant_make_it_rows
from portal.web.session import db


@dataclass(frozen=True)
class Part:
    """Rows of one kind; `waits` says that they wait for us, so that the day isn't done."""

    name: str
    query: Callable[..., Sequence[Any]]
    waits: bool = True


@dataclass(frozen=True)
class Filled:
    """A part that has rows."""

    name: str
    rows: Sequence[Any]
    waits: bool

    @property
    def template(self) -> str:
        """What shows them."""
        return f"recruiter/today/_{self.name}.html"


BEFORE = (
    Part("unreached", unreached),
    Part("other_mails", others),
    Part("dropped", held.not_told),
    Part("questions", questions.waiting),
    Part("named", named.waiting),
    Part("starting", starting),
    Part("unwritten", unwritten, waits=False),
    Part("cant_make_it", cant_make_it_rows),
    Part("start_changes", start_changes),
    Part("batches", batches_under_way),
)
"""Above the queue: what can't wait."""
AFTER = (
    Part("declined", to_thank),
    Part("touches", touches.due),
    Part("ours", ours_due),
    Part("quiet", quiet),
    Part("waiting", held.waiting, waits=False),
    Part("extended", extended),
    Part("not_introduced", not_introduced),
    Part("second_choices", second_choices, waits=False),
    Part("answers", recent_answers, waits=False),
    Part("withdrawals", recent_withdrawals, waits=False),
)
"""Below it."""


def filled(parts: Sequence[Part], scope: Scope) -> list[Filled]:
    """Those of the parts that have something to show."""
    found = [Filled(part.name, part.query(db(), scope), part.waits) for part in parts]
    return [part for part in found if part.rows]
