"""What happened in the team that those above have to hear."""

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


@dataclass(frozen=True)
class LeftJobs:
    """Somebody took a teammate off these jobs."""

    teammate_id: int
    job_ids: tuple[int, ...]
    by_id: int


@dataclass(frozen=True)
class StopsAnswering:
    """A teammate is about to leave, or to become what answers for nothing. Whoever keeps something
    of theirs refuses.
    """

    teammate_id: int
