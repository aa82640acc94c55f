"""An offer as its candidate reads it."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class OfferView:
    """An offer in full, for whoever entered the code."""

    ref: str
    application_ref: str
    called: str
    zone: str
    job_title: str
    job_url: str
    words: str
    answer_by: date | None
    """None while it is not in writing."""
    days_left: int
    starts_on: date | None
    items: list[tuple[str, str]]
    owner: str
    is_written: bool
    is_open: bool
    is_accepted: bool
    is_declined: bool
    undo_until: datetime | None
    pdf_size: int
    """Of the PDF that goes with it, in bytes; 0 where there is none."""
    kept_until: date | None
    """Until when we keep their data, once they declined."""
    seed: str
    """What seeds the order of reasons: the same for one person, another for the next."""
