"""Why a message is where it is, in a line for the team."""

from datetime import datetime

from portal.mail.kinds import EXTRAS, MessageState
from portal.mail.models import Message
from portal.mail.weather import Trouble, Weather
from portal.plumbing.dates import day_of, hour, short_day
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l

_SAID = {
    MessageState.RETRY: _l("We try again %(when)s."),
    MessageState.SENDING: _l("It is leaving just now."),
    MessageState.STALE: _l("It could not leave by %(when)s, and may be out of date."),
    MessageState.UNSURE: _l("We can’t know whether it left: send it again, or mark it as sent."),
    MessageState.SENT: _l("It left %(when)s."),
}


def why(message: Message, *, now: datetime, zone: str, weather: Weather | None) -> str:
    """What it waits for, when it left, or what went wrong. `zone` is where its reader's clock
    hangs.
    """
    if message.state is MessageState.QUEUED:
        return _waits(message, zone) if message.due_at > now else _due(weather)
    said = _SAID.get(message.state)
    when = {
        MessageState.RETRY: message.due_at,
        MessageState.STALE: message.use_by,
        MessageState.SENT: message.sent_at,
    }.get(message.state)
    words = str(said) % {"when": moment(when, zone) if when else ""} if said else ""
    return f"{words} {message.problem}".strip()


def moment(at: datetime, zone: str) -> str:
    """ "Tue 24 Nov, 08:00"."""
    return f"{short_day(day_of(at, zone))}, {hour(at, zone)}"


def _waits(message: Message, zone: str) -> str:
    when = moment(message.due_at, zone)
    if message.letter in EXTRAS:
        return _(
            "Not before %(when)s: at most two extras a week, one a day, by day where they are.",
            when=when,
        )
    return _("It leaves %(when)s.", when=when)


def _due(weather: Weather | None) -> str:
    if weather is None:
        return _("It leaves now.")
    return {
        Trouble.NO_WORKER: _("No worker is running: it leaves once one does."),
        Trouble.WORKER_AWAY: _("No worker is running: it leaves once one does."),
        Trouble.PAUSED: _("Mail is paused after a restore: it leaves once somebody lets it."),
        Trouble.REFUSED: _("The mail server refuses us: it leaves once that is mended."),
        Trouble.AWAY: _("The mail server does not answer: we try again by ourselves."),
    }[weather.trouble]
