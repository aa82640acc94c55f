"""What happened to company news, to questions and to first days."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PostConfirmed:
    """Somebody confirmed that it is not confidential: it may be read from its publish date on."""

    post_id: int


@dataclass(frozen=True)
class PostTakenBack:
    """Nobody reads it any more."""

    post_id: int


@dataclass(frozen=True)
class QuestionAsked:
    """A candidate wants to know something."""

    question_id: int


@dataclass(frozen=True)
class QuestionAnswered:
    """Somebody answered it, with their name."""

    answer_id: int


@dataclass(frozen=True)
class FirstDayTold:
    """A joiner may read what their first day looks like now."""

    application_id: int
    first_day_id: int


@dataclass(frozen=True)
class FirstDayCalledOff:
    """They do not join, or not any more: what they were told of it does not hold."""

    application_id: int
    first_day_id: int


@dataclass(frozen=True)
class FirstDayOnAgain:
    """They join after all, on the day that was planned."""

    application_id: int
    first_day_id: int


@dataclass(frozen=True)
class StartChangeAsked:
    """A joiner asked to start on another day."""

    application_id: int
    change_id: int


@dataclass(frozen=True)
class AssuranceClaimed:
    """A candidate was told that they have the job, and asks us to say so."""

    question_id: int


@dataclass(frozen=True)
class StartConfirmed:
    """Somebody of ours confirmed that they have started."""

    application_id: int
