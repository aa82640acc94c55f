"""What somebody chose for one import. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from portal.integrations.stage_words import Target
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _


class OldOpen(StrEnum):
    """What is to become of open rows that applied long ago."""

    KEEP = "keep"
    """They stay open."""
    TELL = "tell"
    """Decided, to be told now."""
    TOLD = "told"
    """They were told elsewhere: history."""


@dataclass(frozen=True)
class Options:
    """Columns by header (an empty field leaves one out), stages by word, and what else was
    ticked.
    """

    source: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    date_format: str = ""
    accept_proposals: bool = False
    """Moves in the file are made here too, and proposed meanings of stages hold; nobody is
    told anything.
    """
    told: bool = False
    """The people the file rejects were told elsewhere."""
    introduce: bool = False
    template: str = ""
    """The set of stages that new jobs are opened with, the file's own beside them; nothing for
    the usual ones, where the file has none that means the same.
    """
    old: Mapping[str, str] = field(default_factory=dict)
    """For each job, what becomes of open rows that applied long ago."""

    def as_json(self) -> dict[str, Any]:
        """As a run keeps them."""
        return asdict(self)


def from_json(kept: Mapping[str, Any]) -> Options:
    """What `as_json` kept."""
    return Options(**kept)


def target(text: str) -> Target:
    """The target of that name. Raises Refusal."""
    try:
        return Target(text)
    except ValueError as error:
        known = ", ".join(Target)
        raise Refusal(
            _("A stage can’t mean “%(text)s”. It can mean: %(known)s.", text=text, known=known)
        ) from error
