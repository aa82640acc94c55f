"""The kinds of letters, the states of messages, and what follows from a kind. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum


class MessageState(StrEnum):
    """Where a message is on its way."""

    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    CANCELLED = "cancelled"
    STALE = "stale"
    UNSURE = "unsure"


class Letter(StrEnum):
    """The kinds of mail there are; each has a template of that name."""

    INTRODUCTION = "introduction"
    LINK = "link"
    RECEIVED = "received"
    UPDATE = "update"
    EXTENDED = "extended"
    LATE = "late"
    STEP_SET = "step_set"
    STEP_CHANGED = "step_changed"
    STEP_CANCELLED = "step_cancelled"
    STEP_REMINDER = "step_reminder"
    ENDING = "ending"
    VERBAL_OFFER = "verbal_offer"
    OFFER = "offer"
    OFFER_REMINDER = "offer_reminder"
    OFFER_ACCEPTED = "offer_accepted"
    OFFER_DECLINED = "offer_declined"
    THANKS = "thanks"
    ANSWER_UNDONE = "answer_undone"
    WELCOME = "welcome"
    WITHDRAWN = "withdrawn"
    WITHDRAWAL_UNDONE = "withdrawal_undone"
    ANSWER = "answer"
    FIRST_DAY = "first_day"
    FIRST_DAY_CANCELLED = "first_day_cancelled"
    ADDRESS_CHANGED = "address_changed"
    NEWS = "news"
    SURVEY = "survey"
    SURVEY_REMINDER = "survey_reminder"
    DIGEST = "digest"
    CODE = "code"
    TEAM_INVITATION = "team_invitation"
    TEAM_RESET = "team_reset"
    TEAM_OFFER_ANSWERED = "team_offer_answered"
    TEAM_ANSWER_UNDONE = "team_answer_undone"
    TEAM_REASONS = "team_reasons"
    TEAM_HAND_OVER = "team_hand_over"
    TEAM_WITHDRAWN = "team_withdrawn"
    TEAM_WITHDRAWAL_UNDONE = "team_withdrawal_undone"
    TEAM_WITHDRAWAL_REASONS = "team_withdrawal_reasons"
    TEAM_CANT_MAKE_IT = "team_cant_make_it"
    TEAM_QUESTION = "team_question"
    TEAM_START_CHANGE = "team_start_change"
    TEAM_ASSURANCE = "team_assurance"
    TEAM_LATE = "team_late"
    TEAM_FAILURES = "team_failures"
    TEAM_THIRD_EXTENSION = "team_third_extension"
    TEAM_TEST = "team_test"
    TEAM_SAMPLE = "team_sample"
    TEAM_WORDING = "team_wording"
    TEAM_NOTE_ASKED = "team_note_asked"


TEAM = frozenset(
    {
        Letter.TEAM_INVITATION,
        Letter.TEAM_RESET,
        Letter.TEAM_OFFER_ANSWERED,
        Letter.TEAM_ANSWER_UNDONE,
        Letter.TEAM_REASONS,
        Letter.TEAM_HAND_OVER,
        Letter.TEAM_WITHDRAWN,
        Letter.TEAM_WITHDRAWAL_UNDONE,
        Letter.TEAM_WITHDRAWAL_REASONS,
        Letter.TEAM_CANT_MAKE_IT,
        Letter.TEAM_QUESTION,
        Letter.TEAM_START_CHANGE,
        Letter.TEAM_ASSURANCE,
        Letter.TEAM_LATE,
        Letter.TEAM_FAILURES,
        Letter.TEAM_THIRD_EXTENSION,
        Letter.TEAM_TEST,
        Letter.TEAM_SAMPLE,
        Letter.TEAM_WORDING,
        Letter.TEAM_NOTE_ASKED,
    }
)
"""What goes to teammates; the rest goes to candidates."""

IN_A_DIGEST = (Letter.SURVEY, Letter.SURVEY_REMINDER, Letter.NEWS)
"""Extras that one letter may carry together, what matters most first."""

EXTRAS = frozenset({*IN_A_DIGEST, Letter.DIGEST})
"""What nobody is owed: sent within the contact budget, to whoever wants extras."""

WAITING = (MessageState.QUEUED, MessageState.RETRY)
"""What has not left yet and may still be cancelled."""

LEAST_URGENT = 3
"""The number that `urgency` gives to extras."""

NOT_TWICE = frozenset({Letter.ENDING})
"""What nobody may read twice: where it can't be known whether it left, a person decides."""

ASKED_FOR = frozenset({Letter.LINK, Letter.CODE})
"""What a candidate at the door asked for: tried even where the address was refused before."""

LEASE = timedelta(seconds=120)
"""How long a worker has for one message before another may take it."""

MOST_ATTEMPTS = 20
"""A message that kills its worker each time must not do so for ever."""

_BACK_OFF = (1, 5, 15, 60, 180, 360, 720, 1440)
"""Minutes until the next try: the last one comes after two days."""
_AT_ONCE = frozenset(
    {
        Letter.CODE,
        Letter.LINK,
        Letter.TEAM_RESET,
        Letter.TEAM_TEST,
        Letter.TEAM_SAMPLE,
        Letter.TEAM_WORDING,
    }
)
_CODE_LIVES = timedelta(minutes=10)
_OWED_LIVES = timedelta(hours=72)
_EXTRAS_LIVE: Mapping[Letter, timedelta] = {
    Letter.SURVEY: timedelta(days=14),
    Letter.SURVEY_REMINDER: timedelta(days=7),
    Letter.NEWS: timedelta(days=14),
    Letter.DIGEST: timedelta(days=14),
}
"""How long an extra may wait for its turn before it is dropped."""


def urgency(letter: Letter) -> int:
    """What leaves first where much is waiting, from 0: somebody at the door, endings, owed words,
    extras.
    """
    if letter in _AT_ONCE:
        return 0
    if letter in EXTRAS:
        return LEAST_URGENT
    return 1 if letter is Letter.ENDING else 2


def use_by(letter: Letter, due_at: datetime) -> datetime:
    """After that moment it is of no use as it is: a person decides, or (extras) it is dropped."""
    if letter is Letter.CODE:
        return due_at + _CODE_LIVES
    return due_at + _EXTRAS_LIVE.get(letter, _OWED_LIVES)


def retry_at(attempts: int, now: datetime, luck: float) -> datetime | None:
    """When to try again after so many attempts, or None when it is time to give up.

    `luck` (0 to 1) spreads the tries by a tenth either way, so that a server that comes back isn't
    run over.
    """
    if attempts > len(_BACK_OFF):
        return None
    minutes = _BACK_OFF[max(attempts, 1) - 1]
    return now + timedelta(minutes=minutes * (0.9 + 0.2 * luck))
