"""What else a day brings to the demo's team: somebody is away, asks for patience, can't make it,
withdraws; several are told by one mail.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.demo.team import robin
from portal.company.queries import calendar
from portal.hiring.actions import (
    applications,
    batches,
    endings,
    ledger,
    proposals,
    updates,
    withdrawals,
)
from portal.hiring.models import Job, Step
from portal.hiring.promises import today_for
from portal.hiring.reasons import Reasons
from portal.hiring.stages import EndingWay
from portal.integrations.made_up.acts import Act, Person, offer_of, owner_of
from portal.offers import actions as offers
from portal.offers import ends, verbal
from portal.plumbing import clock
from portal.team import absences
from portal.team.covers import house_day
from portal.team.models import Teammate

_NEXT_STEP = select(Step).where(Step.cancelled_at.is_(None)).order_by(Step.starts_at.desc())


def goes_away(email: str, *, days: int) -> Act:
    """Somebody of the team is away from now on, and Robin covers."""

    def act(session: Session) -> None:
        who = session.scalars(select(Teammate).where(Teammate.email == email)).one()
        today = house_day(session)
        away = absences.Away(today, calendar(session).after(today, days), robin(session).ref)
        absences.set_absence(session, who.ref, away=away, by=who)

    return act


def needs_longer(person: Person, words: str, *, days: int) -> Act:
    """They are told, in time, that it takes so many working days more."""

    def act(session: Session) -> None:
        application = person.application(session)
        today = today_for(clock.now(), ledger.zone_of(session, application))
        word = updates.Word(
            application.status, words, next_word_by=calendar(session).after(today, days)
        )
        updates.give(session, application, robin(session), word=word, as_extended=True)

    return act


def declines(person: Person, reasons: Reasons) -> Act:
    """They say no, and why."""

    def act(session: Session) -> None:
        offers.decline(session, *offer_of(session, person))
        offers.give_reasons(session, *offer_of(session, person), reasons=reasons)

    return act


def noted(person: Person, words: str) -> Act:
    """A memo for the team."""

    def act(session: Session) -> None:
        application = person.application(session)
        applications.add_memo(session, application, owner_of(application), words=words)

    return act


def proposes(person: Person, words: str) -> Act:
    """They can't make it to their interview, and say when they can."""

    def act(session: Session) -> None:
        application = person.application(session)
        mine = _NEXT_STEP.where(Step.application_id == application.id)
        step = session.scalars(mine.limit(1)).one()
        times = proposals.OtherTimes(
            step.starts_at + timedelta(hours=2), step.starts_at + timedelta(days=1), words
        )
        proposals.propose(session, application.candidate_id, step.ref, times=times)

    return act


def withdraws(person: Person, reasons: Reasons) -> Act:
    """They end it themselves, and say why."""

    def act(session: Session) -> None:
        application = person.application(session)
        withdrawals.withdraw(session, application.candidate_id, application.ref)
        withdrawals.explain(session, application.candidate_id, application.ref, reasons=reasons)

    return act


def tells_all(title: str, words: str) -> Act:
    """Whoever is decided and untold in that job is told by one mail, which waits to leave."""

    def act(session: Session) -> None:
        job = session.scalars(select(Job).where(Job.title == title)).one()
        batch = batches.draft(session, job, robin(session), words=words)
        ready = len(batches.sorted_out(session, batch).ready)
        batches.begin(session, batch, robin(session), count=ready)

    return act


def is_told(person: Person, *, by: str) -> Act:
    """Somebody of ours says "you have the job", and it is written down."""

    def act(session: Session) -> None:
        said = verbal.Said(by, clock.now().date())
        verbal.say(session, person.application(session), robin(session), said=said)

    return act


def offer_over(person: Person, words: str) -> Act:
    """They did not answer, and are told that the offer is no longer open; where a holiday moved the
    day of their answer past today, we take it back.
    """

    def act(session: Session) -> None:
        application = person.application(session)
        ending = ends.write(
            session,
            application,
            robin(session),
            outcome=ends.possible(session, application)[0],
            way=EndingWay.NOTE,
            words=words,
        )
        endings.release(session, ending)

    return act
