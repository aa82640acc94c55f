"""What may be published of anonymous answers. Pure.

A threshold alone protects nobody: two figures can be subtracted. What holds is that published
groups are nested or apart, that a round is published once and whole, and that an answer is counted
in one release only. It doesn't stop five people exposing a sixth, a writing style, or whoever runs
the server while a round is open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

LEAST_K = 5
LEAST_COMMENTS = 10
LEAST_INVITED = 8
SMALL = 10
"""Below this many answers, or where so few could be worked out, there is a mean to the nearest
half, and no shares."""


@dataclass(frozen=True)
class Limits:
    """How many answers a round needs before a figure, and before comments. Frozen when the round
    opens."""

    k: int = LEAST_K
    comments: int = LEAST_COMMENTS

    def __post_init__(self) -> None:
        if self.k < LEAST_K or self.comments < max(self.k, LEAST_COMMENTS):
            raise ValueError("Fewer people than that can be guessed.")


@dataclass(frozen=True)
class Group:
    """People whose answers to one question may be shown together: the organisation, a department,
    a job.

    `tally` counts the answers of everybody in the group, those of its parts included; `restricted`
    of them are about jobs that are never shown by themselves. Of a coarse group nothing is exact.
    """

    tally: Mapping[str, int]
    parts: tuple["Group", ...] = ()
    key: str = ""
    restricted: int = 0
    is_coarse: bool = False

    @cached_property
    def n(self) -> int:
        """How many answered."""
        return sum(self.tally.values())


def pools(*, invited: int, answered: int, limits: Limits) -> bool:
    """Whether a round goes whole into the next of its touchpoint, because too few were asked or
    answered."""
    return invited < LEAST_INVITED or answered < limits.k


def shown(group: Group, limits: Limits) -> Group | None:
    """The part of a tree whose answers to one question are published; None where nothing is.

    Below a group that is too small nothing is shown, nor below one that is hidden.
    """
    kept = _kept(group, limits)
    return graded(kept) if kept else None


def is_enough(group: Group, limits: Limits) -> bool:
    """Whether so many answered this question that their figures may be shown."""
    return group.n >= limits.k


def covered(group: Group, parts: tuple[Group, ...], least: int) -> tuple[Group, ...]:
    """Of these parts of a group, those that give nobody else in it away.

    The group less these parts can be worked out: while that is somebody, but fewer than `least`, or
    somebody about restricted jobs alone, the smallest part is left out too.
    """
    while parts and gives_away(group, parts, least):
        smallest = min(parts, key=lambda part: part.n)
        parts = tuple(part for part in parts if part is not smallest)
    return parts


def gives_away(group: Group, parts: tuple[Group, ...], least: int) -> bool:
    """Whether the rest of the group is so few, or about restricted jobs alone."""
    rest = hidden(group, parts)
    return 0 < rest < least or 0 < rest == hidden_restricted(group, parts)


def hidden(group: Group, parts: tuple[Group, ...]) -> int:
    """How many of the group stand in none of these parts, those of restricted parts included."""
    return group.n - sum(part.n for part in parts)


def hidden_restricted(group: Group, parts: tuple[Group, ...]) -> int:
    """How many of these are about restricted jobs."""
    return group.restricted - sum(part.restricted for part in parts)


def graded(group: Group) -> Group:
    """A tree that is shown, its groups marked of which nothing is exact.

    An exact group less its exact parts can be worked out exactly: the same rule again, for fewer
    than may have exact figures.
    """
    if not group.parts:
        return group
    exact = {part.key for part in exact_parts(group)}
    parts = (part if part.key in exact else replace(part, is_coarse=True) for part in group.parts)
    return replace(group, parts=tuple(graded(part) for part in parts))


def exact_parts(group: Group) -> tuple[Group, ...]:
    """The parts whose figures are exact: none below a group whose own are not."""
    if not is_exact(group):
        return ()
    return covered(group, tuple(part for part in group.parts if is_exact(part)), SMALL)


def is_exact(group: Group) -> bool:
    """Whether more is said of it than a mean to the nearest half."""
    return not group.is_coarse and group.n >= SMALL


def comments(words: Sequence[str], limits: Limits, random: Random) -> tuple[str, ...]:
    """The comments that are published: none below the limit, else all of them in an order that says
    nothing."""
    if len(words) < limits.comments:
        return ()
    return tuple(sorted(words, key=lambda _words: random.random()))


def _kept(group: Group, limits: Limits) -> Group | None:
    if group.n == group.restricted or not is_enough(group, limits):
        return None
    parts = tuple(found for part in group.parts if (found := _kept(part, limits)))
    return replace(group, parts=covered(group, parts, limits.k)) if group.parts else group
