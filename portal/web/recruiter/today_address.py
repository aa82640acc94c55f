"""Whose day is looked at, as the address of Today says it, and the way back there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portal.hiring.queries.jobs import JobName
from portal.hiring.queries.scope import Scope
from portal.web.recruiter.access import actor

EVERYONE = "everyone"
_REF_AT_MOST = 32


@dataclass(frozen=True)
class Day:
    """Mine, everyone's (`whose`), or all of one job."""

    scope: Scope
    whose: str = ""
    job: JobName | None = None

    @property
    def parts(self) -> dict[str, Any]:
        """The parts of its address."""
        return _parts(self.whose, self.job.ref if self.job else "")


def asked(values: Mapping[str, str], jobs: Sequence[JobName]) -> Day:
    """What an address asks for; what can't be read asks for nothing."""
    whose = EVERYONE if values.get("whose") == EVERYONE else ""
    job = next((job for job in jobs if job.ref == values.get("job")), None)
    mine = not whose and job is None
    return Day(Scope(actor(), mine, job.id if job else None), whose, job)


def back_to_today(values: Mapping[str, str]) -> ResponseReturnValue:
    """On to the day that a form was sent from, which it carries as hidden fields."""
    whose = EVERYONE if values.get("whose") == EVERYONE else ""
    parts = _parts(whose, values.get("job", "")[:_REF_AT_MOST])
    return redirect(url_for("recruiter.today.show", **parts), 303)


def _parts(whose: str, job: str) -> dict[str, Any]:
    return {name: value for name, value in (("whose", whose), ("job", job)) if value}
