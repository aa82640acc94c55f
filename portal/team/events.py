"""What happened in the team that a letter has to tell."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TeammateInvited:
    """A teammate may set a first password with this one-use key."""

    teammate_id: int
    key: str


@dataclass(frozen=True)
class ResetAsked:
    """A teammate may set a new password with this one-use key."""

    teammate_id: int
    key: str
