"""What happened to company news."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PostConfirmed:
    """Somebody confirmed that it is not confidential: it may be read from its publish date on."""

    post_id: int


@dataclass(frozen=True)
class PostTakenBack:
    """Nobody reads it any more."""

    post_id: int
