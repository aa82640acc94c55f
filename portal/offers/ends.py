"""The ends of an offer that come from us: it lapsed, or we take it back. Both are told, as every
ending is, and until they are told the offer may still be answered.
"""

from datetime import date

from sqlalchemy.orm import Session

from portal.hiring import promises
from portal.hiring.actions import applications, calls, endings, ledger
from portal.hiring.models import Application, Ending
from portal.hiring.stages import EndingWay, Outcome, Status
from portal.offers import records
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate


def possible(session: Session, application: Application) -> list[Outcome]:
    """How its offer may end now, if there is one: lapsed once the answer-by date is over."""
    if not application.is_open():
        return []
    if application.status is Status.JOINING:
        return [Outcome.OFFER_RESCINDED]
    asked = [offer.answer_by for offer in records.open_offers(session, application)]
    if not asked:
        return []
    today = promises.today_for(clock.now(), ledger.zone_of(session, application))
    is_over = _is_over(asked[-1], today)
    return [*([Outcome.OFFER_LAPSED] if is_over else []), Outcome.OFFER_RESCINDED]


def write(  # noqa: PLR0913  each says one thing of what is written
    session: Session,
    application: Application,
    by: Teammate,
    *,
    outcome: Outcome,
    way: EndingWay,
    words: str,
    mail_because: str = "",
    seen: int | None = None,
) -> Ending:
    """Say that the offer is no longer open, in words the candidate will read. Raises Refusal where
    it can't end so, and for whatever writing an ending refuses.
    """
    applications.hold(session, application, seen)
    _check(session, application, outcome)
    return endings.write(
        session,
        application,
        by,
        way=way,
        words=words,
        outcome=outcome,
        mail_because=mail_because,
    )


def tell_by_call(  # noqa: PLR0913  the same
    session: Session,
    application: Application,
    by: Teammate,
    *,
    outcome: Outcome,
    words: str,
    memo: str = "",
    seen: int | None = None,
) -> Ending:
    """We said so on the phone: it is told at once. Raises Refusal as `write` does."""
    applications.hold(session, application, seen)
    _check(session, application, outcome)
    return calls.tell_ending(session, application, by, words=words, memo=memo, outcome=outcome)


def _check(session: Session, application: Application, outcome: Outcome) -> None:
    may_end = possible(session, application)
    if not may_end:
        raise Refusal(_("There is no offer that could end so."))
    if outcome not in may_end:
        raise Refusal(_("The answer-by date is not over yet: it can’t have lapsed."))


def _is_over(answer_by: date | None, today: date) -> bool:
    return answer_by is not None and answer_by < today
