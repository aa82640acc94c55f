"""Who reacts to which event, one line each."""

from portal.mail import listeners as mail
from portal.plumbing.events import listen


def connect() -> None:
    """Hang every listener on its event; a second time changes nothing."""
    for event, listener in mail.LISTENERS:
        listen(event, listener)
