"""What may be said ready-made where we need longer. Kept in English, and read in the language of
whoever reads it. Pure.
"""

from portal.plumbing.words import noted

READY = {
    "people": noted(
        "We need a little longer than we said: not everybody who has a say could meet yet."
    ),
    "many": noted(
        "We need longer than we said: more people applied than we expected, and we want to read"
        " every application with care."
    ),
    "away": noted(
        "We need longer than we said: somebody whose word we need is away at the moment."
    ),
    "plans": noted(
        "We need longer than we said: plans for this role are still being settled on our side."
        " It says nothing about your application."
    ),
}
_SHIPPED = frozenset(READY.values())


def is_ready_made(words: str) -> bool:
    """Whether these are words of ours and not somebody's own."""
    return words in _SHIPPED
