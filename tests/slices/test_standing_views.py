"""What one candidate is told: the projection, and what never gets into it."""

from dataclasses import asdict
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, text

from portal.engagement.actions import posts
from portal.engagement.models import Audience
from portal.hiring.actions import applications, candidates, pipelines, stages, steps, updates
from portal.hiring.models import StepKind, TimelineEntry, TimelineKind
from portal.hiring.stage_plans import StagePlan
from portal.hiring.stages import Outcome, Status
from portal.offers import actions as offers
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing import news, sentences
from portal.standing.offers import offer_view
from portal.standing.own_data import own_data
from portal.standing.queries import application_view, cards
from portal.standing.steps import step_view
from tests.make import MONDAY, NOTE, WORDS
from tests.written import everything

FIRST_DUE = date(2026, 12, 7)
LATE = MONDAY + timedelta(days=15)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def view(session, application):
    session.rollback()
    return application_view(session, application.candidate_id, application.ref)


def card_of(session, application):
    session.rollback()
    every = cards(session, application.candidate_id)
    return next(card for card in every if card.ref == application.ref)


def test_what_somebody_who_applied_reads(make, session):
    application = make.application()

    seen = view(session, application)

    assert (seen.called, seen.job_title, seen.owner) == ("Sam", "Backend Engineer", "Robin Keller")
    assert (seen.status, seen.sentence) == (Status.RECEIVED, "We have your application")
    assert (seen.next_word_by, seen.is_late, seen.zone) == (FIRST_DUE, False, "Europe/Lisbon")
    assert [mark for _name, mark in seen.milestones] == ["now", "ahead", "ahead", "ahead"]
    assert [line.words for line in seen.so_far] == ["You applied"]
    assert (seen.outcome, seen.ending, seen.kept_until, seen.offer) == (None, None, None, None)
    assert (seen.steps, seen.news, seen.survey) == ([], [], "")


def test_while_the_owner_is_away_the_cover_is_who_to_ask(make, session):
    application = make.application(stage="Decision")
    offer = make.offer(application)
    make.absence(make.robin(), make.teammate("Mira Holm"), days=2)

    for days, name in ((0, "Mira Holm"), (1, "Mira Holm"), (2, "Robin Keller")):
        with clock.held_at(MONDAY + timedelta(days=days)):
            assert view(session, application).owner == name
            assert offer_view(session, application.candidate_id, offer.ref).owner == name


def test_nobody_elses_is_ever_found(make, session):
    offer, charlie = make.accepted(), make.charlie()
    step, post = make.step(offer.application), make.post()
    theirs, mine = charlie.candidate_id, offer.application.candidate_id

    assert application_view(session, theirs, offer.application.ref) is None
    assert offer_view(session, theirs, offer.ref) is None
    assert step_view(session, theirs, step.ref) is None
    assert news.post(session, theirs, post.ref) is None
    assert [card.ref for card in cards(session, theirs)] == [charlie.ref]
    assert [card.ref for card in cards(session, mine)] == [offer.application.ref]


def test_what_is_not_there_is_nothing(make, session):
    whose = make.application().candidate_id

    for ref in ("", "nothing", "%", "' OR 1=1 --"):
        for one in (application_view, offer_view, step_view, news.post):
            assert one(session, whose, ref) is None
    assert cards(session, 4711) == []
    assert own_data(session, 4711) is None


def test_reading_changes_nothing(make, session, engine):
    offer = make.offer()
    whose, step, post = offer.application.candidate_id, make.step(offer.application), make.post()
    before, said = everything(session), []
    event.listen(engine, "before_cursor_execute", lambda *told: said.append(told[2]))

    application_view(session, whose, offer.application.ref)
    cards(session, whose)
    offer_view(session, whose, offer.ref)
    step_view(session, whose, step.ref)
    news.news(session, whose)
    news.post(session, whose, post.ref)
    own_data(session, whose)

    assert {one.split(maxsplit=1)[0] for one in said} <= {"SELECT", "BEGIN"}
    assert everything(session) == before


def test_it_is_late_from_the_candidates_midnight_on(make, session, subtests):
    due = MONDAY.replace(hour=0) + timedelta(days=14)

    for zone, midnight in ((None, 24), ("Pacific/Auckland", 11), ("America/Los_Angeles", 32)):
        application = make.application(candidate=make.candidate(zone=zone))
        for hours, is_late in ((midnight - 1, False), (midnight, True)):
            with subtests.test(str(zone)), clock.held_at(due + timedelta(hours=hours)):
                seen, card = view(session, application), card_of(session, application)
                assert seen.is_late is card.is_late is is_late
                assert (seen.sentence == card.sentence == sentences.late()) is is_late
                assert bool(seen.milestones) is not is_late


def test_a_late_page_still_shows_what_was_promised(make, session):
    application = make.application()

    with clock.held_at(LATE):
        seen = view(session, application)

    assert (seen.status, seen.next_word_by) == (Status.RECEIVED, FIRST_DUE)


def test_nobody_is_late_who_was_promised_nothing(make, session):
    application = make.application(introduced=False)

    with clock.held_at(LATE):
        assert not view(session, application).is_late
        assert not card_of(session, application).is_late


def test_nobody_is_late_who_is_closed(make, session):
    application = make.ending(make.late())

    seen = view(session, application)
    assert not seen.is_late
    assert seen.milestones == []


def test_how_long_a_closed_one_is_kept(make, session, subtests):
    application = make.ending()

    for closed, months, kept_until in (
        ("2026-11-23 09:00:00+00:00", 6, date(2027, 5, 23)),
        ("2026-08-31 09:00:00+00:00", 6, date(2027, 2, 28)),
        ("2026-12-01 09:00:00+00:00", 1, date(2027, 1, 1)),
        ("2026-12-31 09:00:00+00:00", 24, date(2028, 12, 28)),
        ("2026-06-30 23:30:00+00:00", 6, date(2027, 1, 1)),
    ):
        session.execute(text("UPDATE company SET retention_months = :it"), {"it": months})
        application.closed_at = datetime.fromisoformat(closed)
        session.commit()
        session.expire_all()
        with subtests.test(str(closed)):
            assert view(session, application).kept_until == kept_until


def test_a_closed_page_says_what_was_said(make, session):
    application = make.application(stage="Interviews")
    make.step(application)
    make.ending(application)

    seen, card = view(session, application), card_of(session, application)

    assert (seen.status, seen.outcome) == (Status.CLOSED, Outcome.NOT_SELECTED)
    assert seen.sentence == card.sentence == "We will not go on with your application"
    assert (seen.ending.words, seen.ending.by, seen.ending.told_at) == (
        NOTE,
        "Robin Keller",
        MONDAY,
    )
    assert (seen.steps, seen.next_word_by, card.is_open) == ([], None, False)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_headed_in_plain_words(outcome):
    assert sentences.closing(outcome)
    assert (outcome is Outcome.NOT_SELECTED) == ("not go on" in sentences.closing(outcome))


def test_only_what_is_told_is_in_so_far(make, session):
    application = make.application()
    for words, is_told, at in (
        ("For the team", False, MONDAY),
        ("To come", True, MONDAY + timedelta(days=1)),
        ("We spoke", True, MONDAY),
    ):
        kind = TimelineKind.HUMAN
        session.add(
            TimelineEntry(
                application_id=application.id, kind=kind, words=words, is_told=is_told, at=at
            )
        )
    session.commit()

    assert [line.words for line in view(session, application).so_far] == ["We spoke", "You applied"]


def test_an_interview_that_was_is_part_of_so_far(make, session):
    application = make.application(stage="Interviews")
    make.step(application, starts_at=MONDAY + timedelta(hours=2), title="A talk")
    task = make.step(application, kind=StepKind.TASK, title="A task")
    with transaction(session):
        steps.mark_done(session, application.candidate_id, task.ref)

    assert [step.title for step in view(session, application).steps] == ["A talk"]
    with clock.held_at(MONDAY + timedelta(hours=3)):
        seen = view(session, application)
    assert seen.steps == []
    assert [line.words for line in seen.so_far] == ["A talk", "Done: A task", "You applied"]


def test_a_step_under_way_is_still_ahead(make, session):
    application = make.application(stage="Interviews")
    step = make.step(application, starts_at=MONDAY + timedelta(hours=2))

    with clock.held_at(step.ends_at):
        assert [one.ref for one in view(session, application).steps] == [step.ref]
    with clock.held_at(step.ends_at + timedelta(seconds=1)):
        assert view(session, application).steps == []


def test_steps_are_read_in_the_candidates_zone_and_in_their_order(make, session):
    application = make.application(candidate=make.candidate(zone="Asia/Tokyo"))
    later = make.step(application, starts_at=MONDAY + timedelta(days=2))
    sooner = make.step(application, starts_at=MONDAY + timedelta(days=1))

    shown = view(session, application).steps
    assert [(step.ref, step.time_zone) for step in shown] == [
        (sooner.ref, "Asia/Tokyo"),
        (later.ref, "Asia/Tokyo"),
    ]


def test_what_only_the_team_knows_is_nowhere(make, session):
    application = make.application()
    with transaction(session):
        applications.add_memo(session, application, make.robin(), words="SECRET memo")
        stage = pipelines.add_stage(session, application.job, plan=StagePlan("SECRET stage"))
        stages.move(session, application, make.robin(), stage=stage)
    make.verdict(application)
    session.execute(text("UPDATE verdicts SET reason = 'SECRET reason'"))
    session.commit()
    candidate = session.get(type(application.candidate), application.candidate_id)
    candidate.external_id = application.external_id = "SECRET id"
    session.commit()

    whole = repr([asdict(view(session, application)), asdict(card_of(session, application))])
    assert "SECRET" not in whole
    assert make.robin().email not in whole


def test_an_offer_is_nowhere_before_it_is_sent(make, session):
    application = make.application(stage="Decision")
    before = view(session, application)

    draft = make.draft(application)

    assert view(session, application) == before
    assert offer_view(session, application.candidate_id, draft.ref) is None


def test_the_page_says_that_there_is_an_offer_and_not_what(make, session):
    offer = make.offer(answer_by=MONDAY.date() + timedelta(days=8), items=(("Pay", "SECRET"),))

    notice = view(session, offer.application).offer
    assert (notice.ref, notice.days_left, notice.is_answered) == (offer.ref, 8, False)
    assert (notice.undo_until, notice.starts_on) == (None, None)
    assert "SECRET" not in repr(view(session, offer.application))
    assert offer_view(session, offer.application.candidate_id, offer.ref).items == [
        ("Pay", "SECRET")
    ]


def test_an_answer_is_shown_with_until_when_it_may_be_undone(make, session):
    offer = make.accepted()

    seen = view(session, offer.application)
    assert (seen.status, seen.offer.is_answered) == (Status.JOINING, True)
    assert seen.offer.undo_until == MONDAY + timedelta(hours=24)
    assert seen.offer.starts_on == offer.starts_on
    with clock.held_at(MONDAY + timedelta(hours=24)):
        assert view(session, offer.application).offer.undo_until is None


def test_an_answer_taken_back_is_no_answer(make, session):
    offer = make.declined()
    whose = offer.application.candidate_id
    with transaction(session):
        offers.undo_answer(session, whose, offer.ref)

    notice, full = view(session, offer.application).offer, offer_view(session, whose, offer.ref)
    assert not notice.is_answered
    assert (full.is_open, full.is_accepted, full.is_declined) == (True, False, False)


def test_the_latest_of_two_offers_is_shown(make, session):
    first = make.declined()
    application = first.application
    with transaction(session):
        offers.undo_answer(session, application.candidate_id, first.ref)
    session.execute(text("UPDATE offer_decisions SET outcome = 'superseded', taken_back_at = NULL"))
    session.commit()
    session.expire_all()
    second = make.offer(application)

    assert view(session, application).offer.ref == second.ref


def with_news(make, session, application):
    make.post("For all with an offer")
    make.post("For joiners", audience=Audience.JOINING)
    make.post("Not confirmed", confirmed=False)
    make.post("Of another job", job=make.job("Designer"))
    make.post("Of this job", job=application.job)
    taken_back = make.post("Taken back")
    draft = posts.Draft(
        "Tomorrow", "Words.", Audience.OFFERED, publish_at=MONDAY + timedelta(days=1)
    )
    with transaction(session):
        posts.take_back(session, taken_back, make.robin())
        tomorrow = posts.write(session, make.robin(), draft=draft)
        posts.confirm(session, tomorrow, make.robin())


def read_by(session, application):
    """The titles on their page, and all that they may open."""
    session.rollback()
    whose = application.candidate_id
    on_page = [post.title for post in view(session, application).news]
    every = [post.title for post in news.news(session, whose)]
    refs = session.execute(text("SELECT ref, title FROM posts")).all()
    may_open = {title for ref, title in refs if news.post(session, whose, ref)}
    assert set(on_page) <= set(every)
    assert set(every) == may_open
    return set(every)


def test_news_is_for_whoever_has_an_offer_and_joiners_read_more(make, session):
    offer = make.offer()
    with_news(make, session, offer.application)

    assert read_by(session, offer.application) == {"For all with an offer", "Of this job"}

    make.accepted(offer)
    assert read_by(session, offer.application) == {
        "For all with an offer",
        "Of this job",
        "For joiners",
    }


@pytest.mark.parametrize("who", ["application", "declined", "ending"])
def test_nobody_else_reads_any(make, session, who):
    made = getattr(make, who)()
    application = getattr(made, "application", made)
    with_news(make, session, application)

    assert read_by(session, application) == set()


def test_whoever_is_closed_reads_none_whatever_they_were_last_told(make, session):
    application = make.accepted().application
    with_news(make, session, application)
    session.execute(
        text(
            "UPDATE applications SET outcome = 'hired', next_word_by = NULL, closed_at = applied_at"
        )
    )
    session.commit()

    assert read_by(session, application) == set()


def test_news_stops_with_the_decline_and_comes_back_with_the_undo(make, session):
    offer = make.offer()
    with_news(make, session, offer.application)
    make.declined(offer)
    assert read_by(session, offer.application) == set()

    with transaction(session):
        offers.undo_answer(session, offer.application.candidate_id, offer.ref)

    assert read_by(session, offer.application) == {"For all with an offer", "Of this job"}


def test_on_the_page_stand_the_newest_three(make, session):
    application = make.offer().application
    for hour in range(5):
        with clock.held_at(MONDAY - timedelta(hours=hour)):
            make.post(f"{hour} hours ago")

    assert [post.title for post in view(session, application).news] == [
        "0 hours ago",
        "1 hours ago",
        "2 hours ago",
    ]


def test_open_cards_come_first_and_the_newest_of_them(make, session):
    sam, days = make.candidate(), timedelta(days=1)
    names = ("Old", "New", "Closed early", "Closed late")
    made = [
        make.application(candidate=sam, job=make.job(name), applied_at=MONDAY - age * days)
        for name, age in zip(names, (9, 1, 8, 0), strict=True)
    ]
    for application in made[2:]:
        make.ending(application)

    shown = cards(session, sam.id)
    assert [card.job_title for card in shown] == ["New", "Old", "Closed late", "Closed early"]
    assert [card.is_open for card in shown] == [True, True, False, False]


def test_the_card_says_what_the_page_says(make, session):
    application = make.application()
    with transaction(session):
        word = updates.Word(Status.ON_HOLD, WORDS, "A pause", date(2026, 12, 11))
        updates.give(session, application, make.robin(), word=word)

    seen, card = view(session, application), card_of(session, application)
    assert (card.sentence, card.next_word_by) == (seen.sentence, seen.next_word_by)
    assert (seen.sentence, seen.milestones) == ("A pause", [])


def test_where_nobody_answers_for_it_nobody_is_named(make, session):
    application = make.application()
    application.owner = None
    session.commit()

    assert view(session, application).owner == ""


def test_own_data_is_what_they_gave(make, session):
    with transaction(session):
        new = candidates.NewCandidate("Sam Okafor", "Sam", "sam@example.org", "+351 912")
        sam = candidates.add(session, new)

    held = own_data(session, sam.id)
    assert (held.full_name, held.email, held.has_phone) == ("Sam Okafor", "sam@example.org", True)
    assert (held.time_zone, held.house_zone) == ("", "Europe/Lisbon")
    assert "912" not in repr(held)
