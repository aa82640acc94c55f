"""Why offers are declined: codes that are kept for ever once used, their words, and their order.
Pure.
"""

import random
from enum import StrEnum

from portal.plumbing.words import gettext as _


class ReasonCode(StrEnum):
    """One reason. A retired one is hidden, never renamed."""

    PAY = "pay"
    BENEFITS = "benefits"
    COMPETING_OFFER = "competing_offer"
    COUNTER_OFFER = "counter_offer"
    ROLE_SCOPE = "role_scope"
    GROWTH = "growth"
    LOCATION = "location"
    WORK_MODE = "work_mode"
    PEOPLE = "people"
    CULTURE = "culture"
    PROCESS_SLOW = "process_slow"
    PROCESS_EXPERIENCE = "process_experience"
    TERMS_TIMING = "terms_timing"
    PERSONAL = "personal"
    OTHER = "other"
    PREFER_NOT_TO_SAY = "prefer_not_to_say"


LAST = (ReasonCode.OTHER, ReasonCode.PREFER_NOT_TO_SAY)
OUTSIDE_SHARES = ReasonCode.PREFER_NOT_TO_SAY
"""Counts as answered, and in nobody's share."""


def in_order_for(seed: str) -> list[ReasonCode]:
    """All reasons in an order that differs from person to person but stays the same for one; the
    last two last.
    """
    codes = [code for code in ReasonCode if code not in LAST]
    random.Random(seed).shuffle(codes)  # noqa: S311  fairness of a list, not a secret
    return [*codes, *LAST]


def words_for(code: ReasonCode) -> str:
    """What that reason is called, for whoever reads it."""
    return {
        ReasonCode.PAY: _("Pay or bonus"),
        ReasonCode.BENEFITS: _("Benefits, leave or pension"),
        ReasonCode.COMPETING_OFFER: _("I accepted another offer"),
        ReasonCode.COUNTER_OFFER: _("My employer made a counter-offer"),
        ReasonCode.ROLE_SCOPE: _("The role, level or duties"),
        ReasonCode.GROWTH: _("Room to learn and grow"),
        ReasonCode.LOCATION: _("The place or the way there"),
        ReasonCode.WORK_MODE: _("Remote, hours or flexibility"),
        ReasonCode.PEOPLE: _("The team or manager"),
        ReasonCode.CULTURE: _("How the company works"),
        ReasonCode.PROCESS_SLOW: _("The process took too long"),
        ReasonCode.PROCESS_EXPERIENCE: _("How I was treated or kept informed"),
        ReasonCode.TERMS_TIMING: _("Contract terms or start date"),
        ReasonCode.PERSONAL: _("Personal or family reasons"),
        ReasonCode.OTHER: _("Something else"),
        ReasonCode.PREFER_NOT_TO_SAY: _("I’d rather not say"),
    }[code]
