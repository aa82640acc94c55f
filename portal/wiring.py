"""Who reacts to which event, one line each."""

from portal.engagement import touching
from portal.hiring import listeners as hiring
from portal.mail import duties, first_days, questions
from portal.mail import listeners as mail
from portal.plumbing.events import listen

_EVERY = (
    hiring.LISTENERS,
    touching.LISTENERS,
    mail.LISTENERS,
    duties.LISTENERS,
    questions.LISTENERS,
    first_days.LISTENERS,
)


def connect() -> None:
    """Hang every listener on its event; a second time changes nothing."""
    for listeners in _EVERY:
        for event, listener in listeners:
            listen(event, listener)
