"""What happened to a survey that a letter has to tell. Answering is no event: nothing may say who
answered."""

from dataclasses import dataclass


@dataclass(frozen=True)
class InvitationMade:
    """A candidate is asked once."""

    invitation_id: int
