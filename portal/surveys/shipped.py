"""The surveys that come ready to use. Pure.

Texts are kept as they stand here, in English, and looked up in the reader's language when they are
shown.
"""

from portal.plumbing.words import gettext as _
from portal.surveys.items import Item, ItemKind, Touchpoint

RECOMMEND = "recommend"
CHANGE = "change"
ON_AT_FIRST = frozenset({Touchpoint.INTERVIEWED, Touchpoint.NOT_SELECTED, Touchpoint.DECLINED})
"""The others are switched on when there are people enough."""


def title(touchpoint: Touchpoint) -> str:
    """What the survey is called on its page: neutral, whatever comes of the application."""
    named = {
        Touchpoint.APPLIED: _("How was applying?"),
        Touchpoint.INTERVIEWED: _("How did we do in the interview?"),
        Touchpoint.NEW_HIRE: _("How were your first weeks?"),
    }
    return named.get(touchpoint, _("How did we do?"))


def items(touchpoint: Touchpoint) -> list[Item]:
    """What is asked at that touchpoint."""
    between = {
        Touchpoint.APPLIED: _applied,
        Touchpoint.INTERVIEWED: _interviewed,
        Touchpoint.NOT_SELECTED: _not_selected,
        Touchpoint.WITHDREW: _left,
        Touchpoint.DECLINED: _left,
        Touchpoint.ACCEPTED: _accepted,
        Touchpoint.NEW_HIRE: _new_hire,
    }
    return [_recommend(), *between[touchpoint](), _change()]


def _applied() -> list[Item]:
    return [
        Item(
            "easy",
            ItemKind.EFFORT,
            _("How easy was it to apply?"),
            low=_("Very hard"),
            high=_("Very easy"),
        ),
        _rating("steps_clear", _("I understood the steps and the timeline")),
    ]


def _interviewed() -> list[Item]:
    return [
        _rating("on_time", _("The interview started on time")),
        _rating("role_clear", _("The role was clearly explained")),
        _rating("prepared", _("The interviewers were prepared")),
        _courtesy(),
        _rating("strengths", _("I could show my strengths")),
    ]


def _not_selected() -> list[Item]:
    return [
        _rating("in_time", _("I was told in reasonable time")),
        _rating("personal", _("I was told in a personal way")),
        Item("helpful", ItemKind.YES_NO, _("Was what we told you helpful?")),
        _rating("again", _("I would apply here again")),
    ]


def _left() -> list[Item]:
    """Of who went another way: never why, which they were asked with their name."""
    return [
        _rating("informed", _("I was kept informed")),
        _courtesy(),
        _rating("again", _("I would consider you again")),
    ]


def _accepted() -> list[Item]:
    return [
        _rating("offer_clear", _("The offer was clearly explained")),
        _rating("answered", _("My questions were answered")),
        Item("nearly", ItemKind.TEXT, _("What nearly stopped you?")),
    ]


def _new_hire() -> list[Item]:
    return [
        _rating("as_told", _("The job is as I was told")),
        _rating("informed", _("Before I started I was informed, but not overloaded")),
        _rating("expected", _("On my first day I felt expected")),
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


def _courtesy() -> Item:
    return _rating("courtesy", _("I was treated with courtesy"))


def _change() -> Item:
    return Item(CHANGE, ItemKind.TEXT, _("What is one thing we should change?"))
