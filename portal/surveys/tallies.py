"""Counting up, the only way a tally is written."""

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.plumbing.plain import INSERT, write
from portal.surveys.models import Tally

_KEY = ("job_id", "item", "value")


def _counting(
    insert: Callable[..., sqlite.Insert | postgresql.Insert],
) -> sqlite.Insert | postgresql.Insert:
    new = insert(Tally.__table__)
    return new.on_conflict_do_update(
        index_elements=["round_id", *_KEY], set_={"n": Tally.n + new.excluded.n}
    )


_COUNT = {name: _counting(insert) for name, insert in INSERT.items()}


def count_up(session: Session, round_id: int, counts: Iterable[Mapping[str, object]]) -> None:
    """Add each `n` to the tally of its job, item and value.

    In a fixed order, so that two who count at once don't wait for each other in a circle.
    """
    ordered = sorted(counts, key=lambda each: [each[column] for column in _KEY])
    if ordered:
        statement = _COUNT[session.get_bind().dialect.name]
        write(session, statement, [{"round_id": round_id, **each} for each in ordered])
