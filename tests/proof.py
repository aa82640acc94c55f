"""How many examples a property is tried with: few in `make test`, all of them in `make prove`."""

import os


def examples(few: int, all_of_them: int) -> int:
    """`few`, or `all_of_them` where PROVE=1."""
    return all_of_them if os.environ.get("PROVE") == "1" else few
