"""How long whoever guesses has to wait. Pure: moments of failure in, a wait out; no lock-out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
FREE_TRIES = 5
FREE_TRIES_FROM_ONE_PLACE = 40
_LONGEST = 60


def wait(failed: Sequence[datetime], now: datetime, free: int = FREE_TRIES) -> int:
    """Seconds until the next try: 1 after `free` failures in the window, then twice as many."""
    lately = [moment for moment in failed if moment > now - WINDOW]
    if len(lately) < free:
        return 0
    seconds = min(2 ** min(len(lately) - free, 10), _LONGEST)
    left = max(lately) + timedelta(seconds=seconds) - now
    return max(0, -(-left // timedelta(seconds=1)))
