"""What happened, and the rows it puts into the outbox."""

from datetime import date, timedelta

import pytest

from portal.engagement.actions import posts
from portal.engagement.audience import readers_of
from portal.engagement.models import Audience
from portal.hiring.actions import endings, steps, updates, verdicts
from portal.hiring.events import EndingTold, UpdateGiven
from portal.hiring.models import Ending, StepKind, Update
from portal.hiring.models.people import Extras
from portal.hiring.reasons import Reasons
from portal.hiring.stages import EndingWay, Status
from portal.mail.kinds import Letter, MessageState
from portal.mail.letters import render
from portal.mail.models import Message
from portal.offers import actions as offers
from portal.plumbing import clock, events
from portal.plumbing.db import transaction
from tests.make import MONDAY, NOTE
from tests.posted import messages, states


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def letters(session):
    return [message.letter for message in messages(session)]


def plan(**more):
    given = {"starts_at": MONDAY + timedelta(days=2), "ends_at": None, **more}
    return steps.Plan(StepKind.INTERVIEW, "Meet the team", time_zone="Europe/Lisbon", **given)


def test_an_introduction_is_mailed(session, make):
    application = make.application()

    message = messages(session)[0]
    assert (message.letter, message.state) == (Letter.INTRODUCTION, MessageState.QUEUED)
    assert message.candidate_id == application.candidate_id
    assert message.application_id == application.id


def test_nothing_is_mailed_before_an_introduction(session, make):
    application = make.application(introduced=False)
    with transaction(session):
        update = Update(
            application_id=application.id,
            status=Status.IN_REVIEW,
            sentence="x",
            at=clock.now(),
        )
        session.add(update)
        session.flush()
        events.emit(session, UpdateGiven(application.id, update.id))

    make.step(application)

    assert letters(session) == []


def test_an_update_is_mailed_once_however_often_it_is_told(session, make):
    application = make.application()
    word = updates.Word(Status.IN_REVIEW, "Still reading.", next_word_by=date(2026, 12, 1))
    with transaction(session):
        update = updates.give(session, application, make.robin(), word=word)
        events.emit(session, UpdateGiven(application.id, update.id))

    assert letters(session) == [Letter.INTRODUCTION, Letter.UPDATE]


def given(make, application, **more):
    word = updates.Word(Status.INTERVIEWING, "Still talking.", next_word_by=date(2026, 12, 1))
    with transaction(make.session):
        updates.give(make.session, application, make.robin(), word=word, **more)


def test_a_word_that_we_need_longer_is_a_letter_of_its_own(session, make):
    given(make, make.application(stage="Interviews"), as_extended=True)

    assert letters(session) == [Letter.INTRODUCTION, Letter.EXTENDED]


@pytest.mark.parametrize("as_extended", [False, True])
def test_whatever_is_said_too_late_comes_with_an_apology(session, make, as_extended):
    given(make, make.late(stage="Interviews"), as_extended=as_extended)

    message = messages(session)[-1]
    with transaction(session):
        text = render(session, session.get_one(Message, message.id)).text

    assert message.letter is Letter.LATE
    assert text.index("are late. That is our fault") < text.index("Still talking.")


def test_the_next_word_in_time_comes_without_one(session, make):
    application = make.late(stage="Interviews")
    given(make, application)

    given(make, application)

    assert letters(session)[-1] is Letter.UPDATE


def test_whoever_has_a_page_hears_that_another_application_is_on_it(session, make):
    first = make.application()
    make.application(candidate=first.candidate, job=make.job("Platform Engineer"))
    make.charlie()

    assert letters(session) == [Letter.INTRODUCTION, Letter.RECEIVED, Letter.INTRODUCTION]


def test_whoever_was_never_introduced_has_no_page_yet(session, make):
    first = make.application(introduced=False)
    make.application(candidate=first.candidate, job=make.job("Platform Engineer"))

    assert letters(session) == [Letter.INTRODUCTION]


def test_nothing_is_put_where_the_transaction_fails(session, make):
    application = make.application()
    word = updates.Word(Status.IN_REVIEW, "Still reading.", next_word_by=date(2026, 12, 1))

    with pytest.raises(RuntimeError), transaction(session):  # noqa: PT012
        updates.give(session, application, make.robin(), word=word)
        raise RuntimeError

    assert letters(session) == [Letter.INTRODUCTION]


def test_nobody_without_an_address_is_written_to(session, make):
    application = make.application(stage="Decision")
    application.candidate.email = None
    session.commit()

    make.step(application)

    assert letters(session) == [Letter.INTRODUCTION]


def test_an_ending_reaches_whoever_was_never_introduced(session, make):
    application = make.application(introduced=False)

    make.ending(application)

    assert letters(session) == [Letter.ENDING]


def test_what_was_told_elsewhere_sends_nothing(session, make):
    application = make.application(introduced=False)
    with transaction(session):
        now = clock.now()
        ending = Ending(
            application_id=application.id,
            way=EndingWay.ELSEWHERE,
            written_at=now,
            leaves_at=now,
            told_at=now,
        )
        session.add(ending)
        session.flush()
        events.emit(session, EndingTold(application.id, ending.id))

    assert letters(session) == []


def test_a_verdict_sends_nothing(session, make):
    application = make.application()
    before = len(messages(session))

    make.verdict(application)
    with transaction(session):
        verdicts.take_back(session, application, make.robin())

    assert len(messages(session)) == before


def test_a_step_that_changes_before_its_mail_left_is_told_once(session, make):
    step = make.step()
    with transaction(session):
        steps.change(session, step, make.robin(), plan=plan(who="Priya"))

    told = messages(session, Letter.STEP_SET)
    assert [message.state for message in told] == [MessageState.CANCELLED, MessageState.QUEUED]
    assert not messages(session, Letter.STEP_CHANGED)


def test_a_step_that_changes_later_is_told_again(session, make):
    step = make.step()
    sent(session, Letter.STEP_SET)
    with transaction(session):
        steps.change(session, step, make.robin(), plan=plan(who="Priya"))

    assert states(session)[Letter.STEP_CHANGED] is MessageState.QUEUED


def test_a_step_nobody_heard_of_is_cancelled_in_silence(session, make):
    step = make.step()
    with transaction(session):
        steps.cancel(session, step, make.robin())

    assert states(session)[Letter.STEP_SET] is MessageState.CANCELLED
    assert Letter.STEP_CANCELLED not in states(session)


def test_a_step_somebody_heard_of_is_cancelled_by_mail(session, make):
    step = make.step()
    sent(session, Letter.STEP_SET)
    with transaction(session):
        steps.cancel(session, step, make.robin())

    assert states(session)[Letter.STEP_CANCELLED] is MessageState.QUEUED


def test_an_answer_reaches_candidate_and_owner(session, make):
    offer = make.accepted()

    by_letter = {message.letter: message for message in messages(session)}
    assert by_letter[Letter.OFFER_ACCEPTED].candidate_id == offer.application.candidate_id
    assert by_letter[Letter.TEAM_OFFER_ANSWERED].teammate_id == make.robin().id


def test_an_answer_taken_back_and_given_again_is_told_each_time(session, make):
    offer = make.declined()
    whose = offer.application.candidate_id
    with transaction(session):
        offers.undo_answer(session, whose, offer.ref)
    with transaction(session):
        offers.accept(session, whose, offer.ref)

    told = letters(session)
    assert told.count(Letter.TEAM_OFFER_ANSWERED) == 2
    assert told.count(Letter.ANSWER_UNDONE) == told.count(Letter.TEAM_ANSWER_UNDONE) == 1
    assert Letter.OFFER_DECLINED in told
    assert Letter.OFFER_ACCEPTED in told


def test_where_the_owner_left_somebody_else_hears(session, make):
    offer = make.offer()
    offer.application.owner = make.teammate("Mira Holm")
    offer.application.owner.disabled_at = clock.now()
    session.commit()

    make.declined(offer)

    assert messages(session, Letter.TEAM_OFFER_ANSWERED)[0].teammate_id == make.robin().id


def test_while_the_owner_is_away_the_cover_hears(session, make):
    offer = make.offer()
    make.absence(make.robin(), make.ada())

    make.declined(offer)

    assert messages(session, Letter.TEAM_OFFER_ANSWERED)[0].teammate_id == make.ada().id


def test_reasons_given_twice_reach_the_team_once_while_they_wait(session, make):
    offer = make.declined()
    for minutes, comment in enumerate(["Pay", "And more"]):
        with clock.held_at(MONDAY + timedelta(minutes=minutes)), transaction(session):
            offers.give_reasons(
                session,
                offer.application.candidate_id,
                offer.ref,
                reasons=Reasons(comment=comment),
            )

    told = messages(session, Letter.TEAM_REASONS)
    assert [message.state for message in told] == [MessageState.CANCELLED, MessageState.QUEUED]


def test_news_goes_to_those_with_an_offer_or_joining(session, make):
    for_ken = make.offer(make.application(candidate=make.candidate("Ken Ito"), stage="Decision"))
    joining = make.accepted()
    make.declined(make.offer(make.application(candidate=make.candidate("Mo Li"))))
    make.charlie()

    make.post()

    assert {message.candidate_id for message in messages(session, Letter.NEWS)} == {
        for_ken.application.candidate_id,
        joining.application.candidate_id,
    }


def test_news_for_joiners_goes_to_joiners_alone(session, make):
    make.offer(make.application(candidate=make.candidate("Ken Ito"), stage="Decision"))
    joining = make.accepted()

    post = make.post(audience=Audience.JOINING)

    assert readers_of(session, post) == [joining.application.candidate_id]


def test_news_of_one_job_stays_there(session, make):
    elsewhere = make.offer(
        make.application(
            candidate=make.candidate("Ken Ito"), job=make.job("Designer"), stage="Decision"
        )
    )
    make.offer()

    post = make.post(job=elsewhere.application.job)

    assert readers_of(session, post) == [elsewhere.application.candidate_id]


def test_whoever_wants_no_extras_gets_no_news(session, make):
    offer = make.offer()
    offer.application.candidate.extras = Extras.NONE
    session.commit()

    make.post()

    assert not messages(session, Letter.NEWS)


def test_somebody_closed_by_us_reads_no_news(session, make):
    application = make.application()
    make.ending(application)

    assert readers_of(session, make.post()) == []


def test_news_waits_for_its_day_and_goes_when_it_is_taken_back(session, make):
    make.offer()
    draft = posts.Draft(
        "Soon", "A *party*.", Audience.OFFERED, publish_at=MONDAY + timedelta(days=1)
    )
    with transaction(session):
        post = posts.write(session, make.robin(), draft=draft)
        posts.confirm(session, post, make.robin())

    message = messages(session, Letter.NEWS)[0]
    assert message.due_at == MONDAY + timedelta(days=1)

    with transaction(session):
        posts.take_back(session, post, make.robin())

    assert states(session)[Letter.NEWS] is MessageState.CANCELLED


def test_an_ending_by_note_is_put_with_the_close(session, make):
    application = make.verdict(make.application(stage="Interviews"))
    with transaction(session):
        note = endings.write(session, application, make.robin(), way=EndingWay.NOTE, words=NOTE)
        endings.release(session, note)

    assert messages(session, Letter.ENDING)[0].application_id == application.id


def sent(session, letter):
    for message in messages(session, letter):
        message.state = MessageState.SENT
    session.commit()
