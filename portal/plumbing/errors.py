"""How a rule says no."""


class Refusal(Exception):
    """A rule said no, in words for a person. Answered with 409 and the form as it was typed."""


class Missing(Exception):
    """Not there, or somebody else's: nobody is told which. Answered with 404."""


class Lost(Exception):
    """What was sent is gone on our side and can't be taken again, in words for a person. Answered
    with 503, and what was typed to copy."""


class Denied(Exception):
    """Yours to see, but not your right to do. Answered with 403."""
