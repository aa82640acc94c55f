"""What happened to company news and to questions."""

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
