"""What becomes of a mail at the mail server, apart from leaving."""


class Refused(Exception):
    """The server will never take this mail to this person."""


class TryLater(Exception):
    """Not now. `is_away`: nobody answers at all, so others need not be tried either."""

    def __init__(self, words: str, *, is_away: bool = False) -> None:
        super().__init__(words)
        self.is_away = is_away


class Stopped(Exception):
    """The server refuses us, whoever we write to: our settings, our password, its certificate."""
