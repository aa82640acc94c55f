"""A first look over a whole file, before any row can be judged: which address goes by two names.
Pure.
"""

from collections.abc import Sequence

from portal.integrations.columns import Column
from portal.integrations.spreadsheet import Sheet
from portal.plumbing.addresses import address_key
from portal.plumbing.text import one_line

_NAMES = ("full_name", "first_name", "last_name")


def two_names(sheet: Sheet, columns: Sequence[Column]) -> dict[str, list[str]]:
    """Addresses (as keys) that stand beside more than one name in the file, with those names."""
    places = {column.field: column.place for column in columns if column.field}
    if "email" not in places:
        return {}
    names: dict[str, str] = {}
    doubtful: dict[str, list[str]] = {}
    for _line, cells in sheet.rows():
        name, key = _name(cells, places), _key(cells, places["email"])
        if not name or not key:
            continue
        first = names.setdefault(key, name)
        if first.casefold() != name.casefold():
            found = doubtful.setdefault(key, [first])
            found += [name] if name not in found else []
    return doubtful


def _key(cells: Sequence[str], place: int) -> str:
    raw = cells[place] if place < len(cells) else ""
    first = raw.replace(";", " ").replace(",", " ").split()
    return address_key(first[0]) if first else ""


def _name(cells: Sequence[str], places: dict[str, int]) -> str:
    whole, first, last = (
        one_line(cells[places[name]]) if name in places and places[name] < len(cells) else ""
        for name in _NAMES
    )
    return whole or " ".join(part for part in (first, last) if part)
