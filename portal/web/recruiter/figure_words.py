"""Published figures in words, as far as they may be said."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from flask import Blueprint

from portal.hiring.figures import Figures
from portal.offers.outcomes import OfferOutcome
from portal.plumbing.words import gettext as _
from portal.surveys.published import ClosedRound, answer_words, is_rough
from portal.surveys.scoring import offer_acceptance, percent, promises_kept, rounded

_MOST = {"nps": 10, "rating": 5, "effort": 7}
_NOTHING = "–"


def hang_on(bp: Blueprint) -> None:
    """Give templates these words as filters."""
    for words in (months, mean_words, share_words, good_words, percent_words, answer_words):
        bp.add_app_template_filter(words)


def months(closed: ClosedRound) -> str:
    """What a round is called: "Q3 2026", or the months it took in."""
    first, last = closed.first_day, closed.last_day
    if (first.day, first.month % 3) == (1, 1) and last.month % 3 == 0:
        return _quarters(first, last)
    return f"{first:%Y-%m}" if first.month == last.month else f"{first:%Y-%m} – {last:%Y-%m}"


def mean_words(item: Mapping[str, Any] | None) -> str:
    """ "4.6 of 5", or how roughly it may be said."""
    figures = item["figures"] if item else None
    most = _MOST.get(item["kind"]) if item else None
    if figures is None or figures["mean"] is None or most is None:
        return _NOTHING
    if is_rough(figures):
        said = _("about %(mean)g of %(most)d", mean=figures["mean"], most=most)
    else:
        said = _("%(mean).1f of %(most)d", mean=rounded(figures["mean"], 1), most=most)
    return said.replace(" ", "\N{NO-BREAK SPACE}")


def share_words(share: Mapping[str, Any] | None) -> str:
    """ "91 %", or that it is at least or at most so much."""
    if share is None:
        return _NOTHING
    said = percent_words(share["share"])
    words = {
        ">=": _("%(share)s or more", share=said),
        "<=": _("%(share)s or less", share=said),
    }
    return words.get(share["bound"], said)


def percent_words(share: float | Fraction | None) -> str:
    """ "91 %"."""
    return _NOTHING if share is None else f"{percent(share)}\N{NO-BREAK SPACE}%"


def good_words(item: Mapping[str, Any]) -> str:
    """ "91 % said 4 or 5": how many were content, by the kind of question."""
    share = share_words(item["figures"]["share"])
    words = {
        "rating": _("%(share)s said 4 or 5", share=share),
        "effort": _("%(share)s said 5 to 7", share=share),
        "yes_no": _("%(share)s said yes", share=share),
    }
    return _NOTHING if share == _NOTHING else words.get(item["kind"], share)


def acceptance(outcomes: Mapping[OfferOutcome, int]) -> str:
    """ "Accepted: 60 %, 12 of 20", of the offers that were answered or lapsed; nothing where there
    is none."""
    accepted, declined, lapsed = (
        outcomes.get(outcome, 0)
        for outcome in (OfferOutcome.ACCEPTED, OfferOutcome.DECLINED, OfferOutcome.LAPSED)
    )
    share = offer_acceptance(accepted, declined, lapsed)
    if share is None:
        return ""
    return _(
        "Accepted: %(share)s, %(accepted)d of %(all)d that were answered or lapsed.",
        accepted=accepted,
        all=accepted + declined + lapsed,
        share=percent_words(share),
    )


def kept(months: Sequence[Figures]) -> str:
    """ "Kept on time: 82 %, 41 of 50" promises that were due; nothing where there is none."""
    on_time = sum(counts.kept for counts in months)
    due = on_time + sum(counts.extended + counts.missed for counts in months)
    share = promises_kept(on_time, due)
    if share is None:
        return ""
    return _(
        "Kept on time: %(share)s, %(kept)d of %(due)d that were due.",
        kept=on_time,
        due=due,
        share=percent_words(share),
    )


def _quarters(first: date, last: date) -> str:
    start, end = _quarter(first), _quarter(last)
    return start if start == end else f"{start} – {end}"


def _quarter(day: date) -> str:
    return _("Q%(number)d %(year)d", number=(day.month + 2) // 3, year=day.year)
