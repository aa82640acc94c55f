"""What is here already, looked up for many rows at once. Reads only."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from portal.hiring.models import Application, Candidate, OtherId, Stage, Step, Verdict
from portal.hiring.stages import Outcome
from portal.integrations.books import KnownJob
from portal.integrations.models import ImportedApplication
from portal.integrations.rows import Row, pair_key

_REMEMBERED = select(
    ImportedApplication.key, ImportedApplication.application_id, ImportedApplication.seen
).where(ImportedApplication.key.in_(bindparam("keys", expanding=True)))
_OTHER_IDS = select(OtherId.candidate_id, OtherId.external_id).where(
    OtherId.external_id.in_(bindparam("ids", expanding=True))
)
_PEOPLE = select(
    Candidate.id, Candidate.external_id, Candidate.full_name, Candidate.email_key
).where(
    or_(
        Candidate.external_id.in_(bindparam("ids", expanding=True)),
        Candidate.email_key.in_(bindparam("mails", expanding=True)),
        Candidate.id.in_(bindparam("people", expanding=True)),
    )
)
_APPLICATIONS = (
    select(
        Application.id,
        Application.ref,
        Application.external_id,
        Application.candidate_id,
        Application.job_id,
        Application.source,
        Application.owner_id,
        Application.outcome,
        Application.introduced_at,
        Application.interviewed,
        Candidate.external_id.label("person"),
        Candidate.full_name,
        Candidate.email,
        Candidate.email_key,
        Candidate.phone,
        Candidate.locale,
        Stage.name.label("stage"),
        Verdict.id.label("verdict"),
    )
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Stage, Stage.id == Application.stage_id)
    .outerjoin(
        Verdict, (Verdict.application_id == Application.id) & Verdict.taken_back_at.is_(None)
    )
    .where(
        or_(
            Application.id.in_(bindparam("applications", expanding=True)),
            Application.external_id.in_(bindparam("ids", expanding=True)),
            Application.candidate_id.in_(bindparam("people", expanding=True)),
        )
    )
)
_INTERVIEWS = (
    select(
        Step.application_id,
        Step.starts_at,
        Step.ends_at,
        Step.time_zone,
        Step.place,
        Step.url,
        Step.external_id,
    )
    .where(
        Step.application_id.in_(bindparam("applications", expanding=True)),
        Step.cancelled_at.is_(None),
    )
    .order_by(Step.id)
)


@dataclass(frozen=True)
class KnownApplication:
    """An application that is here, as far as a file may speak of it."""

    id: int
    ref: str
    external_id: str | None
    candidate_id: int
    job_id: int
    source: str
    owner_id: int | None
    outcome: Outcome | None
    introduced_at: datetime | None
    interviewed: bool
    person: str | None
    full_name: str
    email: str | None
    email_key: str | None
    phone: str
    locale: str
    stage: str
    verdict: int | None


@dataclass(frozen=True)
class KnownPerson:
    """A candidate who is here."""

    id: int
    external_id: str | None
    full_name: str
    email_key: str | None
    other_ids: frozenset[str] = frozenset()
    """Of those that the rows name: by which the person is known as well."""

    def has_id(self, wanted: str) -> bool:
        """Whether a source knows the person by that id."""
        return bool(wanted) and (wanted == self.external_id or wanted in self.other_ids)


@dataclass
class Known:
    """What is here of the people and applications of some rows."""

    people: list[KnownPerson] = field(default_factory=list)
    applications: dict[int, KnownApplication] = field(default_factory=dict)
    remembered: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    interviews: dict[int, Any] = field(default_factory=dict)

    def application(self, row: Row, job: KnownJob | None) -> KnownApplication | None:
        """The application that row is about: by what the last file called it, by its id, else
        by person and job.
        """
        remembered = self.remembered.get(pair_key(row))
        if remembered and remembered[0] in self.applications:
            return self.applications[remembered[0]]
        if row.get("application_id"):
            for one in self._by_external.get(row.get("application_id"), ()):
                return one
        if job is None:
            return None
        return next((one for one in self._of_person(row) if self._fits(one, row, job)), None)

    def seen(self, row: Row) -> dict[str, Any]:
        """What a file said of it the last time."""
        remembered = self.remembered.get(pair_key(row))
        return remembered[1] if remembered else {}

    def alike(self, row: Row) -> list[KnownPerson]:
        """Everybody here with that row's id for the person, or with its address."""
        wanted = row.get("candidate_id")
        return [*self._by_id.get(wanted, ()), *self._by_mail.get(row.email_key, ())]

    def __post_init__(self) -> None:
        self._by_id: dict[str | None, list[KnownPerson]] = {}
        self._by_mail: dict[str, list[KnownPerson]] = {}
        for person in self.people:
            for known_as in {person.external_id, *person.other_ids} - {None}:
                self._by_id.setdefault(known_as, []).append(person)
            if person.email_key:
                self._by_mail.setdefault(person.email_key, []).append(person)
        self._by_external: dict[str, list[KnownApplication]] = {}
        self._by_person: dict[int, list[KnownApplication]] = {}
        for one in self.applications.values():
            self._by_person.setdefault(one.candidate_id, []).append(one)
            if one.external_id:
                self._by_external.setdefault(one.external_id, []).append(one)

    def _of_person(self, row: Row) -> Iterator[KnownApplication]:
        for person in self.alike(row):
            if is_same_person(person, row):
                yield from self._by_person.get(person.id, ())

    def _fits(self, one: KnownApplication, row: Row, job: KnownJob) -> bool:
        """An application that another id names is another one."""
        return one.job_id == job.id and not (row.get("application_id") and one.external_id)


def is_same_person(person: KnownPerson, row: Row) -> bool:
    """By the file's id, else by address and name together: an address alone is no identity."""
    wanted = row.get("candidate_id")
    if wanted and person.external_id:
        return person.has_id(wanted)
    same_address = bool(row.email_key) and person.email_key == row.email_key
    return same_address and person.full_name.casefold() == row.name_key


def look_up(session: Session, rows: Collection[Row]) -> Known:
    """All that is here of these rows, in five queries.

    No list that is asked for is empty: PostgreSQL reads the whole table for an OR with one.
    """
    ids = {row.get("candidate_id") for row in rows} - {""}
    mails = {row.email_key for row in rows} - {""}
    people = _people(session, _some(ids), _some(mails))
    keys = [pair_key(row) for row in rows]
    remembered = {
        key: (application_id, seen)
        for key, application_id, seen in session.execute(_REMEMBERED, {"keys": keys})
    }
    found = session.execute(
        _APPLICATIONS,
        {
            "applications": [one for one, _seen in remembered.values()] or [0],
            "ids": _some({row.get("application_id") for row in rows} - {""}),
            "people": [person.id for person in people] or [0],
        },
    ).mappings()
    applications = {one["id"]: KnownApplication(**one) for one in found}
    times = session.execute(_INTERVIEWS, {"applications": list(applications)})
    interviews = {row.application_id: row for row in times}
    return Known(people, applications, remembered, interviews)


def _people(session: Session, ids: list[str], mails: list[str]) -> list[KnownPerson]:
    others: dict[int, set[str]] = {}
    for candidate_id, external_id in session.execute(_OTHER_IDS, {"ids": ids}):
        others.setdefault(candidate_id, set()).add(external_id)
    asked = {"ids": ids, "mails": mails, "people": list(others) or [0]}
    return [
        KnownPerson(*found, other_ids=frozenset(others.get(found.id, ())))
        for found in session.execute(_PEOPLE, asked)
    ]


def _some(names: set[str]) -> list[str]:
    return list(names) or [""]
