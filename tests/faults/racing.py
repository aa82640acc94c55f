"""Two requests at the same moment, made as unlucky as they can be."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from portal.web import session as web

PATIENCE = 0.4
_A_MOMENT = 0.002


class Meeting:
    """Whoever comes first to where it writes waits there for the other: both have read by then."""

    def __init__(self) -> None:
        self._barrier = threading.Barrier(2)
        self._met = threading.local()

    def wait(self) -> None:
        """The first time in each thread of a race; nobody waits for somebody who isn't coming."""
        if getattr(self._met, "yet", True) and threading.current_thread().name.startswith("race"):
            self._met.yet = False
            with suppress(threading.BrokenBarrierError):
                self._barrier.wait(PATIENCE)

    def race(self, *acts: Callable[[], Any]) -> list[Any]:
        """What each of the two came back with."""
        self._barrier.reset()
        with ThreadPoolExecutor(len(acts), thread_name_prefix="race") as threads:
            return [done.result() for done in [threads.submit(act) for act in acts]]


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> Iterator[Meeting]:
    """Pages that write wait for each other before they begin; between two statements each may
    lose a moment.
    """
    made, begin = Meeting(), web._transaction
    chance = random.Random(7)  # noqa: S311  the same races in every run

    @contextmanager
    def begin_together(session: Session) -> Iterator[Session]:
        made.wait()
        with begin(session) as writing:
            yield writing

    def dawdle(*_given: object) -> None:
        if threading.current_thread().name.startswith("race"):
            time.sleep(chance.random() * _A_MOMENT)

    monkeypatch.setattr(web, "_transaction", begin_together)
    event.listen(engine, "after_cursor_execute", dawdle)
    yield made
    event.remove(engine, "after_cursor_execute", dawdle)
