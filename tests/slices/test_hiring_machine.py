"""Applications walked through random moves, legal and illegal: whatever is done in whatever order,
what must always hold does.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from portal.company.actions import set_holidays
from portal.company.calendar import day_ends, local_day
from portal.company.queries import calendar
from portal.hiring.actions import (
    applications,
    endings,
    owners,
    pipelines,
    reopening,
    stages,
    steps,
    updates,
    verdicts,
    withdrawals,
)
from portal.hiring.actions.ledger import zone_of
from portal.hiring.models import Application, Ending, Promise, StepKind, Update
from portal.hiring.promises import PromiseResult, today_for
from portal.hiring.queries.theirs import theirs
from portal.hiring.stage_plans import StagePlan
from portal.hiring.stages import CLOSED_BY_US, TELLABLE, EndingWay, Outcome, Status
from portal.mail.models import Message
from portal.offers import actions as offers
from portal.offers.models import Offer
from portal.offers.queries import latest_offer
from portal.offers.terms import Terms
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from portal.standing import sentences
from portal.standing.queries import application_view, cards
from portal.team import absences
from portal.team import actions as team
from portal.team.absences import Away
from portal.team.models import Absence, Teammate
from tests.make import MONDAY, NOTE, Make
from tests.proof import examples
from tests.written import everything

STAGES = ("Received", "Review", "Interviews", "Decision", "On hold", "Nobody mapped it")
ZONES = (None, "Pacific/Auckland", "America/Los_Angeles")
AT_MOST = 4
WHO = st.integers(0, AT_MOST - 1)
TEAM = st.integers(0, 2)
SELDOM = st.sampled_from([False, False, False, False, True])
JUDGING = (
    ("decide",),
    ("take_back",),
    ("write",),
    ("undo",),
    ("decide", "write"),
    ("decide", "write", "undo"),
    ("decide", "write", "take_back"),
    ("decide", "take_back"),
)
OFFERING = (
    ("send",),
    ("accept",),
    ("decline",),
    ("undo_answer",),
    ("send", "accept"),
    ("send", "decline"),
    ("send", "decline", "undo_answer"),
    ("send", "accept", "undo_answer", "decline"),
)
LEAVING = (("withdraw",), ("undo",), ("withdraw", "undo"), ("undo", "withdraw"))
HEADINGS = {sentences.closing(outcome) for outcome in Outcome}


class Walk(RuleBasedStateMachine):
    """A team that presses every button, and candidates who answer."""

    def __init__(self, make: Make) -> None:
        super().__init__()
        self.make, self.session, self.now = make, make.session, MONDAY
        self.latest = MONDAY
        self.known: list[Application] = []
        self.settled: dict[int, object] = {}
        self.dates: dict[int, object] = {}

    @initialize(zone=st.sampled_from(ZONES))
    def begin(self, zone):
        with clock.held_at(self.now):
            self.robin, self.job = self.make.robin(), self.make.job()
            self.ada, self.mira = self.make.ada(), self.make.teammate("Mira Holm")
            self.team = [self.robin, self.mira, self.ada]
            with transaction(self.session):
                set_holidays(
                    self.session, {MONDAY.date() + timedelta(days=3): "A day off"}, by="ada"
                )
                pipelines.add_stage(self.session, self.job, plan=StagePlan(STAGES[-1]))
            self.make.look_again()
        self.add(zone, STAGES[0], has_address=True, is_introduced=True)
        self.add(None, STAGES[2], has_address=True, is_introduced=False)

    @precondition(lambda self: len(self.known) < AT_MOST)
    @rule(
        zone=st.sampled_from(ZONES),
        stage=st.sampled_from(STAGES),
        has_address=st.booleans(),
        is_introduced=st.booleans(),
    )
    def somebody_applies(self, zone, stage, has_address, is_introduced):
        self.add(zone, stage, has_address=has_address, is_introduced=is_introduced)

    @precondition(lambda self: any(one.introduced_at is None for one in self.known))
    @rule(who=WHO)
    def introduce(self, who):
        application = self.chosen(who)
        self.attempt(lambda: applications.introduce(self.session, application, self.robin))

    @rule(
        who=WHO,
        status=st.none() | st.sampled_from(TELLABLE) | st.sampled_from(Status),
        days=st.integers(-2, 20) | st.integers(20, 200),
        as_extended=st.booleans(),
        is_stale=SELDOM,
    )
    def give_a_word(self, who, status, days, as_extended, is_stale):
        application = self.chosen(who)
        seen, told = application.version - is_stale, len(self.letters_to_candidates())
        status = status or application.status  # which says more of where it stands
        word = updates.Word(status, "A word.", next_word_by=self.day(application, days))
        done = self.attempt(
            lambda: updates.give(
                self.session,
                application,
                self.robin,
                word=word,
                seen=seen,
                as_extended=as_extended,
            )
        )
        assert not (done and is_stale)
        has_address = bool(application.candidate.email)
        assert len(self.letters_to_candidates()) == told + (done and has_address)

    @rule(who=WHO, name=st.sampled_from(STAGES))
    def move(self, who, name):
        application = self.chosen(who)
        stage = self.make.stage(self.job, name)
        shows = application.is_open() and (application.status, stage.status) == (
            Status.RECEIVED,
            Status.IN_REVIEW,
        )
        self.untold(
            lambda: stages.move(self.session, application, self.robin, stage=stage), shows=shows
        )

    @rule(
        who=WHO,
        acts=st.sampled_from(JUDGING),
        way=st.sampled_from([EndingWay.NOTE, EndingWay.NOTE, *EndingWay]),
        words=st.sampled_from([NOTE, NOTE, "N/A"]),
    )
    def judge(self, who, acts, way, words):
        application = self.chosen(who)
        for act in acts:
            if act == "write":
                self.write(application, way, words)
            else:
                judging = endings.take_back if act == "undo" else getattr(verdicts, act)
                self.untold(lambda: judging(self.session, application, self.robin))  # noqa: B023

    def write(self, application, way, words):
        with clock.held_at(self.now):
            was_interviewed = application.was_interviewed(self.now)
        writing = partial(
            endings.write, self.session, application, self.robin, way=way, words=words
        )
        if way is EndingWay.CALL:
            self.attempt(writing)
        else:
            done = self.untold(writing)
            assert not (done and way is EndingWay.MAIL and was_interviewed)

    @rule()
    def what_is_due_leaves(self):
        """And nothing else does: what is dropped changes nothing outside."""
        due = [one.waiting() for one in self.known if self.is_due(one.waiting())]
        for ending in due:
            before = self.outside()
            self.attempt(lambda: endings.release(self.session, ending))  # noqa: B023
            assert not ending.is_waiting()
            assert (ending.told_at is None) == (self.outside() == before)

    def is_due(self, ending):
        return ending is not None and ending.leaves_at <= self.now

    @rule(
        who=WHO,
        acts=st.sampled_from(OFFERING),
        answer_days=st.integers(-1, 95),
        start_days=st.integers(-1, 90),
    )
    def offer(self, who, acts, answer_days, start_days):
        application = self.chosen(who)
        if "send" in acts:
            terms = Terms(
                "Join us.", self.day(application, answer_days), self.day(application, start_days)
            )
            self.attempt(lambda: offers.send(self.session, application, self.robin, terms=terms))
        offer = latest_offer(self.session, application.id)
        for act in [act for act in acts if act != "send" and offer is not None]:
            answer, ref = getattr(offers, act), offer.ref
            self.attempt(lambda: answer(self.session, application.candidate_id, ref))  # noqa: B023

    @rule(who=WHO, acts=st.sampled_from(LEAVING))
    def leave(self, who, acts):
        application = self.chosen(who)
        for act in acts:
            own = getattr(withdrawals, act)
            done = self.attempt(
                lambda: own(self.session, application.candidate_id, application.ref)  # noqa: B023
            )
            assert not done or application.is_open() == (act == "undo")
            assert not (done and act == "withdraw" and self.lies_ahead(application))

    def lies_ahead(self, application):
        return [
            step
            for step in application.steps
            if step.starts_at > self.now and not (step.cancelled_at or step.done_at)
        ]

    @rule(who=WHO, hours=st.integers(1, 200), kind=st.sampled_from(StepKind))
    def set_step(self, who, hours, kind):
        application = self.chosen(who)
        starts_at = self.now + timedelta(hours=hours)
        plan = steps.Plan(kind, "Something ahead", starts_at, None, "Europe/Lisbon")
        self.attempt(lambda: steps.set_step(self.session, application, self.robin, plan=plan))

    @rule(who=WHO, whom=TEAM)
    def give_it_to(self, who, whom):
        application, owner = self.chosen(who), self.team[whom]
        self.attempt(lambda: owners.own(self.session, application, self.robin, owner=owner))

    @rule(whom=TEAM, cover=TEAM, first=st.integers(-3, 20), days=st.integers(0, 20))
    def somebody_is_away(self, whom, cover, first, days):
        first_day = self.now.date() + timedelta(days=first)
        away = Away(first_day, first_day + timedelta(days=days), self.team[cover].ref)
        self.attempt(
            lambda: absences.set_absence(self.session, self.team[whom].ref, away=away, by=self.ada)
        )

    @rule(whom=TEAM, to=TEAM)
    def somebody_leaves_and_comes_back(self, whom, to):
        """Whoever leaves has handed all over; while something is theirs they stay."""
        leaver, receiver = self.team[whom].ref, self.team[to].ref
        left = self.attempt(lambda: team.disable(self.session, leaver, by=self.ada))
        left = left or self.attempt(
            lambda: owners.hand_over(self.session, leaver, to=receiver, by=self.ada)
        )
        assert not left or not theirs(self.session, self.team[whom].id).is_any
        if left:
            self.attempt(lambda: team.enable(self.session, leaver, by=self.ada))

    @rule(who=WHO, name=st.sampled_from(STAGES), days=st.integers(-1, 30))
    def open_again(self, who, name, days):
        """Only what we ended; what was told then stays in the history."""
        application = self.chosen(who)
        ending, was = application.ending_id, application.outcome
        stage = self.make.stage(self.job, name)
        due = self.day(application, days)
        word = updates.Word(stage.status or Status.RECEIVED, "Good news.", next_word_by=due)
        done = self.attempt(
            lambda: reopening.reopen(self.session, application, self.robin, word=word, stage=stage)
        )
        assert not done or was in CLOSED_BY_US
        if done:
            assert application.is_open()
            assert self.session.get_one(Ending, ending).told_at is not None

    @rule(hours=st.integers(1, 48) | st.integers(48, 24 * 30))
    def time_goes_by(self, hours):
        self.now += timedelta(hours=hours)
        self.latest = max(self.latest, self.now)

    @rule()
    def the_clock_is_put_back(self):
        self.now -= timedelta(hours=1)

    @invariant()
    def what_must_always_hold(self):
        self.make.look_again()
        with clock.held_at(self.now):
            for application in self.known:
                self.is_sound(application)
                self.ledger_is_sound(application)
                self.page_is_sound(application)

    def is_sound(self, application):
        """Invariants 1 and 2."""
        assert application.is_open() == (application.next_word_by is not None)
        assert application.is_open() == (application.closed_at is None)
        assert application.is_open() or application.status is Status.CLOSED
        withdrawn = application.withdrawal() is not None
        assert withdrawn == (application.outcome is Outcome.WITHDRAWN)
        if application.outcome in CLOSED_BY_US:
            assert application.ending.words
            assert application.ending.told_at == application.closed_at <= self.latest

    def ledger_is_sound(self, application):
        """Invariant 5: one open promise, of the date on the page; what is settled stays."""
        standing = [promise for promise in application.promises if promise.settled_at is None]
        is_promised = application.is_open() and application.introduced_at is not None
        assert [promise.due_on for promise in standing] == (
            [application.next_word_by] if is_promised else []
        )
        for promise in application.promises:
            if promise.settled_at is not None:
                self.is_settled_for_ever(application, promise)
        date = (application.next_word_by, application.introduced_at is not None)
        before = self.dates.get(application.id, (date, 0))
        now = (date, len(application.updates))
        assert now[0] == before[0] or now[1] > before[1] or not before[0][1]
        self.dates[application.id] = now

    def is_settled_for_ever(self, application: Application, promise: Promise) -> None:
        was_late = promise.settled_at >= day_ends(
            promise.due_on, zone_of(self.session, application)
        )
        assert (promise.result is PromiseResult.MISSED) == was_late
        row = (promise.due_on, promise.made_at, promise.settled_at, promise.result)
        assert self.settled.setdefault(promise.id, row) == row

    def page_is_sound(self, application):
        """The candidate never reads *closed* before it is, nor an offer before it is sent."""
        seen = application_view(self.session, application.candidate_id, application.ref)
        (card,) = cards(self.session, application.candidate_id)
        assert (seen.status is Status.CLOSED) == (not application.is_open())
        assert (seen.sentence in HEADINGS) == (card.sentence in HEADINGS) == (not card.is_open)
        assert card.is_open == application.is_open()
        assert seen.owner == self.who_answers(application)
        assert (seen.offer is not None) == (latest_offer(self.session, application.id) is not None)
        assert seen.next_word_by == application.next_word_by
        latest = self.session.scalars(
            select(Update)
            .where(Update.application_id == application.id)
            .order_by(Update.id.desc())
            .limit(1)
        ).one()
        assert (latest.status, latest.next_word_by) == (
            application.status,
            application.next_word_by,
        )
        if seen.is_late:
            due = day_ends(seen.next_word_by, seen.zone)
            assert application.introduced_at is not None
            assert self.now >= due

    def who_answers(self, application):
        """The owner; or who covers for them, once and never in a ring."""
        today = local_day(self.now, "Europe/Lisbon")
        away = {
            one.teammate_id: one.cover_id
            for one in self.session.scalars(select(Absence).where(Absence.ended_at.is_(None)))
            if one.first_day <= today <= one.last_day
        }
        assert not set(away) & set(away.values())
        found = away.get(application.owner_id, application.owner_id)
        return self.session.get_one(Teammate, found).name

    def add(self, zone, stage, *, has_address, is_introduced):
        with clock.held_at(self.now):
            name = f"Person{len(self.known)} Example"
            person = self.make.candidate(name, zone=zone, email=None if has_address else "")
            application = self.make.application(
                candidate=person,
                job=self.job,
                stage=stage,
                introduced=is_introduced and has_address,
            )
        self.known.append(application)

    def chosen(self, who):
        self.make.look_again()
        return self.known[who % len(self.known)]

    def attempt(self, act: Callable[[], object]) -> bool:
        """Whether it was done; refused, it left nothing. Anything but a Refusal is a bug."""
        with clock.held_at(self.now):
            before = everything(self.session)
            try:
                with transaction(self.session):
                    act()
            except Refusal:
                assert everything(self.session) == before
                return False
        self.make.look_again()
        return True

    def untold(self, act: Callable[[], object], *, shows: bool = False) -> bool:
        """What nobody is told changes no page, no message and no promise (unless it `shows`).
        Whether it was done.
        """
        before = self.outside()
        done = self.attempt(act)
        after = self.outside()
        pages = slice(1, None) if shows and done else slice(0, None)
        assert after[pages] == before[pages]
        return done

    def outside(self) -> list[object]:
        self.session.rollback()
        whose = [(one.candidate_id, one.ref) for one in self.known]
        with clock.held_at(self.now):
            pages = [application_view(self.session, *one) for one in whose]
        messages = [(row.purpose, row.state, row.due_at) for row in self.letters()]
        ledger = self.session.execute(select(Promise.id, Promise.due_on, Promise.result))
        return [pages, messages, sorted(ledger.all(), key=lambda row: row.id)]

    def letters(self) -> list[Message]:
        return list(self.session.scalars(select(Message).order_by(Message.id)))

    def letters_to_candidates(self) -> list[Message]:
        return [letter for letter in self.letters() if letter.candidate_id is not None]

    def day(self, application, days):
        """A working day, mostly: so many days on from the candidate's today."""
        with clock.held_at(self.now):
            today = today_for(self.now, zone_of(self.session, application))
            day = today + timedelta(days=days)
            return day if days % 3 else calendar(self.session).after(day, 0)


@pytest.mark.prove
def test_what_must_always_hold_does_whatever_is_done(make, session):
    assert session.scalars(select(Offer)).all() == []
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    run_state_machine_as_test(
        lambda: Walk(make),
        settings=settings(
            max_examples=examples(3, 100 if is_sqlite else 20),
            stateful_step_count=examples(15, 100),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
