"""The one tree that a round is published along: organisation, department, job. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.surveys.figures import figures_of
from portal.surveys.items import Item, at_department, at_job
from portal.surveys.release import Group


@dataclass(frozen=True)
class Place:
    """A job and its department, if it has one, as they are called when the round closes."""

    job_id: int
    title: str
    department_id: int | None = None
    department: str | None = None
    is_restricted: bool = False

    @property
    def key(self) -> str:
        """What the job's group is known by in a tree."""
        return at_job(self.job_id)

    @property
    def above(self) -> str | None:
        """The same for its department."""
        return None if self.department_id is None else at_department(self.department_id)


def tree(tallies: Mapping[int, Mapping[str, int]], places: Sequence[Place]) -> Group:
    """Everybody's answers to one question, `tallies` by job, above those of the departments and of
    the jobs."""
    departments: dict[str, list[Group]] = {}
    parts: list[Group] = []
    for place in places:
        tally = tallies.get(place.job_id, {})
        quiet = sum(tally.values()) if place.is_restricted else 0
        job = Group(tally, (), place.key, quiet)
        into = parts if place.above is None else departments.setdefault(place.above, [])
        into.append(job)
    parts += [
        _above(key, tuple(jobs), [job.tally for job in jobs]) for key, jobs in departments.items()
    ]
    return _above("", tuple(parts), tallies.values())


def total(tallies: Iterable[Mapping[str, int]]) -> Counter[str]:
    """All of them counted together."""
    found: Counter[str] = Counter()
    for tally in tallies:
        found.update(tally)
    return found


def published(shown: Sequence[tuple[Item, Group]], places: Sequence[Place]) -> list[dict[str, Any]]:
    """The parts below the organisation as a snapshot keeps them: a name, figures by question, and
    the jobs of a department. One that shows no question is left out, with its name."""
    figures: dict[str | None, dict[str, Any]] = {}
    for item, group in shown:
        for part in _below(group):
            # Without a histogram: the whole's less this one would be that of the rest.
            told = figures_of(item.kind, (), part)
            figures.setdefault(part.key, {})[item.key] = told.to_json()
    departments = {place.above: place for place in places if place.above in figures}
    return [
        *(
            {
                "department": place.department_id,
                "name": place.department,
                "items": figures[key],
                "parts": _jobs(figures, places, above=key),
            }
            for key, place in departments.items()
        ),
        *_jobs(figures, places, above=None),
    ]


def _above(key: str, parts: tuple[Group, ...], tallies: Iterable[Mapping[str, int]]) -> Group:
    """The group of these parts."""
    return Group(total(tallies), parts, key, sum(part.restricted for part in parts))


def _below(group: Group) -> Iterator[Group]:
    for part in group.parts:
        yield part
        yield from _below(part)


def _jobs(
    figures: Mapping[str | None, dict[str, Any]], places: Sequence[Place], *, above: str | None
) -> list[dict[str, Any]]:
    return [
        {"job": place.job_id, "name": place.title, "items": figures[place.key]}
        for place in places
        if place.above == above and place.key in figures
    ]
