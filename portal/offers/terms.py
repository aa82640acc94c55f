"""What is offered, and how it is written into a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.offers.models import Offer, OfferItem


@dataclass(frozen=True)
class Terms:
    """What is offered: `items` are lines of label and value; `starts_on` may still be open, and in
    a draft the rest as well.
    """

    words: str
    answer_by: date | None
    starts_on: date | None
    items: Sequence[tuple[str, str]] = ()


def fill(session: Session, offer: Offer, terms: Terms) -> None:
    """Let that offer say these terms, in the place of those it held."""
    offer.words = terms.words
    offer.answer_by = terms.answer_by
    offer.starts_on = terms.starts_on
    offer.items.clear()
    session.flush()
    offer.items.extend(
        OfferItem(position=position, label=label, value=value)
        for position, (label, value) in enumerate(terms.items)
    )
