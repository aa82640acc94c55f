"""The one place that knows what time it is, so that tests and the demo's history can hold it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_A_DOUBLE_CLICK = timedelta(seconds=30)
_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _held.get() or datetime.now(UTC)


def is_just_now(moment: datetime) -> bool:
    """Whether that was within half a minute: a second press of one button comes by then."""
    return now() - moment < _A_DOUBLE_CLICK


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Let `now()` answer `moment` (aware; any zone) for as long as the block lasts."""
    if moment.tzinfo is None:
        raise ValueError("A naive moment has no place here: say in which zone it is.")
    token = _held.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)
