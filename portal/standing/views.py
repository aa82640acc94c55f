"""What a candidate is told, as values: nothing that isn't in here can reach a page, a mail or a
calendar.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from portal.hiring.models import StepKind
from portal.hiring.stages import Outcome, Status


@dataclass(frozen=True)
class OtherTimesView:
    """What the candidate proposed instead, while nobody answered."""

    first: datetime
    second: datetime
    words: str


@dataclass(frozen=True)
class StepView:
    """Something ahead. `time_zone` is the IANA zone the candidate reads it in."""

    ref: str
    kind: StepKind
    title: str
    starts_at: datetime
    ends_at: datetime | None
    time_zone: str
    who: str
    place: str
    url: str
    preparation: str
    sequence: int
    is_done: bool
    is_cancelled: bool
    other_times: OtherTimesView | None
    may_propose: bool
    """Whether other times may be proposed: an interview that lies ahead."""


@dataclass(frozen=True)
class PastView:
    """One line of "so far"."""

    at: datetime
    words: str


@dataclass(frozen=True)
class PictureView:
    """A picture in a post; its bytes are asked for by `ref`."""

    ref: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class NewsView:
    """A post as it is listed; `html`, `url` and pictures only where it is read in full."""

    ref: str
    title: str
    day: date
    excerpt: str
    html: str = ""
    url: str = ""
    pictures: list[PictureView] = field(default_factory=list)


@dataclass(frozen=True)
class FirstDayView:
    """A first day, as far as it is planned; `starts_at` (aware) on a clock in `time_zone`."""

    ref: str
    """Its name in calendars; empty where nothing is planned but the day."""
    starts_on: date
    starts_at: datetime | None
    time_zone: str
    days_left: int
    who: str
    words: str
    has_place: bool
    place: str
    """Told, with `map_url`, to whoever entered the code."""
    map_url: str
    sequence: int
    asked_for: date | None
    """The other day they asked for, while nobody answered."""
    answer_by: date | None
    is_cancelled: bool = False


@dataclass(frozen=True)
class ChecklistItemView:
    """Something to get ready before a first day; `day` counted back from it, where it is known."""

    ref: str
    title: str
    url: str
    day: date | None
    done_on: date | None
    version: int


@dataclass(frozen=True)
class PersonView:
    """Somebody to know."""

    name: str
    role: str
    words: str


@dataclass(frozen=True)
class JoiningView:
    """What whoever joins is told besides where it stands."""

    first_day: FirstDayView | None
    theirs: list[ChecklistItemView]
    """What they get ready, the earliest first."""
    ours: list[ChecklistItemView]
    people: list[PersonView]
    """Whom they will work with."""


@dataclass(frozen=True)
class OfferNotice:
    """That there is an offer, and until when it may be answered; its terms are behind the code."""

    ref: str
    said_by: str
    """Who told them, of one that was said and not written yet."""
    said_on: date | None
    answer_by: date | None
    """None while it is not in writing: there is nothing to answer yet."""
    days_left: int
    is_answered: bool
    undo_until: datetime | None
    """While the candidate's answer may be undone."""
    starts_on: date | None
    """Told once the offer is accepted."""


@dataclass(frozen=True)
class EndingView:
    """What was said at the end, and by whom."""

    words: str
    by: str
    told_at: datetime
    opening: str
    """What stands before the words, between the greeting and them; always the same."""
    farewell: str
    """What stands below them."""
    was_called: bool
    """Whether somebody called, and wrote it down afterwards."""
    is_helpful: bool | None = None
    """What the candidate said of it, if they did."""
    comment: str = ""
    stay_in_touch: bool = False


@dataclass(frozen=True)
class WithdrawalNotice:
    """That the candidate withdrew; `undo_until` while that may be taken back."""

    undo_until: datetime | None
    after_acceptance: bool
    is_explained: bool


@dataclass(frozen=True)
class ApplicationCard:
    """One application among several."""

    ref: str
    job_title: str
    sentence: str
    next_word_by: date | None
    is_late: bool
    is_open: bool
    has_offer: bool
    """Whether an offer waits for their answer."""


@dataclass(frozen=True)
class ApplicationView:
    """All that may be said of one application, and nothing else."""

    ref: str
    called: str
    zone: str
    """The IANA zone the candidate's dates are written in."""
    job_title: str
    job_url: str
    status: Status
    sentence: str
    """The heading."""
    words: str
    next_word_by: date | None
    is_late: bool
    owner: str
    """Whom to ask; empty where nobody answers for it yet."""
    outcome: Outcome | None
    milestones: list[tuple[str, str]] = field(default_factory=list)
    steps: list[StepView] = field(default_factory=list)
    so_far: list[PastView] = field(default_factory=list)
    ending: EndingView | None = None
    kept_until: date | None = None
    """Until when we keep the data of a closed application."""
    offer: OfferNotice | None = None
    withdrawal: WithdrawalNotice | None = None
    job_is_open: bool = True
    others_open: int = 0
    """How many other applications of theirs are open, once this one is closed."""
    survey: str = ""
    """The ref of an open invitation to say how it was, and what it is called."""
    survey_title: str = ""
    news: list[NewsView] = field(default_factory=list)
    joining: JoiningView | None = None
    questions: int = 0
    """How many they have asked about it."""
