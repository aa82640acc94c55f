"""What each stage of a file means: as somebody chose, as the job says, as was confirmed before.
Pure.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.hiring.stage_plans import USUAL
from portal.hiring.stages import Status
from portal.integrations import options
from portal.integrations.stage_words import Target, proposal

_HOUSE = {plan.name.casefold(): plan.status for plan in USUAL}


@dataclass
class StageMap:
    """Looks stages up and counts those that nobody has mapped yet."""

    chosen: Mapping[str, str]
    confirmed: Mapping[str, str]
    accepts_proposals: bool
    unmapped: Counter[str] = field(default_factory=Counter)
    blocking: Counter[str] = field(default_factory=Counter)
    """Those of them that rows without a mistake stand in: they hold the whole import up."""
    met: dict[str, Target | None] = field(default_factory=dict)
    """Every stage of the file, as first written, with what it means."""

    accepted: dict[str, Target] = field(default_factory=dict)
    """Those whose proposed meaning was taken for true."""

    def __post_init__(self) -> None:
        self._chosen = {word.casefold(): options.target(said) for word, said in self.chosen.items()}
        self._confirmed = {
            word.casefold(): options.target(said) for word, said in self.confirmed.items()
        }
        self._spelled: dict[str, str] = {}

    def target(self, word: str, job_stages: Mapping[str, Status | None]) -> Target | None:
        """What that stage of a job means, whose own stages are `job_stages`; None where nobody
        said.
        """
        if not word:
            return None
        key = word.casefold()
        own = job_stages.get(key) or _HOUSE.get(key)
        found = self._chosen.get(key)
        if found is None and own is not None:
            found = Target(own.value)
        if found is None:
            found = self._confirmed.get(key)
        if found is None and self.accepts_proposals:
            found = proposal(word)
            if found is not None:
                self.accepted[word] = found
        self.met.setdefault(self._spelled.setdefault(key, word), found)
        return found

    def is_chosen(self, word: str) -> bool:
        """Whether somebody said for this import what that stage means."""
        return word.casefold() in self._chosen

    def miss(self, word: str, *, is_blocking: bool) -> None:
        """An open row stands in a stage that is not mapped."""
        spelled = self._spelled.get(word.casefold(), word)
        self.unmapped[spelled] += 1
        if is_blocking:
            self.blocking[spelled] += 1
