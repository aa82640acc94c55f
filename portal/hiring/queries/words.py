"""Which applications have all the words that somebody typed, or words that begin so."""

from functools import cache

from sqlalchemy import (
    ColumnElement,
    Dialect,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from portal.hiring.models import Application, SearchWords
from portal.plumbing.plain import rows
from portal.plumbing.text import words

COUNTED = 10_000
"""Beyond so many nobody counts any more."""
HELD = 2 * COUNTED
"""Beyond so many it is quicker to look into what something else finds."""
_MOST = 20
_FTS = table("search_words_fts", column("rowid"))
_IN_FTS = select(_FTS.c.rowid).where(
    literal_column("search_words_fts").op("MATCH")(bindparam("sought"))
)
_WORDS = func.array_remove(
    func.string_to_array(SearchWords.words, literal_column("' '")), literal_column("''")
)
_IN_GIN = select(SearchWords.application_id).where(
    func.array_to_tsvector(_WORDS).op("@@")(cast(bindparam("sought"), TSQUERY))
)
_ONE_BY_ONE = and_(
    Application.id == _FTS.c.rowid,
    literal_column("search_words_fts").op("MATCH")(bindparam("sought")),
)
"""Found so, counting ends at the last one that matters; inside an IN SQLite gathers them all."""
_BY_INDEX = {
    "sqlite": Application.id.in_(_IN_FTS),
    "sqlite counted": _ONE_BY_ONE,
    "postgresql": Application.id.in_(_IN_GIN),
}
_FITTING = select(func.count()).select_from(_IN_FTS.limit(bindparam("most")).subquery())


def sought_in(typed: str) -> list[str]:
    """The words to look for: the first twenty of those typed, each once."""
    return list(dict.fromkeys(words(typed)))[:_MOST]


def fitting(session: Session, sought: list[str]) -> int | None:
    """How many applications the words alone find, as far as that matters. None on PostgreSQL, which
    estimates that itself before it chooses its way.
    """
    if _dialect(session).name == "postgresql":
        return None
    asked = {**values(session, sought), "most": HELD + 1}
    return rows(session, _FITTING, asked).scalar_one()


def are_common(fitting: int | None) -> bool:
    """Whether the words are everybody's."""
    return fitting is not None and fitting > COUNTED


def ways(session: Session, sought: list[str], fitting: int | None) -> tuple[str, str]:
    """How to find the newest, and how to count all: by the index for words, or, where the words are
    everybody's, by looking into one application after the other as something else finds them.
    """
    by_index, looking = f"words {_dialect(session).name}", f"words {len(sought)}"
    if fitting is None or fitting <= COUNTED:
        return by_index, by_index
    return looking, f"{by_index} counted" if fitting <= HELD else looking


@cache
def condition(way: str) -> ColumnElement[bool]:
    """That way as a condition, to be given `values(...)`."""
    how = way.removeprefix("words ")
    if how in _BY_INDEX:
        return _BY_INDEX[how]
    line: ColumnElement[str] = literal_column("' '") + SearchWords.words
    fits = [func.instr(line, bindparam(f"word{number}")) > 0 for number in range(int(how))]
    return (
        select(SearchWords.application_id)
        .where(SearchWords.application_id == Application.id, *fits)
        .correlate(Application)
        .exists()
    )


def values(session: Session, sought: list[str]) -> dict[str, object]:
    """What each way needs. The words hold letters, digits and pictures alone: nothing in them
    speaks to a database.
    """
    is_postgresql = _dialect(session).name == "postgresql"
    form, both = ("'{}':*", " & ") if is_postgresql else ('"{}"*', " AND ")
    return {
        "sought": both.join(form.format(word) for word in sought),
        **{f"word{number}": f" {word}" for number, word in enumerate(sought)},
    }


def _dialect(session: Session) -> Dialect:
    return session.get_bind().dialect
