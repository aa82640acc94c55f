"""What may become of an offer. Pure."""

from datetime import datetime
from enum import StrEnum

from portal.hiring.stages import Outcome
from portal.hiring.undoing import is_undoable
from portal.plumbing.words import noted

WE_WOULD_LIKE_YOU = noted("We would like you to join")
"""The heading while an offer was said and not written yet."""


class OfferState(StrEnum):
    """How far an offer has come towards the candidate."""

    VERBAL = "verbal"
    DRAFT = "draft"
    SENT = "sent"


class OfferOutcome(StrEnum):
    """What became of it."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    RESCINDED = "rescinded"
    SUPERSEDED = "superseded"


TOLD = (OfferState.VERBAL, OfferState.SENT)
"""What its candidate knows of."""

CANDIDATES_OWN = frozenset({OfferOutcome.ACCEPTED, OfferOutcome.DECLINED})


def may_undo(outcome: OfferOutcome, decided_at: datetime, moment: datetime) -> bool:
    """Whether that answer may still be taken back at that moment."""
    return outcome in CANDIDATES_OWN and is_undoable(decided_at, moment)


def is_still_theirs(
    ended: Outcome | None, *, is_job_closed: bool, is_told_since: bool, is_thanked: bool
) -> bool:
    """Whether what came after an answer leaves it theirs to take back: nobody of ours spoke to them
    since or thanked them, and the application (`ended` as what, if it did) goes on, or closed by
    that no in a job that is open.
    """
    if is_told_since or is_thanked:
        return False
    return ended is None or (ended is Outcome.DECLINED and not is_job_closed)
