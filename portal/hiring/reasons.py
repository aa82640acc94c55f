"""Why candidates decline or withdraw: codes that are kept for ever once used, their words, their
order, and how often each was said. Pure.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.plumbing.errors import Refusal
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
    ROLE_UNCLEAR = "role_unclear"
    ASSESSMENT_BURDEN = "assessment_burden"
    NO_REPLY = "no_reply"
    CHANGED_MIND = "changed_mind"
    PERSONAL = "personal"
    OTHER = "other"
    PREFER_NOT_TO_SAY = "prefer_not_to_say"


LAST = (ReasonCode.OTHER, ReasonCode.PREFER_NOT_TO_SAY)
OUTSIDE_SHARES = ReasonCode.PREFER_NOT_TO_SAY
"""Counts as answered, and in nobody's share."""

BEFORE_AN_OFFER = frozenset(
    {
        ReasonCode.ROLE_UNCLEAR,
        ReasonCode.ASSESSMENT_BURDEN,
        ReasonCode.NO_REPLY,
        ReasonCode.CHANGED_MIND,
    }
)
"""What only somebody who withdraws before there was an offer may mean."""

AFTER_AN_OFFER = tuple(code for code in ReasonCode if code not in BEFORE_AN_OFFER)

MAIN = 1
MORE = 2
COMMENT_AT_MOST = 2000


@dataclass(frozen=True)
class Reasons:
    """Why somebody declined or withdrew: one main reason, up to two more, own words."""

    main: ReasonCode | None = None
    more: Sequence[ReasonCode] = ()
    comment: str = ""
    stay_in_touch: bool = False

    def says_something(self) -> bool:
        """Whether the form was not left empty."""
        return bool(self.main or self.more or self.comment or self.stay_in_touch)

    def ranked(self) -> list[tuple[int, ReasonCode]]:
        """Each reason once with its rank, the main one first. Raises Refusal for more than two
        more.
        """
        more = [code for code in dict.fromkeys(self.more) if code is not self.main]
        if len(more) > MORE:
            raise Refusal(_("Choose up to two more reasons."))
        found = [(MAIN, self.main), *enumerate(more, MAIN + 1)]
        return [(rank, code) for rank, code in found if code]


@dataclass(frozen=True)
class Reason:
    """How often it mattered most, how often it was named at all, and its part of those who said
    why.
    """

    code: ReasonCode
    main: int
    named: int
    share: float | None


@dataclass(frozen=True)
class Said:
    """What so many said, the most frequent first; `silent` of them gave no reason."""

    people: int
    silent: int
    reasons: tuple[Reason, ...]


def in_order_for(seed: str, codes: Sequence[ReasonCode] = AFTER_AN_OFFER) -> list[ReasonCode]:
    """Those reasons in an order that differs from person to person but stays the same for one; the
    last two last.
    """
    shuffled = [code for code in codes if code not in LAST]
    random.Random(seed).shuffle(shuffled)  # noqa: S311  fairness of a list, not a secret
    return [*shuffled, *LAST]


def said(counts: Mapping[ReasonCode | None, tuple[int, int]]) -> Said:
    """What came of counting: for each reason how many named it, and for how many it came first;
    under None how many were silent.
    """
    silent, _main = counts.get(None, (0, 0))
    spoke = sum(main for code, (_named, main) in counts.items() if code)
    sharing = spoke - counts.get(OUTSIDE_SHARES, (0, 0))[1]
    reasons = [
        Reason(code, main, named, _share(code, main, sharing))
        for code, (named, main) in counts.items()
        if code
    ]
    reasons.sort(key=lambda reason: (reason.code is OUTSIDE_SHARES, -reason.main, -reason.named))
    return Said(people=spoke + silent, silent=silent, reasons=tuple(reasons))


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
        ReasonCode.ROLE_UNCLEAR: _("It was not clear what the role is"),
        ReasonCode.ASSESSMENT_BURDEN: _("The tasks or tests asked too much"),
        ReasonCode.NO_REPLY: _("I waited too long for a word"),
        ReasonCode.CHANGED_MIND: _("I want something else by now"),
        ReasonCode.PERSONAL: _("Personal or family reasons"),
        ReasonCode.OTHER: _("Something else"),
        ReasonCode.PREFER_NOT_TO_SAY: _("I’d rather not say"),
    }[code]


def _share(code: ReasonCode, main: int, sharing: int) -> float | None:
    return main / sharing if sharing and code is not OUTSIDE_SHARES else None
