"""The interview columns: start, end and zone belong together, and a time must exist where it is.
Pure.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from portal.integrations.cells import BadCell
from portal.integrations.dates import BadDate, Reader, zone_named
from portal.plumbing.words import gettext as _

FIELDS = ("interview_start", "interview_end", "interview_timezone")


def times(values: Mapping[str, str], dates: Reader) -> dict[str, str]:
    """The three as they are kept: both moments in UTC and the zone they are spoken of in. Raises
    BadInterview.
    """
    given = [field for field in FIELDS if values.get(field)]
    if not given:
        return {}
    start = _wall(values, "interview_start", dates)
    end = _wall(values, "interview_end", dates)
    has_offsets = bool(start and end and start.tzinfo and end.tzinfo)
    zone = _zone(values, dates, has_offsets=has_offsets)
    if start is None or end is None or zone is None:
        missing = next(field for field in FIELDS if not values.get(field))
        raise BadInterview(
            missing, "incomplete_interview", _("An interview needs its start, end and time zone.")
        )
    moments = [
        _moment(start, "interview_start", zone),
        _moment(end, "interview_end", zone),
    ]
    if moments[1] < moments[0]:
        raise BadInterview("interview_end", "ends_first", _("The interview ends before it starts."))
    return dict(zip(FIELDS, [*(moment.isoformat() for moment in moments), zone.key], strict=True))


class BadInterview(BadCell):
    """What is wrong with it, and the field that shows it."""

    def __init__(self, field: str, code: str, words: str) -> None:
        super().__init__(code, words)
        self.field = field


def _wall(values: Mapping[str, str], field: str, dates: Reader) -> datetime | None:
    text = values.get(field)
    if not text:
        return None
    try:
        return dates.wall(text)
    except BadDate as error:
        raise BadInterview(field, error.code, error.words) from error


def _zone(values: Mapping[str, str], dates: Reader, *, has_offsets: bool) -> ZoneInfo | None:
    name = values.get("interview_timezone")
    if not name:
        return dates.zone if has_offsets else None
    zone = zone_named(name)
    if zone is None:
        words = _("There is no time zone “%(name)s”. Write it as Europe/Lisbon.", name=name)
        raise BadInterview("interview_timezone", "unknown_zone", words)
    return zone


def _moment(wall: datetime, field: str, zone: ZoneInfo) -> datetime:
    if wall.tzinfo:
        return wall.astimezone(UTC)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != wall:
        words = _(
            "%(time)s does not exist in %(zone)s: the clocks go forward that night.",
            time=wall.isoformat(" ", "minutes"),
            zone=zone.key,
        )
        raise BadInterview(field, "no_such_time", words)
    return moment
