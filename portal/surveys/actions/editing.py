"""The team's own questions. A version is never edited: rounds that opened with it keep it, later
ones open with the one that follows."""

from collections.abc import Sequence
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
"""Those that are switched off included."""
CHOICES = range(2, 11)


@dataclass(frozen=True)
class Draft:
    """Questions in their order, a new one without a key; `seen` is the number of the version they
    were made from. `is_sure`: the warnings were read."""

    items: Sequence[Item]
    seen: int
    is_sure: bool = False


@dataclass(frozen=True)
class Holding:
    """How rounds are held that open from now on."""

    months: int
    k: int
    comment_limit: int


def edit(session: Session, by: Teammate, touchpoint: Touchpoint, *, draft: Draft) -> None:
    """Ask these questions in rounds that open from now on. The same ones again change nothing.

    Raises Refusal for questions that can't be, for warnings nobody said to have read, and where
    somebody else changed them since the version `draft` was made from.
    """
    survey = surveys.survey(session, touchpoint)
    now = survey.versions[-1]
    before = now.every_item()
    items = [_named(item, before) for item in draft.items]
    if items == before:
        return
    if draft.seen != now.number:
        raise Refusal(_("Somebody changed this survey meanwhile. Compare, then save again."))
    check(items, before)
    found = advice.warnings(items, before)
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
        raise Refusal(_("At most %(most)d questions fit in a survey.", most=ITEMS_AT_MOST))
    if not any(item.key == RECOMMEND and item.is_on and not item.where for item in items):
        raise Refusal(_("The first question stays, for everybody: the score comes from it."))
    if any(kinds.get(item.key, item.kind) is not item.kind for item in items):
        raise Refusal(_("A question keeps its kind. Switch it off and add another one."))
    for item in items:
        _check(item)


def _check(item: Item) -> None:
    if not item.words:
        raise Refusal(_("A question needs words."))
    if item.kind is ItemKind.CHOICE and len(set(item.choices)) not in CHOICES:
        raise Refusal(_("“%(words)s” needs two to ten answers to choose from.", words=item.words))


def _named(item: Item, before: Sequence[Item]) -> Item:
    """With a key. Other answers to choose from make it another question: figures of the two can't
    be compared."""
    same = next((one for one in before if one.key == item.key), None)
    if same is None or same.choices != item.choices:
        return replace(item, key=f"q{new_ref()}")
    return item


def _follow(session: Session, survey: Survey, items: Sequence[Item]) -> None:
    kept = [item.to_json() for item in items]
    number = survey.versions[-1].number + 1
    survey.versions.append(Version(number=number, items=kept, created_at=clock.now()))
    session.flush()
