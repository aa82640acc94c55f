"""A worker as a process of its own, that may be told to die at a named point: run as a module.

    python -m tests.faults.dying POINT

POINT is one of POINTS, `asleep` (it stops itself before a mail is sent), or `never`. Leases are
short, so that nobody waits two minutes for what a dead worker held.
"""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

LEASE = 2.0
LOOKS_EVERY = 0.5
"""Seconds, both."""
POINTS = ("claimed", "written", "accepted", "marked", "settled")


def die(*_given: object) -> None:
    """As if somebody pulled the plug."""
    os.kill(os.getpid(), signal.SIGKILL)


def sleep(*_given: object) -> None:
    """As if the machine were suspended: until somebody wakes this process."""
    os.kill(os.getpid(), signal.SIGSTOP)


def after(owner: Any, name: str) -> None:
    """Die once that function of that module has done its work."""
    _wrap(owner, name, lambda whole: lambda *a, **k: (whole(*a, **k), die()))


def before(owner: Any, name: str) -> None:
    """Die when it is about to begin."""
    _wrap(owner, name, lambda whole: die)


def first_sleep(owner: Any, name: str) -> None:
    """Sleep when it is about to begin, then do it."""
    _wrap(owner, name, lambda whole: lambda *a, **k: (sleep(), whole(*a, **k))[1])


def _wrap(owner: Any, name: str, around: Callable[[Any], Any]) -> None:
    setattr(owner, name, around(getattr(owner, name)))


def main(point: str) -> None:
    """Work until told to stop, or until that point is reached."""
    from portal import schedule
    from portal.mail import kinds, outbox, sending, settling, smtp

    jobs = (replace(job, every=LOOKS_EVERY) for job in schedule.JOBS if job.name == "mail")
    schedule.JOBS = tuple(jobs)
    kinds.LEASE = outbox.LEASE = timedelta(seconds=LEASE)
    smtp.MAIL_WITHIN = LEASE / 2
    {
        "claimed": lambda: before(sending, "_deliver"),
        "written": lambda: before(smtp.Smtp, "carry"),
        "accepted": lambda: after(sending, "_hand_over"),
        "marked": lambda: after(outbox, "mark_sent"),
        "settled": lambda: after(settling, "settle"),
        "asleep": lambda: first_sleep(smtp.Smtp, "carry"),
        "never": lambda: None,
    }[point]()
    from flask.cli import main as flask

    sys.argv = ["flask", "worker"]
    flask()


if __name__ == "__main__":
    main(sys.argv[1])
