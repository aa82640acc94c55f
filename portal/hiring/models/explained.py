"""What somebody may add to their no: why, in codes and in their own words, all of it named."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

_LAST = 1
"""These columns stand after the table's own."""


class Explained:
    """The columns of an act that may be explained; the reasons are rows of its own."""

    comment: Mapped[str] = mapped_column(default="", sort_order=_LAST)
    """The candidate's own words, named."""
    stay_in_touch: Mapped[bool] = mapped_column(default=False, sort_order=_LAST)
    """Whether we may write about later roles."""
    stay_in_touch_until: Mapped[date | None] = mapped_column(sort_order=_LAST)
    """Until which day: after it we don't, and what we keep of them is deleted."""
    reasons_given_at: Mapped[datetime | None] = mapped_column(sort_order=_LAST)
