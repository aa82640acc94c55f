"""Which column holds what: by its own name, by an alias, by hand; and what is never read. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from portal.integrations.header_words import (
    ALIASES,
    NEVER,
    NEVER_PHRASES,
    WHOLE_OR_FIRST,
    WHOLE_OR_LAST,
)
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _

FIELDS = tuple(ALIASES)


class By(StrEnum):
    """How a column came to its field."""

    EXACT = "exact"
    ALIAS = "alias"
    MANUAL = "manual"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Column:
    """One column: `field` is empty where it isn't used, `is_never` where it must not even be
    read.
    """

    place: int
    header: str
    field: str
    by: By
    is_never: bool = False


def match(headers: Sequence[str], chosen: Mapping[str, str]) -> list[Column]:
    """What each column holds; of two that hold the same the first counts. `chosen` says fields
    by header.

    Raises Refusal where a choice names what isn't there, two choices name one field, or what
    is needed is missing.
    """
    _check_choices(headers, chosen)
    taken = {field for field in chosen.values() if field}
    columns: list[Column] = []
    for place, header in enumerate(headers):
        is_second = header in headers[:place]
        column = _column(place, header, chosen={} if is_second else chosen, taken=taken)
        taken.add(column.field)
        columns.append(column)
    columns = _names_told_apart(columns)
    _check_needed(columns)
    return columns


def is_never(header: str) -> bool:
    """Whether that column says what must play no part: gender, race, a disability, having been
    a soldier.
    """
    words = re.findall(r"\w+", plain(header.replace("_", " ")))
    phrase = " ".join(words)
    return any(word in _never() for word in words) or any(
        plain(one) in phrase for one in NEVER_PHRASES
    )


def plain(text: str) -> str:
    """Lower case and without accents, to compare by."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


def _column(place: int, header: str, *, chosen: Mapping[str, str], taken: set[str]) -> Column:
    if is_never(header):
        return Column(place, header, "", By.IGNORED, is_never=True)
    if header in chosen:
        field = chosen[header]
        return Column(place, header, field, By.MANUAL if field else By.IGNORED)
    field = header if header in ALIASES else _aliases().get(_squeezed(header), "")
    if not field or field in taken:
        return Column(place, header, "", By.IGNORED)
    return Column(place, header, field, By.EXACT if field == header else By.ALIAS)


def _names_told_apart(columns: list[Column]) -> list[Column]:
    """`Vorname; Name` and `Prénom; Nom` are first and last names, `Nombre; Apellidos` as well."""
    fields = {column.field for column in columns}
    told = []
    for column in columns:
        meant = column.field
        if meant == "full_name" and column.by is By.ALIAS:
            meant = _part_of_name(_squeezed(column.header), fields)
        told.append(Column(column.place, column.header, meant, column.by, column.is_never))
    return told


def _part_of_name(word: str, fields: set[str]) -> str:
    if word in WHOLE_OR_LAST and "first_name" in fields and "last_name" not in fields:
        return "last_name"
    if word in WHOLE_OR_FIRST and "last_name" in fields and "first_name" not in fields:
        return "first_name"
    return "full_name"


def _check_choices(headers: Sequence[str], chosen: Mapping[str, str]) -> None:
    fields = [field for field in chosen.values() if field]
    for header, field in chosen.items():
        if header not in headers:
            raise Refusal(_("There is no column called “%(header)s”.", header=header))
        if field and field not in ALIASES:
            raise Refusal(_("There is no field called “%(field)s”.", field=field))
        if field and is_never(header):
            raise Refusal(_("“%(header)s” is not imported, on purpose.", header=header))
        if field and fields.count(field) > 1:
            raise Refusal(_("Two columns can’t both be “%(field)s”.", field=field))


def _check_needed(columns: list[Column]) -> None:
    fields = {column.field for column in columns} - {""}
    if not fields:
        raise Refusal(_("No column is one we know. Is the first row the header?"))
    names = {"full_name", "first_name", "last_name"}
    missing = [
        word
        for word, wanted in (
            (_("the name"), names),
            (_("the job"), {"job_title", "job_id"}),
            (_("the stage"), {"stage"}),
            (_("the mail address or an id"), {"email", "application_id", "candidate_id"}),
        )
        if not fields & wanted
    ]
    if missing:
        raise Refusal(
            _("No column holds %(missing)s. Say which one does.", missing=", ".join(missing))
        )


def _squeezed(header: str) -> str:
    return "".join(one for one in plain(header) if one.isalnum())


@cache
def _aliases() -> dict[str, str]:
    return {
        _squeezed(alias): field
        for field, aliases in ALIASES.items()
        for alias in [field, *aliases.split(",")]
    }


@cache
def _never() -> frozenset[str]:
    return frozenset(plain(word) for word in NEVER)
