"""Long work lets others write in between."""

import time

from sqlalchemy.orm import Session

_WRITES_FOR = 0.25
_LETS_IN_FOR = 0.12


class Turns:
    """SQLite has one writer at a time, and who waits looks only every tenth of a second: so
    every now and then the door stands open for a little longer than that.
    """

    def __init__(self, session: Session) -> None:
        self._is_needed = session.get_bind().dialect.name == "sqlite"
        self._since = time.monotonic()

    def let_others_in(self) -> None:
        """Between two transactions."""
        if self._is_needed and time.monotonic() - self._since > _WRITES_FOR:
            time.sleep(_LETS_IN_FOR)
            self._since = time.monotonic()
