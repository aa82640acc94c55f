"""The people of one batch, as rows of its session: who is here, and who comes with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.hiring.actions import crowds
from portal.hiring.actions.candidates import NewCandidate
from portal.hiring.models import Candidate
from portal.integrations.known import Known
from portal.integrations.rows import Row

_HERE = select(Candidate).where(Candidate.id.in_(bindparam("ids", expanding=True)))


@dataclass
class _Place:
    """Somebody of the batch; written down once, however many rows speak of them."""

    external_id: str | None
    candidate: Candidate | None = None


class People:
    """The candidates of a batch. The rows in `coming` whom nobody here fits are written down."""

    def __init__(self, session: Session, here: Known, coming: Sequence[Row]) -> None:
        self._by_id: dict[str, _Place] = {}
        self._by_name: dict[tuple[str, str], _Place] = {}
        others = {person.id: person.other_ids for person in here.people}
        for found in session.scalars(_HERE, {"ids": list(others)}):
            place = _Place(found.external_id, found)
            self._put(place, found.email_key or "", found.full_name.casefold())
            self._by_id.update(dict.fromkeys(others[found.id], place))
        self._of_line = {row.line: self._place(row) for row in coming}
        self._write_down(session, coming)

    def candidate(self, row: Row) -> Candidate:
        """Whom that row is about. An id that the file has for them is theirs from now on."""
        place = self._of_line[row.line]
        assert place.candidate is not None
        place.candidate.external_id = place.candidate.external_id or place.external_id
        return place.candidate

    def _place(self, row: Row) -> _Place:
        """By the file's id, else by address and name together; a new one where nobody fits."""
        wanted = row.get("candidate_id") or None
        found = self._by_id.get(wanted) if wanted else None
        if found is None and row.email_key:
            found = self._by_name.get((row.email_key, row.name_key))
            if found is not None and wanted and found.external_id:
                found = None
        found = found or _Place(wanted)
        found.external_id = found.external_id or wanted
        self._put(found, row.email_key, row.name_key)
        return found

    def _put(self, place: _Place, email_key: str, name_key: str) -> None:
        if place.external_id:
            self._by_id[place.external_id] = place
        if email_key:
            self._by_name.setdefault((email_key, name_key), place)

    def _write_down(self, session: Session, coming: Sequence[Row]) -> None:
        new: dict[int, tuple[_Place, Row]] = {}
        for row in coming:
            place = self._of_line[row.line]
            if place.candidate is None:
                new.setdefault(id(place), (place, row))
        news = [_new(row) for _place, row in new.values()]
        added = crowds.add_people(session, news)
        for (place, _row), candidate in zip(new.values(), added, strict=True):
            place.candidate = candidate


def _new(row: Row) -> NewCandidate:
    return NewCandidate(
        full_name=row.name,
        called=row.called,
        email=row.get("email"),
        phone=row.get("phone"),
        locale=row.get("locale"),
        external_id=row.get("candidate_id") or None,
    )
