"""What closed rounds published, as it is read from a snapshot."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.plumbing.words import gettext as _
from portal.surveys.items import ItemKind, at_department, at_job
from portal.surveys.release import SMALL


@dataclass(frozen=True)
class Sight:
    """What whoever reads may see: that of all jobs, or of `jobs` alone, and nothing of the places
    that are `restricted` by now."""

    jobs: Collection[int] | None = None
    restricted: Collection[str] = ()

    def sees(self, where: str) -> bool:
        """What one place alone was asked, or said; "" is everybody."""
        mine = self.jobs is None or where in {"", *map(at_job, self.jobs)}
        return mine and where not in self.restricted


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


def answer_words(value: str, kind: str) -> str:
    """An answer that could be given to a question of that kind, as it was there to choose."""
    if kind == ItemKind.YES_NO:
        return _("Yes") if value == "1" else _("No")
    return _(value)


@dataclass(frozen=True, kw_only=True)
class Part(Published):
    """What was published of a department, or of the job of that id, in that department if in
    any."""

    name: str
    job_id: int | None = None
    department: str = ""


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


def closed_round(
    ref: str,
    figures: Mapping[str, Any],
    parts: Sequence[Mapping[str, Any]] | None = None,
    *,
    sight: Sight,
    comments: Mapping[str, list[str]] | None = None,
    doubts: Sequence[Mapping[str, Any]] | None = None,
) -> ClosedRound:
    """That of these kept figures, as far as one sees them; without `comments` it is not shown in
    full."""
    items = tuple(item for item in figures["items"] if sight.sees(item.get("where", "")))
    return ClosedRound(
        ref=ref,
        first_day=date.fromisoformat(figures["from"]),
        last_day=date.fromisoformat(figures["until"]),
        answered=figures["answered"],
        response=figures["response"],
        items=items,
        parts=tuple(part for place, part in _parts(items, parts or ()) if sight.sees(place)),
        comments=_of(items, comments) if comments is not None else None,
        doubts=tuple(Doubt(**kept) for kept in doubts or ()),
    )


def _of(
    items: Sequence[Mapping[str, Any]], comments: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    return {key: comments[key] for item in items if (key := item["key"]) in comments}


def _parts(
    asked: Sequence[Mapping[str, Any]], kept: Sequence[Mapping[str, Any]], department: str = ""
) -> Iterator[tuple[str, Part]]:
    """Each with its place."""
    for part in kept:
        items = tuple({**item, "figures": part["items"].get(item["key"])} for item in asked)
        job, name = part.get("job"), part["name"]
        place = at_department(part.get("department")) if job is None else at_job(job)
        yield place, Part(name=name, job_id=job, department=department, items=items)
        yield from _parts(asked, part.get("parts", ()), name)
