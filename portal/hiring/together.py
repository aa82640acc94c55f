"""Several at once: what they are told, and who needs words of their own instead. Pure."""

from dataclasses import dataclass
from datetime import date

from portal.hiring.stages import Status
from portal.plumbing.words import gettext as _

AT_MOST = 2000
"""How many can be told in one go."""


@dataclass(frozen=True)
class Pick:
    """One of several, by its ref, and the version that whoever picked it saw."""

    ref: str
    version: int


@dataclass(frozen=True)
class Same:
    """What all of them are told; the heading stays for each what it is.

    `as_extended`: a word that we need longer.
    """

    words: str
    next_word_by: date
    as_extended: bool = False


def why_not(status: Status, *, is_open: bool, is_introduced: bool, is_decided: bool) -> str | None:
    """Why the same words as others' are not for them; None where they are."""
    has_offer = status in (Status.OFFER, Status.JOINING)
    reasons = (
        (not is_open, _("This application is closed.")),
        (is_decided, _("Decided, and not told yet: tell them that.")),
        (has_offer, _("There is an offer: that takes words of its own.")),
        (not is_introduced, _("Not introduced yet: nothing was promised.")),
    )
    return next((words for holds, words in reasons if holds), None)
