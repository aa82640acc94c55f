"""Who was picked: the boxes that were ticked, one row, a whole group, or all that filters show."""

import re
from datetime import date

from flask import request

from portal.hiring.queries.jobs import job_names
from portal.hiring.queries.search import every_candidate
from portal.hiring.queries.together import Group, members
from portal.hiring.stages import Status
from portal.hiring.together import AT_MOST, Pick
from portal.web.recruiter.access import actor
from portal.web.recruiter.candidates import filters_asked
from portal.web.recruiter.today_address import asked
from portal.web.recruiter.together_forms import PICK
from portal.web.session import db

ALL = "all"
AS_NOW = 0
"""The version of whoever was picked in a list that shows none: whatever it is by now."""
_GROUP = re.compile(r"([0-9a-z]{1,32}):([a-z_]{1,20}):([0-9]{4}-[0-9]{2}-[0-9]{2})")


def picked() -> list[Pick]:
    """Those of the button that was pressed, else of the boxes; what can't be read is nobody."""
    pressed = request.form.get("longer") or request.form.get("update")
    if pressed == ALL:
        every = [row.ref for row in every_candidate(db(), actor(), filters_asked())]
        return [Pick(ref, AS_NOW) for ref in every[:AT_MOST]]
    found: dict[str, Pick] = {}
    for key in [pressed] if pressed else request.form.getlist("pick"):
        for pick in _people(key):
            found.setdefault(pick.ref, pick)
    return list(found.values())[:AT_MOST]


def _people(key: str) -> list[Pick]:
    if one := PICK.fullmatch(key):
        return [Pick(one[1], int(one[2]))]
    group = _group(key)
    if group is None:
        return []
    day = asked(request.args, job_names(db(), actor()))
    return members(db(), day.scope, group)


def _group(key: str) -> Group | None:
    named = _GROUP.fullmatch(key)
    if named is None or named[2] not in set(Status):
        return None
    try:
        return Group(named[1], Status(named[2]), date.fromisoformat(named[3]))
    except ValueError:
        return None
