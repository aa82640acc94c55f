"""How many people make a round worth while. Pure."""

from portal.surveys.release import LEAST_INVITED

ONE_IN = 3
"""Of so many who are asked about one answers."""


def enough(k: int) -> int:
    """So many people get that far in a round that mostly publishes: as many as have to be asked,
    and as many as it takes for `k` answers."""
    return max(LEAST_INVITED, ONE_IN * k)
