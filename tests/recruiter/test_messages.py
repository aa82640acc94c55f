"""Messages: what left, what waits, what failed and why, and what a person does about it."""

from datetime import timedelta

import pytest

from portal.hiring.models import Candidate
from portal.mail import actions
from portal.mail.heartbeat import pause, record
from portal.mail.kinds import Letter, MessageState
from portal.mail.models import Message
from portal.mail.sending import drain
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from portal.team.rights import Role
from tests.kept import assert_kept
from tests.make import MONDAY
from tests.posted import Collector, messages
from tests.recruiter.desk import anew, counted, manager, unchanged, words_of
from tests.written import trail_of

PATH = "/team/messages/"


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def put(make, session):
    """The introduction of Sam (or somebody), in a state."""

    def put(state, *, name="Sam Okafor", job=None, problem="", **more):
        job = job or make.job()
        application = make.application(candidate=make.candidate(name), job=job)
        message = next(one for one in messages(session) if one.application_id == application.id)
        for key, value in {"state": state, "problem": problem, **more}.items():
            setattr(message, key, value)
        session.commit()
        return message

    return put


def path(message, act=""):
    return f"{PATH}{message.ref}" + (f"/{act}" if act else "")


def test_an_empty_list_says_what_will_stand_there(teammate):
    assert "No message needs you." in words_of(teammate(), PATH)


def test_what_needs_somebody_comes_first_with_its_reason(teammate, put):
    put(MessageState.FAILED, problem="550 5.1.1 no such user")
    put(MessageState.SENT, name="Charlie Byrne", sent_at=MONDAY)

    words = words_of(teammate(), PATH)

    assert "550 5.1.1 no such user" in words
    assert "Sam Okafor" in words
    assert "Charlie" not in words
    assert "1 message: need somebody" in words


@pytest.mark.parametrize(
    ("state", "more", "said"),
    [
        (MessageState.QUEUED, {}, "It leaves now."),
        (MessageState.QUEUED, {"due_at": MONDAY + timedelta(hours=20)}, "It leaves Tue 24 Nov"),
        (
            MessageState.QUEUED,
            {"letter": Letter.NEWS, "due_at": MONDAY + timedelta(hours=20)},
            "at most two extras a week",
        ),
        (
            MessageState.RETRY,
            {"due_at": MONDAY + timedelta(minutes=5), "problem": "451 greylisted"},
            "451 greylisted",
        ),
        (MessageState.SENDING, {}, "It is leaving just now."),
        (MessageState.STALE, {}, "It could not leave by"),
        (MessageState.UNSURE, {}, "We can’t know whether it left"),
        (MessageState.SENT, {"sent_at": MONDAY}, "It left Mon 23 Nov"),
        (MessageState.CANCELLED, {"problem": "They want no extras."}, "They want no extras."),
        (MessageState.HELD, {}, "mail held back"),
    ],
    ids=lambda value: value.value if isinstance(value, MessageState) else None,
)
def test_each_says_why_it_is_where_it_is(teammate, put, state, more, said):
    message = put(state, **more)
    waiting = {MessageState.QUEUED, MessageState.RETRY, MessageState.SENDING}
    browser = teammate()

    for address in (
        f"{PATH}?show={'waiting' if state in waiting else state.value}",
        f"{PATH}?q=okafor",
        path(message),
    ):
        assert said in words_of(browser, address)


def test_what_is_due_says_that_no_worker_runs(teammate, put, session):
    with transaction(session):
        record(session, MONDAY - timedelta(hours=1))
    message = put(MessageState.QUEUED)

    assert "No worker is running" in words_of(teammate(), path(message))


def test_what_is_due_says_that_mail_is_paused(teammate, put, session):
    with transaction(session):
        pause(session, MONDAY)
    message = put(MessageState.QUEUED)

    assert "it leaves once somebody lets it" in words_of(teammate(), path(message))


def test_the_team_reads_that_no_worker_ever_ran_but_not_in_the_first_minutes(app, teammate, put):
    message, browser = put(MessageState.QUEUED), teammate()

    app.extensions["up_since"] = MONDAY - timedelta(seconds=119)
    just_started = words_of(browser, "/team/")
    app.extensions["up_since"] = MONDAY - timedelta(minutes=2)

    assert "No worker" not in just_started
    assert "Mail does not leave. No worker has ever run here." in words_of(browser, "/team/")
    assert "No worker is running" in words_of(browser, path(message))


def test_somebody_is_found_by_name_and_by_mail(teammate, put):
    put(MessageState.SENT, sent_at=MONDAY)
    put(MessageState.SENT, name="Charlie Byrne", sent_at=MONDAY)
    browser = teammate()

    for typed in ("okaf", "sam%40example.org"):
        words = words_of(browser, f"{PATH}?q={typed}")
        assert ("Sam Okafor" in words, "Charlie" in words) == (True, False)
    assert "Nothing of that kind" in words_of(browser, f"{PATH}?q=nobody")
    assert "Nothing of that kind" in words_of(browser, f"{PATH}?q=…")


def test_a_hiring_manager_sees_those_of_their_jobs(teammate, make, put):
    mine, other = make.job("Data Analyst"), make.job("Backend Engineer")
    seen = put(MessageState.FAILED, name="Charlie Byrne", job=mine)
    hidden = put(MessageState.FAILED, job=other)
    jonas = manager(teammate, make, mine)

    for address in (PATH, f"{PATH}?q=charlie", f"{PATH}?show=failed"):
        words = words_of(jonas, address)
        assert ("Charlie Byrne" in words, "Sam Okafor" in words) == (True, False)
    assert "Sam Okafor" not in words_of(jonas, f"{PATH}?q=okafor")
    assert jonas.get(path(seen)).status_code == 200
    assert "Send again" not in words_of(jonas, path(seen))
    assert jonas.get(path(hidden)).status_code == 404
    assert jonas.post(path(seen, "again")).status_code == 403


def test_letters_to_the_team_are_the_admins(teammate, session):
    teammate(Role.ADMIN).post(
        "/team/people/invite",
        data={"name": "Priya Nair", "email": "priya@northwind.example", "role": "recruiter"},
    )
    found = messages(session, Letter.TEAM_INVITATION)

    assert "Priya Nair" in words_of(teammate(Role.ADMIN), f"{PATH}?show=waiting")
    assert "Priya Nair" not in words_of(teammate(), f"{PATH}?show=waiting")
    assert teammate().get(path(found[0])).status_code == 404


@pytest.mark.parametrize("state", ["failed", "stale", "unsure"])
def test_a_message_is_sent_again_once_and_is_the_same_one(teammate, put, session, sessions, state):
    message = put(MessageState(state), attempts=21, use_by=MONDAY - timedelta(days=1))
    fixed, browser, box = message.message_id, teammate(), Collector()

    replies = [browser.post(path(message, "again")) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    anew(session)
    assert trail_of(session, message.ref) == ["message.sent_again"]
    assert (message.state, message.attempts, message.problem) == (MessageState.QUEUED, 0, "")
    assert drain(sessions, by=box) == 1
    assert box.taken[0][1]["Message-ID"] == fixed


def test_what_it_says_is_read_again_before_it_leaves(teammate, make, put, session, sessions):
    message = put(MessageState.STALE)
    make.withdrawn(message.application)
    teammate().post(path(message, "again"))

    box = Collector()
    drain(sessions, by=box)

    anew(session)
    assert message.state is MessageState.CANCELLED
    assert message.message_id not in [mail["Message-ID"] for _to, mail in box.taken]


@pytest.mark.parametrize(
    ("state", "more", "said"),
    [
        (MessageState.SENT, {"sent_at": MONDAY}, "It has left already."),
        (MessageState.SENDING, {}, "It is leaving just now."),
        (MessageState.CANCELLED, {}, "It is not needed any more."),
        (MessageState.HELD, {}, "It is held back"),
        (MessageState.STALE, {"letter": Letter.CODE}, "Send a new one instead."),
        (
            MessageState.FAILED,
            {"letter": Letter.NEWS, "use_by": MONDAY - timedelta(days=1)},
            "It is too late to be of use.",
        ),
    ],
)
def test_what_cannot_be_sent_again_says_why(teammate, put, session, state, more, said):
    message, browser = put(state, **more), teammate()

    with unchanged(session):
        reply = browser.post(path(message, "again"))

    assert (reply.status_code, said in reply.text) == (409, True)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"email_refused_at": MONDAY}, "Correct it first, or call."),
        ({"email": None}, "There is no address to write to."),
    ],
    ids=["refused", "gone"],
)
def test_where_nobody_is_reached_nothing_is_sent_again(teammate, put, session, changed, said):
    message, browser = put(MessageState.FAILED), teammate()
    with transaction(session):
        candidate = session.get_one(Candidate, message.candidate_id)
        for key, value in changed.items():
            setattr(candidate, key, value)

    with unchanged(session):
        reply = browser.post(path(message, "again"))

    assert (reply.status_code, said in reply.text) == (409, True)


@pytest.mark.parametrize("state", ["queued", "retry", "held"])
def test_what_waits_can_stay_here(teammate, put, session, sessions, state):
    message, browser = put(MessageState(state)), teammate()
    with unchanged(session):
        assert browser.post(path(message, "call-off")).status_code == 200

    replies = [browser.post(path(message, "call-off"), data={"sure": "y"}) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    anew(session)
    assert trail_of(session, message.ref) == ["message.called_off"]
    assert message.state is MessageState.CANCELLED
    assert drain(sessions, by=Collector()) == 0
    assert "Called off by Robin Keller." in words_of(browser, path(message))


@pytest.mark.parametrize("letter", [Letter.NEWS, Letter.LINK], ids=str)
def test_what_failed_and_nobody_is_owed_stands_in_today_until_it_is_let_be(
    teammate, put, session, letter
):
    message, browser = put(MessageState.FAILED, letter=letter), teammate()
    assert "1 piece of news, survey or link could not leave." in words_of(browser, "/team/")

    browser.post(path(message, "call-off"), data={"sure": "y"})

    anew(session)
    assert message.state is MessageState.CANCELLED
    assert "could not leave" not in words_of(browser, "/team/")


@pytest.mark.parametrize(
    ("state", "more", "said"),
    [
        (MessageState.QUEUED, {"letter": Letter.ENDING}, "Open the application again instead."),
        (MessageState.SENT, {"sent_at": MONDAY}, "It has left already."),
        (MessageState.SENDING, {}, "It is leaving just now."),
        (MessageState.FAILED, {}, "It does not leave by itself any more."),
    ],
)
def test_what_cannot_stay_here_says_why(teammate, put, session, state, more, said):
    message, browser = put(state, **more), teammate()

    with unchanged(session):
        reply = browser.post(path(message, "call-off"), data={"sure": "y"})

    assert (reply.status_code, said in reply.text) == (409, True)


def test_a_mail_that_may_have_left_is_marked_once(teammate, put, session):
    message, browser = put(MessageState.UNSURE), teammate()
    assert "they may read it twice" in words_of(browser, path(message))

    replies = [browser.post(path(message, "left")) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    anew(session)
    assert trail_of(session, message.ref) == ["message.marked_as_sent"]
    assert (message.state, message.sent_at) == (MessageState.SENT, MONDAY)


def test_only_a_mail_that_may_have_left_is_marked(teammate, put, session):
    message, browser = put(MessageState.FAILED), teammate()

    with unchanged(session):
        reply = browser.post(path(message, "left"))

    assert (reply.status_code, "may have left can be marked" in reply.text) == (409, True)


def test_what_a_worker_has_in_hand_is_not_touched(put, session, sessions, make):
    message = put(MessageState.QUEUED)
    robin = make.robin()

    class Meanwhile(Collector):
        def carry(self, recipient, source):
            with sessions() as other, transaction(other):
                row = other.get_one(Message, message.id)
                for act in (actions.send_again, actions.call_off):
                    with pytest.raises(Refusal, match="leaving just now"):
                        act(other, row, robin)
            super().carry(recipient, source)

    session.rollback()
    assert drain(sessions, by=Meanwhile()) == 1


def test_a_digest_shows_what_it_carries(teammate, make, session, sessions):
    make.offer()
    for title in ("First", "Second"):
        make.post(title)
    drain(sessions, by=Collector())
    digest = messages(session, Letter.DIGEST)[0]
    browser = teammate()

    assert words_of(browser, path(digest)).count("News") >= 3
    assert "Extras together: mail sent" in words_of(
        browser, path(messages(session, Letter.NEWS)[0])
    )


def test_the_list_is_long_and_costs_the_same(teammate, make, put, session, engine):
    browser = teammate()
    first = put(MessageState.SENT, sent_at=MONDAY)
    with counted(engine) as one:
        browser.get(f"{PATH}?show=sent")
    copies = [
        Message(
            purpose=f"copy:{number}",
            letter=Letter.UPDATE,
            candidate_id=first.candidate_id,
            application_id=first.application_id,
            state=MessageState.SENT,
            urgency=2,
            created_at=MONDAY,
            due_at=MONDAY,
            use_by=MONDAY,
            message_id=f"<{number}@x>",
            sent_at=MONDAY,
        )
        for number in range(60)
    ]
    session.add_all(copies)
    session.commit()

    with counted(engine) as many:
        words = words_of(browser, f"{PATH}?show=sent")

    assert len(many) == len(one)
    assert "61 messages" in words
    assert "Page 1 of 2" in words
    assert "Introduction" not in words
    assert "Introduction" in words_of(browser, f"{PATH}?show=sent&page=2")
    assert "Page 2 of 2" in words_of(browser, f"{PATH}?show=sent&page=9")


@pytest.mark.parametrize("asked", ["show=x", "page=0", "page=x", "q=%00", "show=all", "show=held"])
def test_an_address_that_asks_for_nothing_is_answered_kindly(teammate, asked):
    assert teammate().get(f"{PATH}?{asked}").status_code == 200


def test_what_is_not_there_is_not_found(teammate):
    browser = teammate()

    assert browser.get(f"{PATH}made-up").status_code == 404
    for act in ("again", "call-off", "left"):
        assert browser.post(f"{PATH}made-up/{act}").status_code == 404


def test_reading_changes_nothing(teammate, put, session):
    message, browser = put(MessageState.UNSURE), teammate()

    with unchanged(session):
        for address in (PATH, f"{PATH}?q=sam", path(message)):
            browser.get(address)


def test_the_words_are_kept(teammate, put):
    message = put(MessageState.UNSURE, problem="The line broke.")
    put(MessageState.FAILED, name="Charlie Byrne", problem="550 no such user")
    browser = teammate()

    assert_kept("recruiter/messages/index.html", browser.get(PATH).text)
    assert_kept("recruiter/messages/show.html", browser.get(path(message)).text)
