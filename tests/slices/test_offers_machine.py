"""Offers walked through random moves, legal and illegal, over weeks: said, drafted, sent, replaced,
answered, undone, lapsed, taken back, begun. Whatever is done in whatever order, no state makes no
sense, each is confirmed once, and news reach nobody who should not read them.
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
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from portal.company.queries import calendar
from portal.engagement.actions import assurances, questions, starts
from portal.engagement.models import Audience, Question, QuestionKind
from portal.hiring.actions import endings, reopening, updates, withdrawals
from portal.hiring.actions.ledger import zone_of
from portal.hiring.models import Application, Ending, Promise
from portal.hiring.promises import today_for
from portal.hiring.stages import CLOSED_BY_US, OF_OFFERS, EndingWay, Outcome, Status
from portal.mail.kinds import Letter
from portal.mail.models import Message
from portal.offers import actions, drafts, ends, verbal
from portal.offers.models import Decision, Offer
from portal.offers.outcomes import TOLD, OfferOutcome, OfferState
from portal.offers.terms import Terms
from portal.offers.verbal import Said
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing, Refusal
from portal.standing.news import news
from portal.standing.offers import offer_view
from portal.standing.queries import application_view
from tests.make import MONDAY, NOTE, Make
from tests.proof import examples
from tests.written import everything

WHO = st.integers(0, 1)
WHICH = st.integers(0, 3)
OPEN_NEWS, JOINERS_NEWS = "What we shipped this autumn", "What waits for you on the first day"
ANSWERS = ("accept", "decline", "undo_answer")
LETTER_OF = {
    OfferOutcome.ACCEPTED: Letter.OFFER_ACCEPTED,
    OfferOutcome.DECLINED: Letter.OFFER_DECLINED,
}
BECAME = {
    Outcome.OFFER_LAPSED: {OfferOutcome.LAPSED},
    Outcome.OFFER_RESCINDED: {OfferOutcome.RESCINDED, OfferOutcome.ACCEPTED},
    Outcome.DECLINED: {OfferOutcome.DECLINED},
    Outcome.HIRED: {OfferOutcome.ACCEPTED},
}


class Walk(RuleBasedStateMachine):
    """A team that offers and thinks again, and two candidates who answer and think again."""

    def __init__(self, make: Make, candidate: Callable[..., object]) -> None:
        super().__init__()
        self.make, self.session, self.enter = make, make.session, candidate
        self.now = MONDAY
        self.known: list[Application] = []

    @initialize(zone=st.sampled_from([None, "Pacific/Auckland"]))
    def begin(self, zone):
        with clock.held_at(self.now):
            self.robin, job = self.make.robin(), self.make.job()
            for name, theirs in (("Sam Okafor", zone), ("Ana Lima", None)):
                person = self.make.candidate(name, zone=theirs)
                application = self.make.application(candidate=person, job=job, stage="Decision")
                self.known.append(application)
            self.posts = [
                self.make.post(OPEN_NEWS, job=job).ref,
                self.make.post(JOINERS_NEWS, audience=Audience.JOINING, job=job).ref,
            ]

    @rule(who=WHO, days=st.integers(-400, 1))
    def say(self, who, days):
        application, said = self.chosen(who), self.said(days)
        self.attempt(lambda: verbal.say(self.session, application, self.robin, said=said))

    @rule(who=WHO, days=st.integers(-3, 1))
    def claim(self, who, days):
        application, said = self.chosen(who), self.said(days)
        whose = application.candidate_id
        self.attempt(
            lambda: assurances.claim(self.session, whose, application.ref, said=said, words="")
        )

    @rule(who=WHO, act=st.sampled_from(["confirm", "answer", "settle"]))
    def answer_a_claim(self, who, act):
        claims = self.claims(self.chosen(who))
        if not claims:
            return
        question, robin = claims[-1], self.robin
        acts = {
            "confirm": lambda: assurances.confirm(self.session, question, robin, said=self.said(0)),
            "answer": lambda: questions.answer(self.session, question, robin, words="Not yet."),
            "settle": lambda: questions.settle(self.session, question, robin),
        }
        self.attempt(acts[act])

    @rule(
        who=WHO, act=st.sampled_from(["keep", "keep", "drop"]), days=st.none() | st.integers(-1, 9)
    )
    def draft(self, who, act, days):
        """Nothing outside changes, whatever is drafted."""
        application = self.chosen(who)
        before = self.outside()
        if act == "keep":
            day = None if days is None else self.day(application, days)
            terms = Terms("DRAFTED", day, None, (("DRAFTED", "DRAFTED"),))
            self.attempt(lambda: drafts.keep(self.session, application, self.robin, terms=terms))
        else:
            self.attempt(lambda: drafts.drop(self.session, application, self.robin))
        assert self.outside() == before

    @rule(
        who=WHO,
        answer_days=st.integers(-1, 12) | st.integers(80, 100),
        start_days=st.none() | st.integers(-1, 40),
        instead=st.booleans(),
    )
    def send(self, who, answer_days, start_days, instead):
        application = self.chosen(who)
        starts_on = None if start_days is None else self.day(application, start_days)
        terms = Terms("Join us.", self.day(application, answer_days), starts_on)
        self.attempt(
            lambda: actions.send(
                self.session, application, self.robin, terms=terms, instead=instead
            )
        )

    @rule(who=WHO, which=WHICH, acts=st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=3))
    def they_answer(self, who, which, acts):
        """The latest one mostly, and at times one that another has replaced."""
        application = self.chosen(who)
        offers = self.offers_of(application)
        if not offers:
            return
        ref = offers[-1 - which % len(offers)].ref if which else offers[-1].ref
        for act in acts:
            answer = getattr(actions, act)
            self.attempt(partial(answer, self.session, application.candidate_id, ref))

    @rule(
        who=WHO,
        outcome=st.sampled_from([*sorted(OF_OFFERS), Outcome.NOT_SELECTED]),
        way=st.sampled_from([EndingWay.NOTE, EndingWay.NOTE, EndingWay.MAIL, EndingWay.CALL]),
    )
    def we_end_it(self, who, outcome, way):
        """What is written changes nothing outside before it is told."""
        application = self.chosen(who)
        before = self.outside()
        done = self.attempt(
            lambda: ends.write(
                self.session, application, self.robin, outcome=outcome, way=way, words=NOTE
            )
        )
        assert not (done and outcome is Outcome.NOT_SELECTED)
        if way is not EndingWay.CALL or not done:
            assert self.outside() == before

    @rule(who=WHO)
    def we_think_again(self, who):
        application = self.chosen(who)
        self.attempt(lambda: endings.take_back(self.session, application, self.robin))

    @rule()
    def what_is_due_leaves(self):
        waiting = [one.waiting() for one in self.known]
        for ending in [one for one in waiting if one and one.leaves_at <= self.now]:
            self.attempt(partial(endings.release, self.session, ending))

    @rule(who=WHO)
    def they_have_started(self, who):
        application = self.chosen(who)
        was_joining = application.status is Status.JOINING
        done = self.attempt(lambda: starts.confirm(self.session, application, self.robin))
        assert not done or was_joining

    @rule(who=WHO, act=st.sampled_from(["withdraw", "undo"]))
    def they_leave(self, who, act):
        application = self.chosen(who)
        own = getattr(withdrawals, act)
        self.attempt(lambda: own(self.session, application.candidate_id, application.ref))

    @rule(who=WHO, days=st.integers(1, 9))
    def a_word(self, who, days):
        application = self.chosen(who)
        word = updates.Word(application.status, "A word.", next_word_by=self.day(application, days))
        self.attempt(lambda: updates.give(self.session, application, self.robin, word=word))

    @rule(who=WHO)
    def open_again(self, who):
        application = self.chosen(who)
        was = application.outcome
        stage = self.make.stage(application.job, "Decision")
        word = updates.Word(Status.DECIDING, "Again.", next_word_by=self.day(application, 3))
        done = self.attempt(
            lambda: reopening.reopen(self.session, application, self.robin, word=word, stage=stage)
        )
        assert not done or was in CLOSED_BY_US

    @rule(hours=st.integers(1, 30) | st.integers(30, 24 * 15))
    def time_goes_by(self, hours):
        self.now += timedelta(hours=hours)

    @rule(who=WHO)
    def they_look_around(self, who):
        """Whoever may read no news finds none of it in any byte, nor anything drafted."""
        application = self.chosen(who)
        told = [offer.ref for offer in self.offers_of(application)]
        ref, titles = application.ref, self.titles(application)
        with clock.held_at(self.now):
            browser = self.enter(application, code=True)
            pages = [
                browser.get(path).text
                for path in (
                    "/me/",
                    f"/me/applications/{ref}",
                    f"/me/applications/{ref}/questions",
                    "/me/news/",
                    *(f"/me/news/{post}" for post in self.posts),
                    *(f"/me/offers/{offer}" for offer in told),
                    *(f"/me/offers/{offer}/declined" for offer in told),
                )
            ]
        for title in {OPEN_NEWS, JOINERS_NEWS} - titles:
            assert not any(title in page for page in pages)
        assert all(any(title in page for page in pages) for title in titles)
        assert not any("DRAFTED" in page for page in pages)

    @invariant()
    def every_state_makes_sense(self):
        self.make.look_again()
        with clock.held_at(self.now):
            for application in self.known:
                self.is_sound(application)
                self.page_is_sound(application)
                self.is_confirmed_once(application)
                assert self.news_of(application) == self.titles(application)

    def is_sound(self, application):
        offers = self.offers_of(application)
        open_ones = [offer for offer in offers if offer.is_open()]
        latest = offers[-1].decision() if offers else None
        assert len(open_ones) == (application.status is Status.OFFER)
        assert not open_ones or (open_ones[0].id == offers[-1].id and application.is_open())
        if application.status is Status.JOINING:
            assert latest.outcome is OfferOutcome.ACCEPTED
        if application.outcome in BECAME:
            assert latest.outcome in BECAME[application.outcome]
        for offer in offers:
            standing = [one for one in offer.decisions if one.taken_back_at is None]
            assert len(standing) <= 1
            undone = [one for one in offer.decisions if one.taken_back_at is not None]
            assert all(one.outcome in LETTER_OF for one in undone)
            assert all(one.taken_back_at < one.decided_at + timedelta(days=1) for one in undone)
        for old in offers[:-1]:
            assert old.decision() is not None
        waiting = application.waiting()
        assert waiting is None or application.status in (Status.OFFER, Status.JOINING)
        drafted = self.session.scalars(
            select(Offer).where(
                Offer.application_id == application.id, Offer.state == OfferState.DRAFT
            )
        ).all()
        assert len(drafted) <= 1
        if application.status is Status.OFFER:
            assert not [one for one in self.claims(application) if one.settled_at is None]

    def page_is_sound(self, application):
        seen = application_view(self.session, application.candidate_id, application.ref)
        offers = self.offers_of(application)
        assert (seen.offer.ref if seen.offer else None) == (offers[-1].ref if offers else None)
        assert (seen.status is Status.CLOSED) == (not application.is_open())
        for offer in offers:
            view = offer_view(self.session, application.candidate_id, offer.ref)
            assert view.is_open == (offer.is_open() and application.is_open())
            assert not (view.undo_until and self.now >= view.undo_until)

    def is_confirmed_once(self, application):
        """Each thing that was told has its one letter, and nothing else has one."""
        mine = (Message.application_id == application.id, Message.candidate_id.is_not(None))
        letters = self.session.execute(select(Message.letter, Message.subject).where(*mine)).all()
        found = sorted((letter, subject) for letter, subject in letters if letter in CONFIRMS)
        assert found == sorted(self.confirmations(application))

    def confirmations(self, application):
        for offer in self.offers_of(application):
            is_said = offer.state is OfferState.VERBAL
            yield Letter.VERBAL_OFFER if is_said else Letter.OFFER, offer.ref
            for decision in offer.decisions:
                if decision.outcome in LETTER_OF:
                    yield LETTER_OF[decision.outcome], str(decision.id)
                if decision.taken_back_at is not None:
                    yield Letter.ANSWER_UNDONE, str(decision.id)
        for ending in application.endings:
            if ending.told_at is not None:
                yield Letter.ENDING, ending.ref
        if application.outcome is Outcome.HIRED:
            yield Letter.WELCOME, application.ref

    def news_of(self, application):
        """What stands in the news, and of it on the page."""
        posts = news(self.session, application.candidate_id)
        seen = application_view(self.session, application.candidate_id, application.ref)
        assert {post.ref for post in seen.news} == {post.ref for post in posts}
        return {post.title for post in posts}

    def titles(self, application):
        """What may be read, by the rule: with a sent offer that is open, or an accepted one."""
        offers = self.offers_of(application)
        if application.outcome is not None or not offers:
            return set()
        if application.status is Status.JOINING:
            return {OPEN_NEWS, JOINERS_NEWS}
        has_it = any(offer.may_be_accepted() for offer in offers)
        return {OPEN_NEWS} if has_it else set()

    def offers_of(self, application):
        statement = (
            select(Offer)
            .where(Offer.application_id == application.id, Offer.state.in_(TOLD))
            .order_by(Offer.id)
        )
        return self.session.scalars(statement).all()

    def claims(self, application):
        statement = select(Question).where(
            Question.application_id == application.id, Question.kind == QuestionKind.TOLD
        )
        return self.session.scalars(statement.order_by(Question.id)).all()

    def chosen(self, who):
        self.make.look_again()
        return self.known[who]

    def said(self, days):
        return Said("Priya Nair", (self.now + timedelta(days=days)).date())

    def day(self, application, days):
        with clock.held_at(self.now):
            today = today_for(self.now, zone_of(self.session, application))
            return calendar(self.session).after(today + timedelta(days=days), 0)

    def outside(self):
        """Pages, letters, promises and decisions, as they are."""
        self.make.look_again()
        with clock.held_at(self.now):
            pages = [
                application_view(self.session, one.candidate_id, one.ref) for one in self.known
            ]
        rows = [
            sorted(map(str, self.session.execute(statement).all()))
            for statement in (
                select(Message.purpose, Message.state),
                select(Promise.id, Promise.due_on, Promise.result),
                select(Decision.id, Decision.outcome, Decision.taken_back_at),
                select(Ending.id).where(Ending.told_at.is_not(None)),
            )
        ]
        return pages, rows

    def attempt(self, act):
        """Whether it was done; refused, it left nothing. Anything but a Refusal is a bug."""
        with clock.held_at(self.now):
            before = everything(self.session)
            try:
                with transaction(self.session):
                    act()
            except (Refusal, Missing):
                assert everything(self.session) == before
                return False
        self.make.look_again()
        return True


CONFIRMS = {
    Letter.VERBAL_OFFER,
    Letter.OFFER,
    Letter.OFFER_ACCEPTED,
    Letter.OFFER_DECLINED,
    Letter.ANSWER_UNDONE,
    Letter.ENDING,
    Letter.WELCOME,
}


@pytest.mark.prove
def test_no_offer_comes_to_a_state_that_makes_no_sense(make, session, candidate):
    assert session.scalars(select(Offer)).all() == []
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    run_state_machine_as_test(
        lambda: Walk(make, candidate),
        settings=settings(
            max_examples=examples(3, 100 if is_sqlite else 20),
            stateful_step_count=examples(15, 80),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
