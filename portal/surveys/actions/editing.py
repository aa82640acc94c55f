"""The team's own questions. A version is never edited: rounds that opened with it keep it, later
ones open with the one that follows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.tokens import new_ref
from portal.plumbing.words import gettext as _
from portal.surveys import advice
from portal.surveys.actions import surveys
from portal.surveys.items import Item, ItemKind, Touchpoint
from portal.surveys.models import Survey, Version
from portal.surveys.shipped import RECOMMEND
from portal.team.models import Teammate

ITEMS_AT_MOST = 30
"""Those that are switched off included, which may leave: a round keeps the version it opened with,
and what it published its own words."""
CHOICES = range(2, 11)


@dataclass(frozen=True)
class Draft:
    """Questions in their order, a new one without a key; `seen` is the number of the version they
    were made from. `is_sure`: the warnings were read. `same` are the keys of those that ask the
    same in other words."""

    items: Sequence[Item]
    seen: int
    is_sure: bool = False
    same: Collection[str] = ()


@dataclass(frozen=True)
class Holding:
    """How rounds are held that open from now on."""

    months: int
    k: int
    comment_limit: int


def edit(session: Session, by: Teammate, touchpoint: Touchpoint, *, draft: Draft) -> None:
    """Ask these questions in rounds that open from now on. The same ones again change nothing.

    A question with figures that is worded anew is another one, and the old one ends, unless the
    draft says that it asks the same: nobody is to compare figures with those of the opposite.
    Raises Refusal for questions that can't be, for warnings nobody said to have read, and where
    somebody else changed them since the version `draft` was made from.
    """
    survey = surveys.survey(session, touchpoint)
    now = survey.versions[-1]
    before = now.every_item()
    items = [_named(item, before, draft.same) for item in draft.items]
    if items == before:
        return
    if draft.seen != now.number:
        raise Refusal(_("Somebody changed this survey meanwhile. Compare, then save again."))
    check(draft.items, before)
    found = [*advice.warnings(items, before), *_begin_anew(draft, before)]
    if found and not draft.is_sure:
        raise Refusal(" ".join(found))
    _follow(session, survey, items)
    trail.record(session, by.ref, "survey.edited", subject=f"{touchpoint.value}:{now.number + 1}")
    session.flush()


def switch(session: Session, by: Teammate, touchpoint: Touchpoint, *, on: bool) -> None:
    """Ask at that touchpoint, or nobody any more; who was asked may still answer. A second time
    does nothing."""
    survey = surveys.survey(session, touchpoint)
    if survey.is_on is on:
        return
    survey.is_on = on
    action = "survey.switched_on" if on else "survey.switched_off"
    trail.record(session, by.ref, action, subject=touchpoint.value)
    session.flush()


def hold(session: Session, by: Teammate, touchpoint: Touchpoint, *, how: Holding) -> None:
    """Hold rounds so that open from now on; those that are open keep what candidates were told.
    The same again changes nothing."""
    survey = surveys.survey(session, touchpoint)
    if Holding(survey.months, survey.k, survey.comment_limit) == how:
        return
    if how.comment_limit < how.k:
        raise Refusal(_("Comments need at least as many answers as figures do."))
    survey.months, survey.k, survey.comment_limit = how.months, how.k, how.comment_limit
    trail.record(session, by.ref, "survey.rounds_set", subject=touchpoint.value)
    session.flush()


def check(items: Sequence[Item], before: Sequence[Item]) -> None:
    """Raise Refusal for questions that can't be asked."""
    kinds = {item.key: item.kind for item in before}
    if len(items) > ITEMS_AT_MOST:
        raise Refusal(
            _(
                "At most %(most)d questions fit in a survey, those that are off included: take one"
                " of these off the list.",
                most=ITEMS_AT_MOST,
            )
        )
    if not any(item.key == RECOMMEND and item.is_on and not item.where for item in items):
        raise Refusal(_("The first question stays, for everybody: the score comes from it."))
    if {_ends(item) for item in items if item.key == RECOMMEND} != {
        _ends(item) for item in before if item.key == RECOMMEND
    }:
        raise Refusal(_("The ends of the score stay as they are: its figures lean on them."))
    if any(kinds.get(item.key, item.kind) is not item.kind for item in items):
        raise Refusal(_("A question keeps its kind. Switch it off and add another one."))
    for item in items:
        _check(item)


def is_worded_anew(item: Item, before: Sequence[Item]) -> bool:
    """Whether only a person can say that its figures go on: the same answers, to other words or
    between other ends. What has no figures may be worded as one likes."""
    was = _was(item, before)
    if was is None or item.kind is ItemKind.TEXT or was.choices != item.choices:
        return False
    return (item.words, *_ends(item)) != (was.words, *_ends(was))


def _check(item: Item) -> None:
    if not item.words:
        raise Refusal(_("A question needs words."))
    if item.kind is ItemKind.CHOICE and len(set(item.choices)) not in CHOICES:
        raise Refusal(_("“%(words)s” needs two to ten answers to choose from.", words=item.words))


def _named(item: Item, before: Sequence[Item], same: Collection[str]) -> Item:
    """With a key. Other answers to choose from make it another question, as do other words or ends
    where nobody says that it asks the same: figures of the two can't be compared."""
    was = _was(item, before)
    goes_on = was is not None and was.choices == item.choices
    if not goes_on or (is_worded_anew(item, before) and item.key not in same):
        return replace(item, key=f"q{new_ref()}")
    return item


def _begin_anew(draft: Draft, before: Sequence[Item]) -> list[str]:
    """What is said of questions that are worded anew. Raises Refusal for the one that can't begin
    anew."""
    worded = [
        item for item in draft.items if is_worded_anew(item, before) and item.key not in draft.same
    ]
    if any(item.key == RECOMMEND for item in worded):
        raise Refusal(
            _("The score goes on with its figures: tick that its question still asks the same.")
        )
    return [
        _(
            "“%(words)s” begins anew as another question, and the figures of the one before end:"
            " unless you tick that it still asks the same.",
            words=item.words,
        )
        for item in worded
    ]


def _was(item: Item, before: Sequence[Item]) -> Item | None:
    return next((one for one in before if one.key == item.key), None)


def _ends(item: Item) -> tuple[str, str]:
    return item.low, item.high


def _follow(session: Session, survey: Survey, items: Sequence[Item]) -> None:
    kept = [item.to_json() for item in items]
    number = survey.versions[-1].number + 1
    survey.versions.append(Version(number=number, items=kept, created_at=clock.now()))
    session.flush()
