"""The surveys that come ready to use. Pure.

Texts are kept as they stand here, in English, and looked up in the reader's language when they are
shown.
"""

from portal.plumbing.words import gettext as _
from portal.surveys.items import Item, ItemKind, Touchpoint

RECOMMEND = "recommend"
CHANGE = "change"


def title(touchpoint: Touchpoint) -> str:
    """What the survey is called on its page: neutral, whatever comes of the application."""
    named = {Touchpoint.INTERVIEWED: _("How did we do in the interview?")}
    return named.get(touchpoint, _("How did we do?"))


def items(touchpoint: Touchpoint) -> list[Item]:
    """What is asked at that touchpoint; nothing where no survey is shipped for it."""
    between = {Touchpoint.INTERVIEWED: _interviewed()}.get(touchpoint)
    if between is None:
        return []
    return [_recommend(), *between, _change()]


def _interviewed() -> list[Item]:
    return [
        _rating("on_time", _("The interview started on time")),
        _rating("role_clear", _("The role was clearly explained")),
        _rating("prepared", _("The interviewers were prepared")),
        _rating("courtesy", _("I was treated with courtesy")),
        _rating("strengths", _("I could show my strengths")),
    ]


def _recommend() -> Item:
    return Item(
        RECOMMEND,
        ItemKind.NPS,
        _("How likely are you to recommend applying here to a friend?"),
        low=_("Not at all"),
        high=_("Very likely"),
    )


def _rating(key: str, words: str) -> Item:
    return Item(key, ItemKind.RATING, words, low=_("Not at all"), high=_("Fully"))


def _change() -> Item:
    return Item(CHANGE, ItemKind.TEXT, _("What is one thing we should change?"))
