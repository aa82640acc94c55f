"""What closed rounds published, as it is read from a snapshot."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.surveys.release import SMALL


@dataclass(frozen=True, kw_only=True)
class Published:
    """What was published of some people, question by question."""

    items: tuple[Mapping[str, Any], ...]

    def asked(self, key: str) -> Mapping[str, Any] | None:
        """That question, if it was asked."""
        return next((item for item in self.items if item["key"] == key), None)

    def item(self, key: str) -> Mapping[str, Any] | None:
        """What was published of that question, if anything was."""
        found = self.asked(key)
        return found["figures"] if found else None


def is_rough(figures: Mapping[str, Any]) -> bool:
    """Whether that mean is one to the nearest half. What was published before that was kept says it
    by how few there were."""
    return bool(figures.get("is_rough", figures["n"] < SMALL))


@dataclass(frozen=True, kw_only=True)
class Part(Published):
    """What was published of a department, or of the job of that id."""

    name: str
    job_id: int | None = None


@dataclass(frozen=True)
class Doubt:
    """A comment that somebody asked to take out: its question's key, its number there, and the ref
    of who asked."""

    item: str
    number: int
    by: str

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class ClosedRound(Published):
    """What one round published. `comments` by question, `doubts` about them and `parts`, which are
    departments, each followed by its jobs, only of the round that was asked for."""

    ref: str
    first_day: date
    last_day: date
    answered: int
    response: Mapping[str, Any] | None
    parts: tuple[Part, ...]
    comments: Mapping[str, list[str]] | None
    doubts: tuple[Doubt, ...] = ()

    def doubted_by(self, item: str, number: int) -> str:
        """The ref of who asked to take that comment out, if anybody did."""
        found = (one.by for one in self.doubts if (one.item, one.number) == (item, number))
        return next(found, "")

    def parts_for(self, jobs: Collection[int] | None) -> tuple[Part, ...]:
        """The parts that whoever sees those jobs may see: all of them for None, else the jobs."""
        return tuple(part for part in self.parts if jobs is None or part.job_id in jobs)


def closed_round(
    ref: str,
    figures: Mapping[str, Any],
    parts: Sequence[Mapping[str, Any]] | None = None,
    *,
    comments: Mapping[str, list[str]] | None = None,
    doubts: Sequence[Mapping[str, Any]] | None = None,
) -> ClosedRound:
    """That of these kept figures; without `comments` it is not shown in full."""
    return ClosedRound(
        ref=ref,
        first_day=date.fromisoformat(figures["from"]),
        last_day=date.fromisoformat(figures["until"]),
        answered=figures["answered"],
        response=figures["response"],
        items=tuple(figures["items"]),
        parts=tuple(_parts(figures["items"], parts or ())),
        comments=comments,
        doubts=tuple(Doubt(**kept) for kept in doubts or ()),
    )


def _parts(asked: Sequence[Mapping[str, Any]], kept: Sequence[Mapping[str, Any]]) -> Iterator[Part]:
    for part in kept:
        items = tuple({**item, "figures": part["items"].get(item["key"])} for item in asked)
        yield Part(name=part["name"], job_id=part.get("job"), items=items)
        yield from _parts(asked, part.get("parts", ()))
