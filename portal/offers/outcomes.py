"""What may become of an offer. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

UNDO_HOURS = 24


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


CANDIDATES_OWN = frozenset({OfferOutcome.ACCEPTED, OfferOutcome.DECLINED})


def undo_until(decided_at: datetime) -> datetime:
    """Until when a candidate's own answer may be taken back."""
    return decided_at + timedelta(hours=UNDO_HOURS)


def may_undo(outcome: OfferOutcome, decided_at: datetime, moment: datetime) -> bool:
    """Whether that answer may still be taken back at that moment."""
    return outcome in CANDIDATES_OWN and moment < undo_until(decided_at)
