"""On which mornings the team hears of words that are late, and who hears of which. Pure."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.company.calendar import Calendar, day_ends, local_day

FROM_HOUR = 8
THIRD = 3
"""So many times "we need longer" without a kept word between, and the job's lead hears of it."""


def is_working_morning(moment: datetime, zone: str, calendar: Calendar) -> bool:
    """Whether a working day has begun in that IANA zone: from eight o'clock on."""
    local = moment.astimezone(ZoneInfo(zone))
    return local.hour >= FROM_HOUR and calendar.is_business_day(local.date())


def leads_before(today: date, calendar: Calendar) -> date:
    """What was due before that day the owner was written to on a working morning before this one:
    now the lead is, too.
    """
    return calendar.before(today - timedelta(days=1))


def tell_until(moment: datetime, zone: str, calendar: Calendar) -> datetime:
    """Until when an interview may come before the next word of ours: the next working day's end."""
    return day_ends(calendar.after(local_day(moment, zone), 1), zone)
