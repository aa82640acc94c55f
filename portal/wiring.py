"""Who reacts to which event, one line each."""

from portal.hiring import listeners as hiring
from portal.mail import duties
from portal.mail import listeners as mail
from portal.plumbing.events import listen


def connect() -> None:
    """Hang every listener on its event; a second time changes nothing."""
    for event, listener in (*hiring.LISTENERS, *mail.LISTENERS, *duties.LISTENERS):
        listen(event, listener)
