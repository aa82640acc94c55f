"""Who reacts to which event, one line each."""

from portal.engagement import listeners as engagement
from portal.engagement import touching
from portal.hiring import listeners as hiring
from portal.mail import duties, first_days, questions
from portal.mail import listeners as mail
from portal.mail import offers as offer_letters
from portal.offers import listeners as offers
from portal.plumbing.events import listen

_EVERY = (
    hiring.LISTENERS,
    touching.LISTENERS,
    offers.LISTENERS,
    engagement.LISTENERS,
    mail.LISTENERS,
    duties.LISTENERS,
    questions.LISTENERS,
    offer_letters.LISTENERS,
    first_days.LISTENERS,
)


def connect() -> None:
    """Hang every listener on its event; a second time changes nothing."""
    for listeners in _EVERY:
        for event, listener in listeners:
            listen(event, listener)
