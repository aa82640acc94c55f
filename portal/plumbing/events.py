"""Events travel up: a slice says what happened, whoever stands above may react in the same
transaction.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

type_to_listeners: dict[type, list[Callable[[Session, Any], None]]] = defaultdict(list)


def listen(event: type, listener: Callable[[Session, Any], None]) -> None:
    """From now on call `listener(session, event)` whenever an event of that type is emitted."""
    if listener not in type_to_listeners[event]:
        type_to_listeners[event].append(listener)


def emit(session: Session, event: object) -> None:
    """Tell every listener, now, in the caller's transaction: what one raises undoes it all."""
    for listener in type_to_listeners[type(event)]:
        listener(session, event)
