"""Rows that stand twice, and people who may be two: found and asked about, never merged. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.integrations.known import Known, KnownApplication
from portal.integrations.rows import Row, pair_key
from portal.plumbing.words import gettext as _

Found = Iterator[tuple[str, str, str]]
"""A field, a code, words."""


@dataclass
class Doubles:
    """Remembers the rows of one file as they go by."""

    _lines: dict[str, int] = field(default_factory=dict)
    _people: dict[str, tuple[str, str, int]] = field(default_factory=dict)

    def found(self, row: Row, existing: KnownApplication | None, here: Known) -> Found:
        """What is doubtful about who that row is."""
        yield from self._twice(row)
        yield from self._two_under_one_id(row)
        if existing is not None:
            yield from _somebody_else(row, existing)
        else:
            yield from _namesakes(row, here)

    def _twice(self, row: Row) -> Found:
        if not (row.email_key or row.get("application_id") or row.get("candidate_id")):
            return
        first = self._lines.setdefault(pair_key(row), row.line)
        if first == row.line:
            return
        if row.get("application_id"):
            words = _(
                "“%(id)s” stands on line %(line)d already.",
                id=row.get("application_id"),
                line=first,
            )
            yield "application_id", "duplicate_id", words
        else:
            name = "candidate_id" if row.get("candidate_id") else "email"
            words = _(
                "The same person stands on line %(line)d already, for the same job.", line=first
            )
            yield name, "duplicate_row", words

    def _two_under_one_id(self, row: Row) -> Found:
        wanted = row.get("candidate_id")
        if not wanted:
            return
        mail, name, line = self._people.setdefault(wanted, (row.email_key, row.name_key, row.line))
        if mail != row.email_key and name != row.name_key:
            words = _("“%(id)s” is somebody else on line %(line)d.", id=wanted, line=line)
            yield "candidate_id", "other_person", words


def _somebody_else(row: Row, existing: KnownApplication) -> Found:
    has_other_address = row.email_key and existing.email_key and row.email_key != existing.email_key
    if has_other_address and row.name_key != existing.full_name.casefold():
        words = _("Here this id belongs to somebody else: %(name)s.", name=existing.full_name)
        yield "application_id", "other_person", words


def _namesakes(row: Row, here: Known) -> Found:
    """Of those who are like the row in one thing, the first who is unlike it in another."""
    for person in here.alike(row):
        if person.full_name.casefold() == row.name_key:
            continue
        has_its_id = person.has_id(row.get("candidate_id"))
        if has_its_id and person.email_key != row.email_key:
            words = _("Here this id belongs to somebody else: %(name)s.", name=person.full_name)
            yield "candidate_id", "other_person", words
            return
        if not has_its_id:
            words = _(
                "Here %(email)s belongs to %(name)s: one person or two? Nothing is merged.",
                email=row.get("email"),
                name=person.full_name,
            )
            yield "email", "two_names", words
            return
