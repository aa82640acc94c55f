"""What happened at the candidate's door that a letter has to tell."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FreshLinkDue:
    """A candidate is to be mailed a link to their page. `request` names the asking, so that it is
    answered once.
    """

    candidate_id: int
    request: str


@dataclass(frozen=True)
class CodeDue:
    """A candidate is to be mailed this code."""

    candidate_id: int
    code_id: int
    code: str
