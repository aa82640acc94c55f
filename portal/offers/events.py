"""What happened to an offer. All of these are told."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OfferSaid:
    """The candidate reads that we said "you have the job", and that the written offer follows."""

    offer_id: int


@dataclass(frozen=True)
class OfferSent:
    """The candidate may read it."""

    offer_id: int


@dataclass(frozen=True)
class OfferAccepted:
    """The candidate means to join."""

    offer_id: int
    decision_id: int


@dataclass(frozen=True)
class OfferDeclined:
    """The candidate turned it down."""

    offer_id: int
    decision_id: int


@dataclass(frozen=True)
class AnswerUndone:
    """The candidate took the answer back within its Undo."""

    offer_id: int
    decision_id: int


@dataclass(frozen=True)
class DeclineThanked:
    """Somebody of ours wrote to a candidate who declined."""

    offer_id: int
    decision_id: int


@dataclass(frozen=True)
class ReasonsGiven:
    """The candidate said why."""

    offer_id: int
    decision_id: int
