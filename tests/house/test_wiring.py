"""What is decided but untold is heard by nobody above the core."""

from pathlib import Path

import pytest

from portal import wiring
from portal.hiring.events import INTERNAL
from portal.plumbing.events import type_to_listeners

PORTAL = Path(__file__).parents[2] / "portal"
BELOW = ("portal.hiring.", "portal.team.", "portal.company.", "portal.audit.")


@pytest.mark.parametrize("event", INTERNAL, ids=lambda event: event.__name__)
def test_nothing_above_the_core_listens_to_an_internal_event(event: type) -> None:
    wiring.connect()

    assert all(heard.__module__.startswith(BELOW) for heard in type_to_listeners[event])


@pytest.mark.parametrize("event", INTERNAL, ids=lambda event: event.__name__)
def test_only_the_core_names_an_internal_event(event: type) -> None:
    files = [path for path in PORTAL.rglob("*.py") if "hiring" not in path.parts]

    assert [str(path) for path in files if event.__name__ in path.read_text()] == []


def test_connecting_twice_hangs_no_listener_twice() -> None:
    wiring.connect()
    before = {event: list(heard) for event, heard in type_to_listeners.items()}

    wiring.connect()

    assert {event: list(heard) for event, heard in type_to_listeners.items()} == before
