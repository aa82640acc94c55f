"""What made-up people do, and what is done with them, each through the action that a page would
call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.company.queries import calendar, company
from portal.engagement.actions import touches
from portal.engagement.touches import touches_of
from portal.hiring.actions import (
    applications,
    candidates,
    ledger,
    stages,
    steps,
    updates,
)
from portal.hiring.models import Application, Candidate, Job, Stage, StepKind
from portal.hiring.models.people import Situation
from portal.hiring.promises import today_for
from portal.hiring.stages import Status
from portal.offers import actions as offers
from portal.offers.queries import latest_offer
from portal.offers.terms import Terms
from portal.plumbing import clock
from portal.plumbing.tokens import new_ref
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

Act = Callable[[Session], object]
_THEIRS = (
    select(Application)
    .join(Application.candidate)
    .where(Candidate.email_key == bindparam("email"))
    .order_by(Application.id.desc())
    .limit(1)
)
_NEWEST = select(Job).where(Job.title == bindparam("title")).order_by(Job.id.desc()).limit(1)


@dataclass(frozen=True)
class Person:
    """Somebody made up, found by the mail address they were written down with."""

    name: str
    job: str
    zone: str | None = None
    locale: str = ""
    situation: Situation | None = None
    """Which of the six they are for a team that tries Candor: such a one is never mailed."""

    @property
    def email(self) -> str:
        """Made from the name; nobody reads it."""
        plain = self.name.lower().replace(" ", ".").replace("’", "")
        domain = "example.invalid" if self.situation else "example.org"
        return f"{plain.encode('ascii', 'ignore').decode()}@{domain}"

    def application(self, session: Session) -> Application:
        """Their application."""
        return session.scalars(_THEIRS, {"email": self.email}).one()


def applies(person: Person, *, introduced: bool = True) -> Act:
    """Somebody applies for the newest job of that title, and is mailed their link. Its lead answers
    for them.
    """

    def act(session: Session) -> None:
        job = session.scalars(_NEWEST, {"title": person.job}).one()
        assert job.lead is not None
        application = applications.add(
            session,
            applications.NewApplication(
                candidate=_written_down(session, person),
                job=job,
                stage=job.stages[0],
                applied_at=clock.now(),
                zone=person.zone or company(session).time_zone,
                owner=job.lead,
            ),
            job.lead,
            calendar=calendar(session),
        )
        session.flush()
        if introduced:
            applications.introduce(session, application, job.lead)

    return act


def moves(person: Person, stage: str) -> Act:
    """The team moves them along; outside next to nothing changes."""

    def act(session: Session) -> None:
        application = person.application(session)
        stages.move(
            session, application, owner_of(application), stage=_stage(session, application, stage)
        )

    return act


def told(person: Person, status: Status, words: str, *, days: int | None = None) -> Act:
    """They are given an update and stand in a stage of that status; `days` business days until the
    next word, else the default.
    """

    def act(session: Session) -> None:
        application = person.application(session)
        due = _in_days(session, application, days) if days else None
        due = due or ledger.default_date(session, application, status)
        word = updates.Word(status, words, next_word_by=due)
        if application.stage.status is status:
            updates.give(session, application, owner_of(application), word=word)
        else:
            stage = next(one for one in application.job.stages if one.status is status)
            updates.give_and_move(
                session, application, owner_of(application), word=word, stage=stage
            )

    return act


def meets(
    person: Person,
    title: str,
    *,
    in_days: int,
    hour: int = 14,
    preparation: str = "",
    kind: StepKind = StepKind.INTERVIEW,
) -> Act:
    """An interview, task or document is set, so many days ahead at that hour in Lisbon."""

    def act(session: Session) -> None:
        day = _working_day(session, clock.now().date() + timedelta(days=in_days))
        start = steps.local_moment(_naive(day, hour), "Europe/Lisbon")
        is_interview = kind is StepKind.INTERVIEW
        plan = steps.Plan(
            kind,
            title,
            start,
            start + timedelta(minutes=45) if is_interview else None,
            "Europe/Lisbon",
            who="Priya, Jonas" if is_interview else "",
            url="https://meet.example/northwind" if is_interview else "",
            preparation=preparation,
        )
        application = person.application(session)
        steps.set_step(session, application, owner_of(application), plan=plan)

    return act


def offered(person: Person, *, answer_in: int = 8, start_in: int = 43) -> Act:
    """They are sent an offer."""

    def act(session: Session) -> None:
        today = clock.now().date()
        terms = Terms(
            f"We would be delighted if you joined us, {person.name.split()[0]}.",
            answer_by=_working_day(session, today + timedelta(days=answer_in)),
            starts_on=_working_day(session, today + timedelta(days=start_in)),
            items=(
                ("Place", "Copenhagen, two days a week from home"),
                ("Salary", "52,000 DKK a month"),
                ("You report to", "Jonas Berg"),
            ),
        )
        application = person.application(session)
        offers.send(session, application, owner_of(application), terms=terms)

    return act


def accepts(person: Person) -> Act:
    """They say yes."""

    def act(session: Session) -> None:
        offers.accept(session, *offer_of(session, person))

    return act


def says_hello(person: Person, words: str) -> Act:
    """Somebody of the team keeps in touch with one who joins."""

    def act(session: Session) -> None:
        application = person.application(session)
        touch = touches_of(session, application)[0]
        touches.say_hello(session, touch, owner_of(application), words=words)

    return act


def owner_of(application: Application) -> Teammate:
    """Who answers for them, and does what the team does."""
    assert application.owner is not None
    return application.owner


def _written_down(session: Session, person: Person) -> Candidate:
    called = person.name.split()[0]
    name = _("%(name)s (made up)", name=person.name) if person.situation else person.name
    phone = "+351 21 555 0100"
    new = candidates.NewCandidate(name, called, "", phone, person.zone, person.locale)
    candidate = candidates.add(session, new)
    candidate.email = candidate.email_key = person.email  # of a domain that we take from nobody
    candidate.made_up_as = person.situation
    return candidate


def offer_of(session: Session, person: Person) -> tuple[int, str]:
    """Whose their offer is, and its ref."""
    application = person.application(session)
    offer = latest_offer(session, application.id)
    return application.candidate_id, offer.ref if offer else new_ref()


def _stage(session: Session, application: Application, name: str) -> Stage:
    return next(stage for stage in application.job.stages if stage.name == name)


def _in_days(session: Session, application: Application, days: int) -> date:
    today = today_for(clock.now(), ledger.zone_of(session, application))
    return calendar(session).after(today, days)


def _working_day(session: Session, day: date) -> date:
    return calendar(session).after(day, 0)


def _naive(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour))
