"""What a stage is meant to be, what of that is refused, and the sets of stages that come with
Candor. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.hiring.promises import ON_HOLD_AT_MOST, REFUSE_AFTER
from portal.hiring.stages import MAPPED, Status
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted


@dataclass(frozen=True)
class StagePlan:
    """A stage as it is to be. Not mapped, it has None for its status; without a sentence of its
    own, candidates read the usual one; `days` are business days until the next word.
    """

    name: str
    status: Status | None = None
    sentence: str = ""
    days: int | None = None


class Shipped(StrEnum):
    """The sets of stages that come with Candor."""

    USUAL = "usual"
    WITH_A_TASK = "with_a_task"


A_TASK = noted("The next step is a task for you")
READING = noted("We are reading what you sent us")
"""Kept in English, and said in the reader's language."""

USUAL = (
    StagePlan("Received", Status.RECEIVED),
    StagePlan("Review", Status.IN_REVIEW),
    StagePlan("Interviews", Status.INTERVIEWING),
    StagePlan("Decision", Status.DECIDING),
    StagePlan("On hold", Status.ON_HOLD),
)


def shipped(which: Shipped) -> tuple[StagePlan, ...]:
    """The stages of that set, in order."""
    if which is Shipped.USUAL:
        return USUAL
    task = StagePlan("Take-home", Status.INTERVIEWING, A_TASK, 10)
    read = StagePlan("Task handed in", Status.INTERVIEWING, READING)
    return (*USUAL[:2], task, read, *USUAL[2:])


def name_of(which: Shipped) -> str:
    """What the team calls that set."""
    return _("Usual") if which is Shipped.USUAL else _("With a task")


def check(plan: StagePlan, *, others: Iterable[str]) -> None:
    """Raise Refusal for a stage that can't be: without a name, named like one of the `others`,
    with a status that no stage may have, or days that nobody may be left waiting.
    """
    if not plan.name:
        raise Refusal(_("A stage needs a name."))
    if plan.name.casefold() in {name.casefold() for name in others}:
        raise Refusal(_("This job has a stage of that name."))
    if plan.status is not None and plan.status not in MAPPED:
        raise Refusal(
            _("A stage can’t be mapped to that: offers and endings have acts of their own.")
        )
    _check_days(plan)


def check_all(plans: Sequence[StagePlan]) -> None:
    """Raise Refusal for no stages at all, and for one that can't be."""
    if not plans:
        raise Refusal(_("A job needs at least one stage."))
    for place, plan in enumerate(plans):
        check(plan, others=[before.name for before in plans[:place]])


def _check_days(plan: StagePlan) -> None:
    most = ON_HOLD_AT_MOST if plan.status is Status.ON_HOLD else REFUSE_AFTER
    if plan.days is not None and not 1 <= plan.days <= most:
        raise Refusal(
            _("The next word comes after between 1 and %(most)d working days.", most=most)
        )
