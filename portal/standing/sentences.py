"""The headings of an application that is closed or late, in plain words."""

from portal.hiring.patience import is_ready_made
from portal.hiring.stage_plans import A_TASK, READING
from portal.hiring.stages import MAPPED, SENTENCES, EndingWay, Outcome, Status, milestones
from portal.offers.outcomes import WE_WOULD_LIKE_YOU
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted

_SHIPPED = frozenset({*SENTENCES.values(), A_TASK, READING, WE_WOULD_LIKE_YOU})


def heading(sentence: str) -> str:
    """What the page of an open application is headed with: a sentence of ours in the language
    spoken now, one that the team wrote as it was written.
    """
    return _(sentence) if sentence in _SHIPPED else sentence


def said(words: str) -> str:
    """What somebody of the team told them: a ready-made sentence of ours in the language spoken
    now, words of their own as they were written.
    """
    return _(words) if is_ready_made(words) else words


def closing(outcome: Outcome) -> str:
    """What the page of a closed application is headed with."""
    return {
        Outcome.HIRED: _("Welcome: you are one of us"),
        Outcome.NOT_SELECTED: _("We will not go on with your application"),
        Outcome.DECLINED: _("You declined our offer"),
        Outcome.WITHDRAWN: _("You withdrew your application"),
        Outcome.JOB_CLOSED: _("This role is closed"),
        Outcome.OFFER_LAPSED: _("Our offer is no longer open"),
        Outcome.OFFER_RESCINDED: _("We had to take our offer back"),
    }[outcome]


def opening(way: EndingWay, outcome: Outcome | None, *, tried_to_call: bool) -> str:
    """What every ending begins with, below the greeting: the same in letter, page and preview."""
    if way is EndingWay.CALL:
        return _("Thank you for taking our call. Here it is again, so that you have it in writing.")
    if outcome in (Outcome.OFFER_LAPSED, Outcome.OFFER_RESCINDED):
        return _about_the_offer(tried_to_call=tried_to_call)
    if tried_to_call:
        return _(
            "We tried to reach you by phone, more than once. So here is our answer in writing."
        )
    if outcome is Outcome.JOB_CLOSED:
        words = noted(
            "Thank you for your interest in working with us, and for the time you gave us. We have"
            " closed the role, and you should hear it from us."
        )
    else:
        words = noted(
            "Thank you for your interest in working with us, and for the time you gave us. This is"
            " our answer."
        )
    return _(words)


def _about_the_offer(*, tried_to_call: bool) -> str:
    if tried_to_call:
        return _(
            "We tried to reach you by phone, more than once. So we write to you about our offer."
        )
    return _("Thank you for the time you gave us. We write to you about our offer.")


def farewell() -> str:
    """What every ending closes with."""
    return _("We wish you well in what comes next.")


def late() -> str:
    """What the page of a late promise is headed with."""
    return _("We owe you a word")


def marks(status: Status) -> list[tuple[str, str]]:
    """The milestones with their words, each `done`, `now` or `ahead`."""
    names = {
        Status.RECEIVED: _("Received"),
        Status.IN_REVIEW: _("Review"),
        Status.INTERVIEWING: _("Interviews"),
        Status.DECIDING: _("Decision"),
    }
    return [
        (names[milestone], mark) for milestone, mark in milestones(status) if milestone in MAPPED
    ]
