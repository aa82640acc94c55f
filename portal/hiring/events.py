"""What happened to an application. Internal ones are for this slice alone; told ones are what
letters and surveys hear.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class StageMoved:
    """Internal: nobody outside may notice."""

    application_id: int


@dataclass(frozen=True)
class VerdictReached:
    """Internal: nobody outside may notice."""

    application_id: int


@dataclass(frozen=True)
class Introduced:
    """Told: the first mail with a link is due."""

    application_id: int


@dataclass(frozen=True)
class UpdateGiven:
    """Told: the candidate was given words and a date. `is_extension`: that we need longer;
    `was_late`: after the day that was promised.
    """

    application_id: int
    update_id: int
    is_extension: bool = False
    was_late: bool = False


@dataclass(frozen=True)
class CallLogged:
    """Told: somebody spoke with the candidate, and a line of it stands on their page."""

    application_id: int
    call_id: int


@dataclass(frozen=True)
class ExtendedAgain:
    """Told: we need longer, for the third time without a kept word between, or yet again."""

    application_id: int


@dataclass(frozen=True)
class EndingTold:
    """Told: we do not go on, and said so."""

    application_id: int
    ending_id: int


@dataclass(frozen=True)
class StepSet:
    """Told: something ahead has a time."""

    application_id: int
    step_id: int


@dataclass(frozen=True)
class StepChanged:
    """Told: it has another time or place."""

    application_id: int
    step_id: int


@dataclass(frozen=True)
class StepCancelled:
    """Told: it will not take place."""

    application_id: int
    step_id: int


@dataclass(frozen=True)
class HandedOver:
    """What somebody answered for is another's now, who has to hear it. Candidates read the new
    name.
    """

    hand_over_id: int


@dataclass(frozen=True)
class Withdrawn:
    """Told: the candidate goes no further."""

    application_id: int
    withdrawal_id: int


@dataclass(frozen=True)
class WithdrawalUndone:
    """Told: the candidate took it back within its Undo."""

    application_id: int
    withdrawal_id: int


@dataclass(frozen=True)
class WithdrawalExplained:
    """Told: the candidate said why."""

    application_id: int
    withdrawal_id: int


@dataclass(frozen=True)
class OtherTimesProposed:
    """Told: the candidate can't make it, and said when they can."""

    application_id: int
    proposal_id: int


@dataclass(frozen=True)
class NoteLinesAsked:
    """For the team: somebody is asked for two lines. No candidate hears of it."""

    lines_id: int


@dataclass(frozen=True)
class AddressChanged:
    """Told: we write to another address from now on. `old` is the one before."""

    candidate_id: int
    old: str


INTERNAL = (StageMoved, VerdictReached)
