"""What nobody can send a second time: tried again here while the database is busy."""

from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from portal.plumbing.errors import Lost

TRIES = 3
"""Each waits for the database as long as any page does."""


def insist(
    attempt: Callable[[], bool], is_written: Callable[[], bool], *, lost: str, unsure: str
) -> bool:
    """What `attempt`, in a transaction of its own, comes to: tried again where the database failed
    before everything was written, and so kept nothing.

    Never after that: where the keeping itself failed, nobody knows whether it is kept. Raises Lost
    with the words `lost` or `unsure`.
    """
    for left in reversed(range(TRIES)):
        try:
            return attempt()
        except OperationalError as error:
            if is_written():
                raise Lost(unsure) from error
            if not left:
                raise Lost(lost) from error
    raise AssertionError("The last of the tries gives back or raises.")
