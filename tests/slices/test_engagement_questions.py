"""Questions: asked at any time, promised an answer within a business day, answered in full."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.engagement import questions as desk
from portal.engagement.actions import questions
from portal.hiring.models import TimelineEntry, TimelineKind
from portal.hiring.queries.scope import Scope
from portal.mail.contents.basis import Outdated
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing
from portal.standing.questions import questions as asked_by
from portal.team.rights import Actor, Role
from tests.make import MONDAY
from tests.posted import messages
from tests.written import everything, ledger_of, letters, refused, trail_of

FRIDAY_EVENING = MONDAY + timedelta(days=4, hours=9)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def ask(make, application, words="May I bring my dog?"):
    return make.question(application, words)


def answer(session, question, by, words="Yes, on Fridays.", **more):
    with transaction(session):
        return questions.answer(session, question, by, words=words, **more)


def waiting(make, teammate, *, mine=True, covers=frozenset()):
    make.session.rollback()
    actor = Actor(teammate.id, Role.RECRUITER, covers=covers)
    return desk.waiting(make.session, Scope(actor, mine))


def seen_by(session, application):
    session.rollback()
    return asked_by(session, application.candidate_id, application.ref)


def test_a_question_is_promised_an_answer_and_reaches_the_owner(make, session):
    application = make.application()
    promised = ledger_of(session, application)

    question = ask(make, application)

    assert (question.words, question.answer_by) == ("May I bring my dog?", date(2026, 11, 24))
    assert question.settled_at is None
    assert trail_of(session, question.ref) == ["question.asked"]
    assert letters(session)[-1] is Letter.TEAM_QUESTION
    assert messages(session)[-1].teammate_id == application.owner_id
    assert ledger_of(session, application) == promised
    line = session.scalars(select(TimelineEntry).order_by(TimelineEntry.id.desc())).first()
    assert (line.kind, line.words) == (TimelineKind.CANDIDATE, "You asked a question")


def test_the_day_is_the_next_business_day_where_they_are(make):
    application = make.application(candidate=make.candidate(zone="Asia/Tokyo"))

    with clock.held_at(FRIDAY_EVENING):
        question = ask(make, application)

    assert question.answer_by == date(2026, 11, 30)  # it is Saturday there already


def test_asked_twice_is_asked_once(make, session):
    application = make.application()
    first = ask(make, application)
    before = everything(session)

    assert ask(make, application).id == first.id

    assert everything(session) == before


def test_once_it_is_answered_the_same_words_are_a_new_question(make, session):
    application = make.application()
    make.answer(ask(make, application))

    ask(make, application)

    assert len(seen_by(session, application)) == 2


def test_a_closed_application_may_be_asked_about(make, session):
    application = make.ending()

    ask(make, application)

    assert len(seen_by(session, application)) == 1


@pytest.mark.parametrize(
    ("words", "because"),
    [("", "Write your question."), ("x" * 20_000, "too long for a question")],
)
def test_what_is_no_question_is_refused(make, session, words, because):
    application = make.application()
    whose, ref = application.candidate_id, application.ref

    with refused(session, because):
        questions.ask(session, whose, ref, words=words)


def test_one_emoji_is_a_question(make, session):
    application = make.application()

    ask(make, application, "🐕")

    assert [one.words for one in seen_by(session, application)] == ["🐕"]


def test_ten_wait_and_an_eleventh_has_to(make, session):
    application = make.application()
    for number in range(questions.WAITING_AT_MOST):
        ask(make, application, f"And what of number {number}?")
    whose, ref = application.candidate_id, application.ref

    with refused(session, "Those come first"):
        questions.ask(session, whose, ref, words="More?")


def test_nobody_asks_about_what_is_not_theirs(make, session):
    application, charlie = make.application(), make.charlie()
    whose, ref = charlie.candidate_id, application.ref

    with pytest.raises(Missing), transaction(session):
        questions.ask(session, whose, ref, words="Who else applied?")

    assert seen_by(session, application) == []


def test_an_answer_is_read_in_full_and_mailed(make, session):
    application, robin = make.application(), make.robin()
    question = ask(make, application)

    said = answer(session, question, robin)

    (shown,) = seen_by(session, application)
    assert (shown.waits, [(one.words, one.by) for one in shown.answers]) == (
        False,
        [("Yes, on Fridays.", "Robin Keller")],
    )
    assert trail_of(session, question.ref) == ["question.asked", "question.answered"]
    message = messages(session, Letter.ANSWER)[-1]
    assert (message.candidate_id, message.subject) == (application.candidate_id, said.ref)
    line = session.scalars(select(TimelineEntry).order_by(TimelineEntry.id.desc())).first()
    assert (line.kind, line.by_id) == (TimelineKind.HUMAN, robin.id)


def test_answered_twice_is_answered_once(make, session):
    robin, question = make.robin(), make.question()
    answer(session, question, robin, seen=0)
    before = everything(session)

    answer(session, question, robin, seen=0)

    assert everything(session) == before


def test_who_did_not_see_the_first_answer_is_told(make, session):
    question, mira = make.question(), make.teammate("Mira Holm")
    answer(session, question, make.robin(), seen=0)

    with refused(session, "Somebody answered meanwhile"):
        questions.answer(session, question, mira, words="No dogs.", seen=0)


def test_a_second_answer_adds_to_the_first(make, session):
    application, robin = make.application(), make.robin()
    question = ask(make, application)
    answer(session, question, robin, seen=0)

    answer(session, question, robin, "And on Mondays.", seen=1)

    (shown,) = seen_by(session, application)
    assert [one.words for one in shown.answers] == ["Yes, on Fridays.", "And on Mondays."]
    assert letters(session).count(Letter.ANSWER) == 2


def test_what_needs_no_answer_waits_no_more_and_sends_nothing(make, session):
    robin, question = make.robin(), make.question(words="Thank you!")

    for _press in range(2):
        with transaction(session):
            questions.settle(session, question, robin)

    assert waiting(make, robin) == []
    assert trail_of(session, question.ref) == ["question.asked", "question.settled"]
    assert Letter.ANSWER not in letters(session)


def test_the_team_letter_is_dropped_once_it_is_answered(make, session):
    question = make.question()
    make.answer(question)

    message = messages(session, Letter.TEAM_QUESTION)[-1]
    with pytest.raises(Outdated), transaction(session):
        render(session, session.get_one(Message, message.id))


def test_a_link_in_a_question_is_repeated_in_no_letter(make, session):
    make.answer(make.question(words="See http://localhost/l/abc.def and tell me."))

    message = messages(session, Letter.ANSWER)[-1]
    with transaction(session):
        said = render(session, session.get_one(Message, message.id))

    assert "> See (…) and tell me." in said.text


def test_it_waits_with_the_owner_and_once_late_with_the_lead(make):
    robin, mira, ada = make.robin(), make.teammate("Mira Holm"), make.ada()
    question = ask(make, make.application(job=make.job(lead=ada)))

    assert [one.question_ref for one in waiting(make, robin)] == [question.ref]
    assert waiting(make, mira) == waiting(make, ada) == []
    assert len(waiting(make, mira, mine=False)) == 1
    with clock.held_at(MONDAY + timedelta(days=2)):
        assert [one.is_late for one in waiting(make, robin)] == [True]
        assert [one.is_late for one in waiting(make, ada)] == [True]
        assert waiting(make, mira) == []


def test_whoever_covers_sees_it(make):
    mira, robin = make.teammate("Mira Holm"), make.robin()
    ask(make, make.application())

    assert len(waiting(make, mira, covers=frozenset({robin.id}))) == 1


def test_the_question_of_somebody_whose_owner_left_is_everybodys(make, session):
    application = make.ending(make.application())
    question = ask(make, application)
    robin, mira = make.robin(), make.teammate("Mira Holm")
    session.commit()
    robin.disabled_at = clock.now()
    session.commit()

    assert [one.question_ref for one in waiting(make, mira)] == [question.ref]
