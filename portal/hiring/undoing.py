"""For how long a candidate may take their own answer back. Pure."""

from datetime import datetime, timedelta

UNDO_HOURS = 24


def undo_until(at: datetime) -> datetime:
    """Until when what a candidate did then may be taken back."""
    return at + timedelta(hours=UNDO_HOURS)


def is_undoable(at: datetime, moment: datetime) -> bool:
    """Whether it may still be taken back at that moment."""
    return moment < undo_until(at)
