"""Letters somebody at the door waits for: a link, a code."""

from sqlalchemy.orm import Session

from portal.mail.contents.basis import Links, Outdated, person, zone_of
from portal.mail.models import Message
from portal.standing.queries import cards


def link(session: Session, message: Message, links: Links) -> dict[str, object]:
    """A link to the page, and by when the next word comes on each open application."""
    candidate = person(message)
    return {
        "called": candidate.called,
        "link": links.page(),
        "cards": [card for card in cards(session, candidate.id) if card.is_open],
        "zone": zone_of(session, candidate),
    }


def address_changed(session: Session, message: Message, _links: Links) -> dict[str, object]:
    """To the address before: no link, and not a word of which address it is now."""
    if not message.secret:
        raise Outdated("The old address is gone.")
    candidate = person(message)
    zone = zone_of(session, candidate)
    return {"called": candidate.called, "changed_at": message.created_at, "zone": zone}


def code(_session: Session, message: Message, _links: Links) -> dict[str, object]:
    """Eight digits, and on purpose no link: whoever is forwarded this mail shall not hold both."""
    if not message.secret:
        raise Outdated("The code is gone.")
    return {"called": person(message).called, "code": f"{message.secret[:4]} {message.secret[4:]}"}
