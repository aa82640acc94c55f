"""Every letter as it is read, and what no letter may ever hold."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import escape
from sqlalchemy.orm import Session

from portal.hiring.actions import (
    calls,
    corrections,
    endings,
    note_lines,
    owners,
    proposals,
    steps,
    updates,
    withdrawals,
)
from portal.hiring.models import Application, StepKind
from portal.hiring.reasons import ReasonCode, Reasons
from portal.hiring.stages import EndingWay, Outcome, Status
from portal.links.actions import ask_code, issue
from portal.links.events import FreshLinkDue
from portal.links.models import Purpose
from portal.mail import offer_reminders, survey_reminders, trying
from portal.mail.extras import is_put_off
from portal.mail.kinds import EXTRAS, TEAM, Letter, MessageState
from portal.mail.letters import Written, render
from portal.mail.models import Message
from portal.mail.mornings import letters_due
from portal.mail.outbox import put
from portal.mail.reminders import due
from portal.mail.templates import environment
from portal.offers import actions as offers
from portal.offers.models import Offer
from portal.plumbing import clock, events
from portal.plumbing.db import transaction
from portal.plumbing.text import one_line, tidy
from portal.surveys.items import Touchpoint
from portal.team import keys
from tests.asked import asked, happened
from tests.kept import assert_kept
from tests.make import MONDAY, NOTE, Make
from tests.posted import messages
from tests.proof import examples

ANSWER_BY, STARTS_ON = date(2026, 12, 3), date(2027, 1, 4)
WORDS = "Your technical interview went ahead on Tuesday.\n\nPriya and Jonas would like to meet you."
Situation = Callable[[Make], object]


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def written(session: Session, letter: Letter) -> Written:
    """The newest letter of that kind, as it would leave now."""
    message = messages(session, letter)[-1]
    with transaction(session):
        return render(session, session.get_one(Message, message.id))


def update(make: Make, words: str = WORDS):
    application = make.application(stage="Interviews")
    word = updates.Word(Status.DECIDING, words, next_word_by=date(2026, 11, 27))
    with transaction(make.session):
        updates.give(make.session, application, make.robin(), word=word)
    return application


def step(make: Make, kind: StepKind = StepKind.INTERVIEW):
    application = make.application(stage="Interviews")
    start = MONDAY + timedelta(days=2, hours=6)
    plan = steps.Plan(
        kind,
        "Meet the team",
        start,
        start + timedelta(minutes=45),
        "Europe/Lisbon",
        who="Priya Nair, Jonas Berg",
        place="Rua Nova 1, Lisbon",
        url="https://video.example/abc",
        preparation="Bring questions; we have some too.",
    )
    with transaction(make.session):
        return steps.set_step(make.session, application, make.robin(), plan=plan)


def changed_step(make: Make) -> None:
    planned = step(make)
    send_all(make)
    later = MONDAY + timedelta(days=3, hours=7)
    plan = steps.Plan(StepKind.INTERVIEW, "Meet the team", later, None, "Europe/Lisbon", "Priya")
    with transaction(make.session):
        steps.change(make.session, planned, make.robin(), plan=plan)


def cancelled_step(make: Make) -> None:
    planned = step(make)
    send_all(make)
    with transaction(make.session):
        steps.cancel(make.session, planned, make.robin())


def send_all(make: Make) -> None:
    """As if everything put so far had left."""
    for message in messages(make.session):
        message.state = "sent"
    make.session.commit()


def reminder(make: Make, kind: StepKind = StepKind.INTERVIEW) -> None:
    planned = step(make, kind)
    send_all(make)
    with clock.held_at(planned.starts_at - timedelta(hours=28)), transaction(make.session):
        put(make.session, *due(make.session))


def cant_make_it(make: Make) -> None:
    planned = step(make)
    times = proposals.OtherTimes(
        MONDAY + timedelta(days=7),
        MONDAY + timedelta(days=8, hours=4),
        "My daughter starts school that day.\nSee http://localhost/l/abc.def",
    )
    whose = make.session.get_one(Application, planned.application_id).candidate_id
    with transaction(make.session):
        proposals.propose(make.session, whose, planned.ref, times=times)


def reminder_of_what_they_cannot_come_to(make: Make) -> None:
    cant_make_it(make)
    with clock.held_at(MONDAY + timedelta(days=1, hours=1)), transaction(make.session):
        put(make.session, *due(make.session))


def offer(make: Make):
    return make.offer(
        answer_by=ANSWER_BY, starts_on=STARTS_ON, items=(("Salary", "61,000 a year"),)
    )


def undone(make: Make, of: Offer | None = None) -> None:
    declined = make.declined(of or offer(make))
    with transaction(make.session):
        offers.undo_answer(make.session, declined.application.candidate_id, declined.ref)


def reasons(make: Make) -> None:
    declined = make.declined(offer(make))
    with transaction(make.session):
        offers.give_reasons(
            make.session,
            declined.application.candidate_id,
            declined.ref,
            reasons=Reasons(
                main=ReasonCode.PROCESS_SLOW,
                more=[ReasonCode.PAY, ReasonCode.WORK_MODE],
                comment="Six weeks from the interview to the offer.\nI had to decide elsewhere.",
                stay_in_touch=True,
            ),
        )


def leaving(make: Make):
    """Somebody with another application, who was to come to an interview."""
    application = make.application(stage="Interviews")
    make.application(candidate=application.candidate, job=make.job("Data Analyst"))
    planned = make.step(application)
    with transaction(make.session):
        mailed = messages(make.session, Letter.STEP_SET)[-1]
        make.session.get_one(Message, mailed.id).state = MessageState.SENT
    assert planned.cancelled_at is None
    return make.withdrawn(application)


def leaving_after_accepting(make: Make):
    return make.withdrawn(make.accepted(offer(make)).application)


def coming_back(make: Make) -> None:
    application = leaving(make)
    with transaction(make.session):
        withdrawals.undo(make.session, application.candidate_id, application.ref)


def why_leaving(make: Make) -> None:
    application = leaving(make)
    reasons = Reasons(
        ReasonCode.NO_REPLY, [ReasonCode.ROLE_UNCLEAR], "Four weeks.\nThen a form.", True
    )
    with transaction(make.session):
        withdrawals.explain(
            make.session, application.candidate_id, application.ref, reasons=reasons
        )


def first_day(make: Make):
    application = make.accepted(offer(make)).application
    return make.first_day(application, starts_on=STARTS_ON, words="Bring your passport.")


def first_day_withdrawn(make: Make):
    day = first_day(make)
    send_all(make)
    return make.withdrawn(day.application)


def first_day_undone(make: Make) -> None:
    accepted = make.accepted(offer(make))
    make.first_day(accepted.application, starts_on=STARTS_ON)
    send_all(make)
    with transaction(make.session):
        offers.undo_answer(make.session, accepted.application.candidate_id, accepted.ref)


def only_the_day(make: Make):
    application = make.accepted(offer(make)).application
    return make.first_day(
        application, starts_on=STARTS_ON, starts_at=None, who="", place="", map_url=""
    )


def another_start(make: Make):
    application = first_day(make).application
    return make.start_change(application, words="My lease ends later.\nSee http://localhost/l/a.b")


def tested(make: Make) -> None:
    robin = make.robin()
    with transaction(make.session):
        trying.send_test(make.session, robin)


def worded(make: Make):
    make.application()
    ada = make.ada()
    with transaction(make.session):
        trying.send_wording(make.session, ada, letter=Letter.INTRODUCTION, language="en")


def sampled(make: Make) -> None:
    make.application(introduced=False)
    with transaction(make.session):
        trying.send_sample(make.session, make.robin())


def link(make: Make) -> None:
    application = make.application()
    with transaction(make.session):
        events.emit(make.session, FreshLinkDue(application.candidate_id, "asked-1"))


def code(make: Make) -> None:
    visit = make.candidate_session(make.application().candidate)
    with transaction(make.session):
        ask_code(make.session, visit.id)


def another_address(make: Make) -> None:
    candidate = make.application().candidate
    before = corrections.facts_of(candidate)
    with transaction(make.session):
        corrections.correct(
            make.session,
            candidate,
            make.robin(),
            facts=replace(before, email="new@example.org"),
            has_spoken=True,
            seen=before.mark(),
        )


def invited(make: Make) -> None:
    with transaction(make.session):
        keys.send_invitation(make.session, make.robin())


def reset(make: Make) -> None:
    robin = make.robin()
    with transaction(make.session):
        keys.ask_reset(make.session, robin.email)


def handed_over(make: Make) -> None:
    noor = make.teammate("Noor Haddad")
    job = make.job(lead=noor)
    for name in ("Sam Okafor", "Ken Ito"):
        make.application(candidate=make.candidate(name), job=job, owner=noor)
    make.absence(make.teammate("Mira Holm"), noor)
    with transaction(make.session):
        owners.hand_over(make.session, noor.ref, to=make.robin().ref, by=make.ada())


def late(make: Make) -> None:
    job = make.job()
    for name in ("Sam Okafor", "Ken Ito"):
        make.late(candidate=make.candidate(name), job=job)
    ahead = make.application(candidate=make.candidate("Lina Haddad"), job=job, stage="Interviews")
    make.step(ahead, starts_at=MONDAY + timedelta(days=1))
    make.verdict(ahead)
    put(make.session, *letters_due(make.session))
    make.session.commit()


def extended(make: Make) -> None:
    application = make.application(
        stage="Interviews", job=make.job(lead=make.teammate("Mira Holm"))
    )
    for _time in range(3):
        word = updates.Word(
            Status.INTERVIEWING, "We need a little longer.", next_word_by=date(2026, 11, 27)
        )
        with transaction(make.session):
            updates.give(make.session, application, make.robin(), word=word, as_extended=True)


def applied_twice(make: Make) -> None:
    first = make.application()
    make.application(candidate=first.candidate, job=make.job("Platform Engineer"))


def late_word(make: Make) -> None:
    application = make.late()
    word = updates.Word(Status.INTERVIEWING, WORDS, next_word_by=date(2026, 11, 27))
    with transaction(make.session):
        updates.give(make.session, application, make.robin(), word=word)


def unreached(make: Make) -> None:
    update(make)
    message = messages(make.session, Letter.UPDATE)[-1]
    message.state, message.problem = MessageState.FAILED, "550 no such user"
    make.session.commit()
    put(make.session, *letters_due(make.session))
    make.session.commit()


def news(make: Make) -> None:
    offer(make)
    make.post()


def called(make: Make) -> None:
    application = make.verdict(make.application(stage="Interviews"))
    with transaction(make.session):
        calls.tell_ending(make.session, application, make.robin(), words=NOTE)


def tried_to_call(make: Make) -> None:
    application = make.verdict(make.application(stage="Interviews"))
    for _time in range(2):
        make.call(application)
    with transaction(make.session):
        note = endings.write(
            make.session, application, make.robin(), way=EndingWay.NOTE, words=NOTE
        )
        endings.release(make.session, note)


def note_asked(make: Make) -> None:
    application = make.verdict(make.application(stage="Interviews"))
    make.member(application.job, make.ada())
    with transaction(make.session):
        note_lines.ask(make.session, application, make.robin(), of=make.ada())


def asked_after(make: Make, *, touchpoint: Touchpoint) -> None:
    asked(make, happened(make, touchpoint), touchpoint)


def reminded(make: Make) -> None:
    """Of a survey, some days after the invitation left."""
    asked(make)
    (invitation,) = messages(make.session, Letter.SURVEY)
    with transaction(make.session):
        found = make.session.get_one(Message, invitation.id)
        found.sent_at = clock.now() - survey_reminders.AFTER
        put(make.session, *survey_reminders.due(make.session))


def offer_reminder(make: Make) -> None:
    with clock.held_at(clock.now() - timedelta(days=4)):
        make.offer(answer_by=date(2026, 11, 25))
    with transaction(make.session):
        put(make.session, *offer_reminders.due(make.session))


def another_offer(make: Make) -> None:
    make.another(offer(make))


def put_right(make: Make) -> None:
    make.answer(make.claim(), "Not yet, and we are sorry for the mix-up: we decide on Friday.")


def digest(make: Make, *, has_survey: bool = True) -> None:
    """All that was due at once, joined."""
    application = make.application(stage="Interviews")
    if has_survey:
        asked(make, application)
    make.offer(application)
    for title in ("What we shipped", "Where we sit"):
        make.post(title)
    first = next(message for message in messages(make.session) if message.letter in EXTRAS)
    with transaction(make.session):
        assert is_put_off(make.session, make.session.get_one(Message, first.id), MONDAY)


SITUATIONS: list[tuple[Letter, str, Situation]] = [
    (Letter.INTRODUCTION, "", lambda make: make.application()),
    (Letter.INTRODUCTION, "late", lambda make: make.late()),
    (Letter.RECEIVED, "", applied_twice),
    (Letter.UPDATE, "", update),
    (Letter.EXTENDED, "", extended),
    (Letter.LATE, "", late_word),
    (Letter.ENDING, "", lambda make: make.ending(make.application(stage="Interviews"))),
    (Letter.ENDING, "call", called),
    (Letter.ENDING, "tried", tried_to_call),
    (Letter.STEP_SET, "", step),
    (Letter.STEP_SET, "task", lambda make: step(make, StepKind.TASK)),
    (Letter.STEP_CHANGED, "", changed_step),
    (Letter.STEP_CANCELLED, "", cancelled_step),
    (Letter.STEP_REMINDER, "", reminder),
    (Letter.STEP_REMINDER, "other-times", reminder_of_what_they_cannot_come_to),
    (Letter.STEP_REMINDER, "task", lambda make: reminder(make, StepKind.TASK)),
    (Letter.VERBAL_OFFER, "", lambda make: make.verbal()),
    (Letter.OFFER, "", offer),
    (Letter.OFFER, "instead", another_offer),
    (Letter.OFFER_REMINDER, "", offer_reminder),
    (Letter.ENDING, "lapsed", lambda make: make.ended(Outcome.OFFER_LAPSED)),
    (Letter.ENDING, "rescinded", lambda make: make.ended(Outcome.OFFER_RESCINDED)),
    (Letter.WELCOME, "", lambda make: make.hired()),
    (Letter.OFFER_ACCEPTED, "", lambda make: make.accepted(offer(make))),
    (Letter.OFFER_DECLINED, "", lambda make: make.declined(offer(make))),
    (Letter.THANKS, "", lambda make: make.thanked()),
    (Letter.ANSWER_UNDONE, "", undone),
    (Letter.ANSWER_UNDONE, "said", lambda make: undone(make, make.verbal())),
    (Letter.STEP_CANCELLED, "withdrawn", leaving),
    (Letter.WITHDRAWN, "", leaving),
    (Letter.WITHDRAWN, "accepted", leaving_after_accepting),
    (Letter.WITHDRAWAL_UNDONE, "", coming_back),
    (Letter.ANSWER, "", lambda make: make.answer()),
    (Letter.FIRST_DAY, "", first_day),
    (Letter.FIRST_DAY, "day", only_the_day),
    (Letter.FIRST_DAY_CANCELLED, "", first_day_withdrawn),
    (Letter.FIRST_DAY_CANCELLED, "undone", first_day_undone),
    (Letter.ANSWER, "told", put_right),
    (Letter.LINK, "", link),
    (Letter.CODE, "", code),
    (Letter.ADDRESS_CHANGED, "", another_address),
    (Letter.NEWS, "", news),
    (Letter.SURVEY, "", asked),
    *(
        (Letter.SURVEY, one.value.replace("_", "-"), partial(asked_after, touchpoint=one))
        for one in Touchpoint
        if one is not Touchpoint.INTERVIEWED
    ),
    (Letter.SURVEY_REMINDER, "", reminded),
    (Letter.DIGEST, "", digest),
    (Letter.DIGEST, "news", lambda make: digest(make, has_survey=False)),
    (Letter.TEAM_INVITATION, "", invited),
    (Letter.TEAM_RESET, "", reset),
    (Letter.TEAM_OFFER_ANSWERED, "", lambda make: make.accepted(offer(make))),
    (Letter.TEAM_OFFER_ANSWERED, "declined", lambda make: make.declined(offer(make))),
    (Letter.TEAM_ANSWER_UNDONE, "", undone),
    (Letter.TEAM_REASONS, "", reasons),
    (Letter.TEAM_HAND_OVER, "", handed_over),
    (Letter.TEAM_WITHDRAWN, "", leaving),
    (Letter.TEAM_WITHDRAWN, "accepted", leaving_after_accepting),
    (Letter.TEAM_WITHDRAWAL_UNDONE, "", coming_back),
    (Letter.TEAM_WITHDRAWAL_REASONS, "", why_leaving),
    (Letter.TEAM_CANT_MAKE_IT, "", cant_make_it),
    (Letter.TEAM_QUESTION, "", lambda make: make.question()),
    (Letter.TEAM_START_CHANGE, "", another_start),
    (Letter.TEAM_ASSURANCE, "", lambda make: make.claim(words="She rang me at noon.")),
    (Letter.TEAM_LATE, "", late),
    (Letter.TEAM_FAILURES, "", unreached),
    (Letter.TEAM_THIRD_EXTENSION, "", extended),
    (Letter.TEAM_TEST, "", tested),
    (Letter.TEAM_SAMPLE, "", sampled),
    (Letter.TEAM_WORDING, "", worded),
    (Letter.TEAM_NOTE_ASKED, "", note_asked),
]
NAMES = [f"{letter.value} {case}".strip() for letter, case, _situation in SITUATIONS]
FOR_CANDIDATES = [found for found in SITUATIONS if found[0] not in TEAM]


@pytest.mark.parametrize(("letter", "case", "situation"), SITUATIONS, ids=NAMES)
def test_a_letter_says_what_was_reviewed(session, make, letter, case, situation):
    situation(make)

    said = written(session, letter)

    audience = "team" if letter in TEAM else "candidate"
    words = re.sub(r"/team/password/[\w-]+", "/team/password/KEY", said.text)
    words = re.sub(r"^\d{4} \d{4}$", "1234 5678", words, flags=re.MULTILINE)
    assert_kept(
        f"mail/{audience}/{letter.value}.txt", f"Subject: {said.subject}\n\n{words}", case=case
    )


def test_every_letter_has_its_situation():
    assert {letter for letter, _case, _situation in SITUATIONS} == set(Letter)


@pytest.mark.parametrize(
    ("letter", "situation"),
    [(letter, situation) for letter, case, situation in FOR_CANDIDATES if not case],
    ids=lambda given: given.value if isinstance(given, Letter) else "",
)
def test_a_candidates_letter_says_what_all_of_them_say(session, make, letter, situation):
    situation(make)

    text = written(session, letter).text

    assert "never ask you for money or bank details" in text
    assert "You need no password" in text
    assert "reply to this mail" in text
    assert "unfortunately" not in text.lower()
    assert "regret" not in text.lower()
    assert ("/l/" in text) is (letter not in {Letter.CODE, Letter.ADDRESS_CHANGED})
    assert "61,000" not in text
    assert "Salary" not in text


@pytest.mark.parametrize("letter", sorted(EXTRAS), ids=str)
def test_an_extra_says_how_to_end_extras(session, make, letter):
    next(situation for one, _case, situation in SITUATIONS if one is letter)(make)

    said = written(session, letter)

    assert said.unsubscribe.startswith("http://localhost/u/")
    assert said.unsubscribe in said.text


def test_what_is_owed_can_not_be_unsubscribed(session, make):
    update(make)

    assert written(session, Letter.UPDATE).unsubscribe == ""


def test_an_update_stands_in_the_mail_in_full(session, make):
    update(make, 'First line.\nSecond line.\n\nA paragraph with <b>no</b> markup & "quotes".')

    said = written(session, Letter.UPDATE)

    assert "First line.\nSecond line.\n\nA paragraph with <b>no</b> markup" in said.text
    assert "First line.<br>\nSecond line." in said.html
    assert "&lt;b&gt;no&lt;/b&gt; markup &amp;" in said.html


def test_the_html_half_holds_nothing_that_loads(session, make):
    step(make)

    html = written(session, Letter.STEP_SET).html

    assert not re.search(r"<(img|script|link|iframe|form|input|object|video)\b", html)
    assert "url(" not in html
    assert "@import" not in html
    assert "prefers-color-scheme: dark" in html
    assert re.search(r'<p[^>]* style="[^"]*margin', html)


def test_the_page_is_behind_a_button_and_a_pasted_address_is_only_a_link(session, make):
    update(make, "Look:\nhttps://evil.example/l/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")

    html = written(session, Letter.UPDATE).html

    buttons = re.findall(r'<a class="button"[^>]*href="([^"]+)"', html)
    assert [address.partition("/l/")[0] for address in buttons] == ["http://localhost"]
    assert re.search(r'<a href="https://evil.example/[^"]+"', html)


def test_a_step_comes_with_a_calendar_file(session, make):
    planned = step(make)

    file = written(session, Letter.STEP_SET).calendar.decode()

    assert f"UID:{planned.ref}@candor" in file
    assert "DTSTART:20261125T150000Z" in file
    assert "/l/" not in file


def test_a_task_has_no_calendar_file(session, make):
    step(make, StepKind.TASK)

    assert written(session, Letter.STEP_SET).calendar == b""


def test_a_letter_never_carries_somebody_elses_link(session, make):
    other = make.charlie()
    with transaction(session):
        token = issue(session, other.candidate_id, Purpose.STATUS)
    update(make, f"Have a look: http://localhost/l/{token}")

    with pytest.raises(ValueError, match="not made for this person"):
        written(session, Letter.UPDATE)


def test_a_link_a_candidate_pastes_does_not_travel_to_the_team(session, make):
    declined = make.declined(offer(make))
    with transaction(session):
        offers.give_reasons(
            session,
            declined.application.candidate_id,
            declined.ref,
            reasons=Reasons(comment="See http://localhost/l/abc.def for what I mean"),
        )

    text = written(session, Letter.TEAM_REASONS).text

    assert "/l/abc" not in text
    assert "> See (…) for what I mean" in text


def test_every_template_refuses_a_name_it_was_not_given():
    with pytest.raises(Exception, match="undefined"):
        environment().from_string("{{ nobody }}").render()


def test_nothing_is_escaped_in_text_and_everything_in_html(session, make):
    make.application(candidate=make.candidate("O’Neil & <Sons> Smith"))

    said = written(session, Letter.INTRODUCTION)

    assert "Hello O’Neil," in said.text
    assert str(escape("O’Neil")) in said.html


TYPED = st.text(max_size=60).map(tidy)
"""Anything, as it is after the door it came in by."""
PEOPLE = st.lists(st.tuples(st.text(max_size=20).map(one_line), TYPED), min_size=2, max_size=4)


@pytest.mark.hypothesis
@settings(
    max_examples=examples(10, 300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(people=PEOPLE)
def test_only_their_own_name_link_and_words(session, make, people):
    """Right person, wrong content can't happen: each letter is made from its own row."""
    job = make.job(f"Job {len(messages(session))}")
    marked = {}
    for number, (name, words) in enumerate(people):
        mark = f"mark-{len(messages(session))}-{number}-end"
        candidate = make.candidate(f"Some{number} {mark}")
        candidate.called = f"{name} {mark}"
        session.commit()
        application = make.application(candidate=candidate, job=job, stage="Interviews")
        word = updates.Word(Status.DECIDING, f"{words} {mark}", next_word_by=date(2026, 11, 27))
        with transaction(session):
            updates.give(session, application, make.robin(), word=word)
        marked[application.candidate_id] = mark
    for message in messages(session, Letter.UPDATE):
        own = marked.get(message.candidate_id)
        if own is None:
            continue
        with transaction(session):
            said = render(session, session.get_one(Message, message.id))
        for other in set(marked.values()) - {own}:
            assert other not in said.text + said.html + said.subject
        assert own in said.text


def test_an_ending_by_note_is_read_with_who_wrote_it(session, make):
    make.ending(make.application(stage="Interviews"))

    said = written(session, Letter.ENDING)

    assert NOTE in said.text
    assert "Robin Keller\nNorthwind" in said.text
    assert "not" not in said.subject.lower().split()
