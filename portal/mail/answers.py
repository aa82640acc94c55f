"""What becomes of a mail at the mail server, apart from leaving."""


class Refused(Exception):
    """The server will never take this mail to this person. `is_address`: because of the address,
    so that no other mail to it would be taken either.
    """

    def __init__(self, words: str, *, is_address: bool = False) -> None:
        super().__init__(words)
        self.is_address = is_address


class Doubted(Exception):
    """A refusal by some policy, of this person or of us: whether others are taken tells."""


class TryLater(Exception):
    """Not now. `is_away`: nobody answers at all, so others need not be tried either.
    `may_have_left`: the line broke when all was said, and nobody knows what the server did.
    """

    def __init__(self, words: str, *, is_away: bool = False, may_have_left: bool = False) -> None:
        super().__init__(words)
        self.is_away = is_away
        self.may_have_left = may_have_left


class Stopped(Exception):
    """The server refuses us, whoever we write to: our settings, our password, its certificate."""
