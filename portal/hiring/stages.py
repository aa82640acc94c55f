"""Statuses, outcomes and how a team's stages map to what a candidate is shown. Pure."""

from enum import StrEnum

from portal.plumbing.words import noted


class Status(StrEnum):
    """What the candidate is shown."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    INTERVIEWING = "interviewing"
    DECIDING = "deciding"
    ON_HOLD = "on_hold"
    OFFER = "offer"
    JOINING = "joining"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How an application closed. The candidate declines or withdraws; we do not select."""

    HIRED = "hired"
    NOT_SELECTED = "not_selected"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    JOB_CLOSED = "job_closed"
    OFFER_LAPSED = "offer_lapsed"
    OFFER_RESCINDED = "offer_rescinded"


class EndingWay(StrEnum):
    """How the candidate was told that we do not go on."""

    CALL = "call"
    NOTE = "note"
    MAIL = "mail"
    ELSEWHERE = "elsewhere"


MAPPED = (Status.RECEIVED, Status.IN_REVIEW, Status.INTERVIEWING, Status.DECIDING, Status.ON_HOLD)
"""What a stage may be mapped to; the other statuses come from an offer or the outcome."""

CLOSED_BY_US = frozenset(
    {Outcome.NOT_SELECTED, Outcome.JOB_CLOSED, Outcome.OFFER_LAPSED, Outcome.OFFER_RESCINDED}
)

OF_OFFERS = frozenset({Outcome.OFFER_LAPSED, Outcome.OFFER_RESCINDED})
"""Ends that only an offer can come to; nothing has to be decided first."""

SENTENCES = {
    Status.RECEIVED: noted("We have your application"),
    Status.IN_REVIEW: noted("We are reviewing your application"),
    Status.INTERVIEWING: noted("You are in interviews"),
    Status.DECIDING: noted("We are making a decision"),
    Status.ON_HOLD: noted("The role is paused"),
    Status.OFFER: noted("You have an offer"),
    Status.JOINING: noted("You are joining us"),
    Status.CLOSED: noted("This application is closed"),
}

TELLABLE = MAPPED
"""What an update may say; offers and endings have acts of their own."""

_INTERVIEWED = frozenset({Status.INTERVIEWING, Status.DECIDING, Status.OFFER, Status.JOINING})

_MILESTONES = (Status.RECEIVED, Status.IN_REVIEW, Status.INTERVIEWING, Status.DECIDING)


def counts_as_interviewed(status: Status | None) -> bool:
    """Whether somebody who stood there has been interviewed, for the rule that a form letter is
    not enough.
    """
    return status in _INTERVIEWED


def moves_by_itself(told: Status, mapped: Status | None) -> bool:
    """Whether entering a stage changes the page without a word: only from received to in review."""
    return told is Status.RECEIVED and mapped is Status.IN_REVIEW


def milestones(reached: Status) -> list[tuple[Status, str]]:
    """The four milestones with `done`, `now` or `ahead`; none where there is nothing to count up
    to.
    """
    if reached not in _MILESTONES:
        return []
    here = _MILESTONES.index(reached)
    marks = ["done"] * here + ["now"] + ["ahead"] * (len(_MILESTONES) - here - 1)
    return list(zip(_MILESTONES, marks, strict=True))


def sentence(status: Status) -> str:
    """What a candidate reads as the heading of that status, where nothing more particular is
    known: in English, as it is kept; `standing` says it in the reader's language.
    """
    return SENTENCES[status]
