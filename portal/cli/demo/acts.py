"""What the demo's people do, each through the action that a page would call."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.company.calendar import Calendar
from portal.company.queries import calendar
from portal.hiring.actions import (
    applications,
    candidates,
    ledger,
    stages,
    steps,
    updates,
)
from portal.hiring.models import Application, Candidate, Job, Stage, StepKind
from portal.hiring.promises import today_for
from portal.hiring.reasons import Reasons
from portal.hiring.stages import Status
from portal.offers import actions as offers
from portal.offers.queries import latest_offer
from portal.offers.terms import Terms
from portal.plumbing import clock
from portal.plumbing.tokens import new_ref
from portal.team.models import Teammate

ZONE = "Europe/Copenhagen"
Act = Callable[[Session], object]


@dataclass(frozen=True)
class Person:
    """Somebody of the demo, found by the mail address they were written down with."""

    name: str
    job: str
    zone: str | None = None

    @property
    def email(self) -> str:
        """Made from the name; nobody reads it."""
        plain = self.name.lower().replace(" ", ".").replace("’", "")
        return f"{plain.encode('ascii', 'ignore').decode()}@example.org"

    def application(self, session: Session) -> Application:
        """Their application."""
        return session.scalars(
            select(Application).join(Application.candidate).where(Candidate.full_name == self.name)
        ).one()


def robin(session: Session) -> Teammate:
    """The recruiter of the demo."""
    return session.scalars(select(Teammate).where(Teammate.name == "Robin Keller")).one()


def applies(person: Person, *, introduced: bool = True) -> Act:
    """Somebody applies, and is mailed their link."""

    def act(session: Session) -> None:
        job = session.scalars(select(Job).where(Job.title == person.job)).one()
        new = candidates.NewCandidate(
            person.name, person.name.split()[0], person.email, "+351 21 555 0100", person.zone
        )
        application = applications.add(
            session,
            applications.NewApplication(
                candidate=candidates.add(session, new),
                job=job,
                stage=job.stages[0],
                applied_at=clock.now(),
                zone=person.zone or ZONE,
                owner=robin(session),
            ),
            robin(session),
            calendar=calendar(session),
        )
        session.flush()
        if introduced:
            applications.introduce(session, application, robin(session))

    return act


def moves(person: Person, stage: str) -> Act:
    """The team moves them along; outside next to nothing changes."""

    def act(session: Session) -> None:
        application = person.application(session)
        stages.move(session, application, robin(session), stage=_stage(session, application, stage))

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
            updates.give(session, application, robin(session), word=word)
        else:
            stage = next(one for one in application.job.stages if one.status is status)
            updates.give_and_move(session, application, robin(session), word=word, stage=stage)

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
        day = _working_day(clock.now().date() + timedelta(days=in_days))
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
        steps.set_step(session, person.application(session), robin(session), plan=plan)

    return act


def offered(person: Person, *, answer_in: int = 8, start_in: int = 43) -> Act:
    """They are sent an offer."""

    def act(session: Session) -> None:
        today = clock.now().date()
        terms = Terms(
            f"We would be delighted if you joined us, {person.name.split()[0]}.",
            answer_by=_working_day(today + timedelta(days=answer_in)),
            starts_on=_working_day(today + timedelta(days=start_in)),
            items=(
                ("Place", "Copenhagen, two days a week from home"),
                ("Salary", "52,000 DKK a month"),
                ("You report to", "Jonas Berg"),
            ),
        )
        offers.send(session, person.application(session), robin(session), terms=terms)

    return act


def accepts(person: Person) -> Act:
    """They say yes."""

    def act(session: Session) -> None:
        offers.accept(session, *_offer(session, person))

    return act


def declines(person: Person, reasons: Reasons) -> Act:
    """They say no, and why."""

    def act(session: Session) -> None:
        offers.decline(session, *_offer(session, person))
        offers.give_reasons(session, *_offer(session, person), reasons=reasons)

    return act


def noted(person: Person, words: str) -> Act:
    """A memo for the team."""

    def act(session: Session) -> None:
        applications.add_memo(session, person.application(session), robin(session), words=words)

    return act


def _offer(session: Session, person: Person) -> tuple[int, str]:
    application = person.application(session)
    offer = latest_offer(session, application.id)
    return application.candidate_id, offer.ref if offer else new_ref()


def _stage(session: Session, application: Application, name: str) -> Stage:
    return next(stage for stage in application.job.stages if stage.name == name)


def _in_days(session: Session, application: Application, days: int) -> date:
    today = today_for(clock.now(), ledger.zone_of(session, application))
    return calendar(session).after(today, days)


def _working_day(day: date) -> date:
    return Calendar().after(day, 0)


def _naive(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour))
