"""What somebody should know about rows that come in all the same, in words. Pure."""

from collections.abc import Mapping
from typing import Any

from portal.plumbing.words import gettext as _
from portal.plumbing.words import ngettext


def words(group: Mapping[str, Any]) -> str:
    """What the rows of that group have in common."""
    said = ngettext("%(num)d row", "%(num)d rows", len(group["lines"]))
    return f"{said}: {_meaning(group['code'], group['about'])}"


def _meaning(code: str, about: str) -> str:
    return {
        "open_long": _(
            "applied for %(job)s more than 90 days ago, still open: told already, tell them now,"
            " or keep open?",
            job=about,
        ),
        "no_address": _("no mail address: they can’t be introduced."),
        "more_addresses": _("several mail addresses: only the first is kept."),
        "no_date": _("no date of application: counted from today."),
        "unknown_recruiter": _("the recruiter is nobody on this team: left without an owner."),
        "offer_by_hand": _("offer dates are not imported: record the offer by hand."),
        "joining_by_hand": _("hired, with the first day ahead: record offer and start by hand."),
        "other_address": _(
            "another mail address than here: change it on their page, after asking them."
        ),
        "interview_by_hand": _(
            "another interview time than here: change it there, so that they hear."
        ),
        "closed_here": _("active in the file, closed here: they stay closed."),
        "ended_elsewhere": _("withdrawn or hired in the file, open here: look at each."),
    }[code]
