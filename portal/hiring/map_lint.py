"""What a team should look at in the stages of a job: never a refusal, only a warning. Pure."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from portal.hiring.promises import WARN_AFTER
from portal.hiring.stage_plans import StagePlan
from portal.hiring.stages import MAPPED, Status, sentence
from portal.plumbing.words import gettext as _

_INTERNAL = re.compile(
    r"\b(reject\w*|no[- ]hires?|scor(?:e|es|ed|ing|ecards?)|(?:salary|pay) (?:bands?|grades?)"
    r"|requisitions?|req[ #-]*\d+|(?-i:[A-Z]{1,5}-\d{2,}))\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+")
_MONTHS = (
    "(?-i:Jan(?:uary)?|Feb(?:ruary)?|March|April|June|July|Aug(?:ust)?|Sept?(?:ember)?"
    "|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATE = re.compile(
    r"\b((?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|(?:next|this) (?:week|month)"
    rf"|(?:within|in) (?:\d+|a|an|one|two|three|four|five|ten) (?:\w+ )?(?:days?|weeks?|months?)"
    rf"|\d{{1,2}}\.? (?:{_MONTHS}|May)|(?:{_MONTHS})(?: \d{{1,2}})?"
    r"|\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?(?:[./]\d{2,4})?)\b",
    re.IGNORECASE,
)
_DECISION = re.compile(
    r"\b((?:will|going to|shall) (?:decide|hire|make (?:a|our|the) decision|send (?:you )?an offer"
    r"|offer you)|you(?:’ll|'ll| will) (?:get|have|receive) (?:an offer|a decision|the job|our"
    r" decision|an answer)|decision (?:by|on|within|before))\b",
    re.IGNORECASE,
)
_PART_OF_A_NAME = 3


@dataclass(frozen=True)
class Remark:
    """Something to look at, in words for the team; `stage` is its name, or nothing where it is
    about all of them.
    """

    stage: str
    words: str


def lint(stages: Sequence[StagePlan], *, team: Collection[str] = ()) -> list[Remark]:
    """What to look at in the stages of a job, in their order; `team` are the teammates' names."""
    found = [Remark("", words) for words in _about_all(stages)]
    reached = -1
    for stage in stages:
        place = _place(stage.status)
        words = [*_about_one(stage), *_about_sentence(stage, team)]
        if -1 < place < reached:
            words.append(_("Candidates would go back: a stage before it is further on."))
        reached = max(reached, place)
        found += [Remark(stage.name, said) for said in words]
    return found


def _about_all(stages: Sequence[StagePlan]) -> Iterator[str]:
    if Status.RECEIVED not in {stage.status for stage in stages}:
        yield _("No stage says that the application was received.")


def _about_one(stage: StagePlan) -> Iterator[str]:
    if stage.status is None:
        yield _("Not mapped: whoever is in it reads nothing new.")
    if stage.days is not None and stage.days > WARN_AFTER:
        yield _("%(days)d working days are long to wait for a word.", days=stage.days)


def _about_sentence(stage: StagePlan, team: Collection[str]) -> Iterator[str]:
    said = stage.sentence
    if stage.status is not None and _tells_the_name(stage.name, said, stage.status):
        yield _("The sentence tells the stage’s name, which is the team’s own.")
    for match in _INTERNAL.finditer(said):
        yield _("“%(word)s” is for the team only.", word=match[0])
    if _ADDRESS.search(said):
        yield _("The sentence tells a mail address. Candidates simply answer a mail.")
    for name in sorted(team):
        if _names(name, said):
            yield _("The sentence names %(name)s. Steps say whom somebody meets.", name=name)
    if _DECISION.search(said):
        yield _("The sentence promises a decision. Promise a word.")
    if date := _DATE.search(said):
        yield _("“%(date)s” is a date: it will be wrong soon. The page tells it.", date=date[0])


def _place(status: Status | None) -> int:
    """How far along; -1 for what is nowhere on the way."""
    on_the_way = MAPPED[: MAPPED.index(Status.ON_HOLD)]
    return on_the_way.index(status) if status in on_the_way else -1


def _tells_the_name(name: str, said: str, status: Status) -> bool:
    usual = f"{sentence(status)} {status.value.replace('_', ' ')}"
    return _holds(said, name, re.IGNORECASE) and not _holds(usual, name, re.IGNORECASE)


def _names(name: str, said: str) -> bool:
    """Whether somebody is named, in full or by a part; parts only as they are spelled: a "mark"
    is no Mark.
    """
    parts = [part for part in name.split() if len(part) >= _PART_OF_A_NAME]
    return _holds(said, name, re.IGNORECASE) or any(_holds(said, part) for part in parts)


def _holds(text: str, word: str, flags: re.RegexFlag = re.NOFLAG) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, flags) is not None
