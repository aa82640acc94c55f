"""What a candidate asked, in words for whoever reads it."""

from datetime import date

from portal.plumbing.dates import long_day
from portal.plumbing.words import gettext as _


def asked_words(words: str, said_by: str, said_on: date | None) -> str:
    """Their own words; of somebody who was told that they have the job, by whom and when first."""
    if said_on is None:
        return words
    told = _(
        "I was told that I have the job: by %(who)s, on %(day)s.",
        who=said_by,
        day=long_day(said_on),
    )
    return f"{told}\n\n{words}".strip()
