"""The races that a unique constraint stops, with the words for whoever came second."""

from collections.abc import Iterator

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from portal.plumbing.db import Base
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l

_FOREIGN_KEY_VIOLATION = "23503"
_WORDS = {
    "uq_offer_decisions_standing": _l("This offer is no longer open."),
    "uq_withdrawals_standing": _l("This application is closed already."),
    "uq_verdicts_standing": _l("That is decided already. Tell the candidate, or take it back."),
    "uq_teammates_email_key": _l("Somebody with that address is on the team already."),
    "uq_job_members_job_id_teammate_id": _l("They are on that job already."),
    "uq_stage_templates_name": _l("There is a template of that name."),
    "uq_checklist_templates_name": _l("There is a list of that name."),
    "uq_departments_name": _l("There is a department of that name."),
    "uq_survey_changes_round_id_words": _l("That is said already."),
    "uq_column_maps_source": _l(
        "Somebody began an import from the same source at the same moment. Try again."
    ),
    "uq_candidates_made_up_as": _l("They are here already."),
    "uq_endings_waiting": _l(
        "Words for this candidate wait to leave already. Take them back before you write others."
    ),
    "uq_promises_open": _l(
        "Somebody gave this candidate a word at the same moment. Look at it first."
    ),
}


def words_for_race(error: IntegrityError) -> str | None:
    """The kind answer to the second of two, or None where the error is something else: a bug."""
    if _is_gone(error):
        return _("What this is about was deleted at that moment. Nothing was saved.")
    name = _constraint(error)
    return _(str(_WORDS[name])) if name in _WORDS else None


def _is_gone(error: IntegrityError) -> bool:
    """Whether a row points at one that somebody deleted since it was read."""
    is_foreign = getattr(error.orig, "sqlstate", None) == _FOREIGN_KEY_VIOLATION
    return is_foreign or "FOREIGN KEY constraint failed" in str(error.orig)


def _constraint(error: IntegrityError) -> str | None:
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        found: str | None = diagnosis.constraint_name
        return found
    return _from_columns(str(error.orig))


def _from_columns(message: str) -> str | None:
    """SQLite names table and columns only, so the index is looked up by them."""
    _text, _colon, listed = message.partition("UNIQUE constraint failed: ")
    columns = frozenset(part.strip() for part in listed.split(","))
    return next((name for name, its in _unique() if its == columns and name in _WORDS), None)


def _unique() -> Iterator[tuple[str, frozenset[str]]]:
    for table in Base.metadata.tables.values():
        found: list[Index | UniqueConstraint] = [one for one in table.indexes if one.unique]
        found += [one for one in table.constraints if isinstance(one, UniqueConstraint)]
        for one in found:
            yield str(one.name), frozenset(f"{table.name}.{c.name}" for c in one.columns)
