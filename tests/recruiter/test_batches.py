"""Telling many at once: the words, who needs a look, three letters in full, a second yes, Undo."""

from datetime import timedelta

import pytest

from portal.hiring.actions import batches
from portal.hiring.actions.releases import release_due
from portal.hiring.models import EndingBatch
from portal.hiring.stages import EndingWay, Outcome
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.rights import Role
from tests.kept import assert_kept
from tests.make import MONDAY, NOTE
from tests.pages import Page
from tests.recruiter.desk import anew, manager, unchanged, words_of
from tests.written import letters, trail_of

TEXT = (
    "We have read your application and will not go on with it; others had more years with large"
    " set-ups, which this team needs from the first week."
)
TEN = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def decided(make, name, **more):
    return make.verdict(make.application(candidate=make.candidate(name), **more))


def several(make, count):
    job = make.job()
    return job, [decided(make, f"Person {number}", job=job) for number in range(count)]


def new(job, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/team/jobs/{job.ref}/batches/new?{query}"


def drafted(browser, job, **more):
    reply = browser.post(new(job), data={"words": TEXT, **more})
    assert reply.status_code == 303, reply.text
    return reply.location


def batch_at(session, path):
    anew(session)
    return session.query(EndingBatch).filter_by(ref=path.rpartition("/")[2]).one()


def test_a_batch_from_words_to_letters(teammate, make, session, sessions):
    job, people = several(make, 3)
    browser = teammate()
    assert "Tell 3 people" in words_of(browser, new(job))

    path = drafted(browser, job)
    assert "3 are ready, 0 need a look first, 0 dropped out" in words_of(browser, path)
    reply = browser.post(f"{path}/begin", data={"count": "3"})

    assert (reply.status_code, reply.location) == (303, path)
    words = words_of(browser, path)
    assert "Telling 3 people" in words
    assert "Undo all 3 that wait" in words
    assert [one.is_open() for one in people] == [True] * 3
    with clock.held_at(MONDAY + TEN):
        release_due(sessions)
        assert "Nothing waits any more." in words_of(browser, path)
    anew(session)
    assert {one.outcome for one in people} == {Outcome.NOT_SELECTED}
    assert letters(session).count(Letter.ENDING) == 3


def test_the_letters_shown_say_letter_for_letter_what_is_mailed(teammate, make, session, sessions):
    job, _people = several(make, 1)
    browser = teammate()
    path = drafted(browser, job)
    shown = Page(browser.get(path).text).every("pre")[0].text()

    browser.post(f"{path}/begin", data={"count": "1"})
    with clock.held_at(MONDAY + TEN):
        release_due(sessions)
        with transaction(session):
            message = session.query(Message).filter_by(letter=Letter.ENDING).one()
            text = render(session, message).text

    mailed = " ".join("(their own link)" if "/l/" in word else word for word in text.split())
    assert shown == mailed


def test_three_letters_stand_there_and_a_reload_shows_the_same(teammate, make):
    job, _people = several(make, 8)
    browser = teammate()
    path = drafted(browser, job)

    first, again = (
        [one.text() for one in Page(browser.get(path).text).every("pre")] for _time in range(2)
    )

    assert (len(first), first) == (3, again)


def test_looking_changes_nothing(teammate, make, session):
    job, _people = several(make, 2)
    browser = teammate()
    path = drafted(browser, job)

    with unchanged(session):
        for address in (path, f"{path}/lines", new(job), f"/team/jobs/{job.ref}/notes"):
            assert browser.get(address).status_code == 200
        for act in ("words", "begin", "confirm", "take-back"):
            assert browser.get(f"{path}/{act}").status_code == 405


def test_who_needs_a_look_stands_first(teammate, make):
    job, _people = several(make, 1)
    omar = make.candidate("Omar Said")
    make.verdict(make.application(candidate=omar, job=job))
    make.application(candidate=omar, job=make.job("Data Analyst"))
    decided(make, "Ines Moreau", job=job, stage="Interviews")
    for address in ("a@example.org", "b@example.org"):
        bjorn = make.candidate("Björn Ågren", email=address)
        make.verdict(make.application(candidate=bjorn, job=job))
    browser = teammate()

    path = drafted(browser, job)

    reply = browser.get(path)
    assert_kept("recruiter/batches/show.html", reply.text)
    words = Page(reply.text).text()
    assert "1 is ready, 4 need a look first" in words
    assert "Björn Ågren, Björn Ågren" in words
    assert "Write this note" in words
    assert words.index("Need a look first") < words.index("The words")


def test_everybody_without_an_address_is_a_click_away(teammate, make):
    job, _people = several(make, 1)
    nobodies = [
        make.verdict(
            make.application(candidate=make.candidate(name, email=""), job=job, introduced=False)
        )
        for name in ("Ines Moreau", "Ken Ito")
    ]
    browser = teammate()

    page = Page(browser.get(drafted(browser, job)).text)

    links = {one.get("href") for one in page.every("a")}
    assert {f"/team/applications/{one.ref}" for one in nobodies} <= links


def test_it_says_when_the_last_letter_leaves(teammate, make, session):
    job, _people = several(make, 1)
    far = make.candidate("Zoe Byrne", zone="America/Los_Angeles")
    make.verdict(make.application(candidate=far, job=job))
    browser = teammate()
    path = drafted(browser, job)
    browser.post(f"{path}/begin", data={"count": "2"})

    words = words_of(browser, path)

    assert "They leave from Monday 23 November at 09:10 on" in words
    assert "The last one leaves on Monday 23 November at 17:00." in words
    batch_at(session, path).written_at = None
    session.commit()
    assert "Undo all 0" not in words_of(browser, path)


def test_whoever_looked_lets_them_in_and_adds_a_line(teammate, make, session):
    job = make.job()
    refs = []
    for address in ("a@example.org", "b@example.org"):
        bjorn = make.candidate("Björn Ågren", email=address)
        refs.append(make.verdict(make.application(candidate=bjorn, job=job)).ref)
    browser = teammate()
    path = drafted(browser, job)

    sent = {f"look_{refs[0]}": "y", f"own_{refs[0]}": "Your talk about queues stayed with us."}
    reply = browser.post(f"{path}/lines", data=sent)

    assert reply.status_code == 303
    words = words_of(browser, path)
    assert "1 is ready, 1 needs a look first" in words
    assert "Your talk about queues stayed with us." in words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (" ", "Write what they will read."),
        ("N/A", "Write a line of your own"),
        ("Dear {{ name }}, no.", "A placeholder is still unfilled."),
        ("x" * 4501, "at most 4500 fit here"),
    ],
)
def test_words_that_cannot_be_sent_come_back_as_typed(teammate, make, session, typed, said):
    job, _people = several(make, 1)
    browser = teammate()
    path = drafted(browser, job)

    with unchanged(session):
        for address in (new(job), f"{path}/words"):
            reply = browser.post(address, data={"words": typed})
            assert said in reply.text
            assert Page(reply.text).every("textarea")[0].text() == typed.strip()


def test_whose_other_application_is_open_reads_that_it_goes_on(teammate, make):
    omar = make.candidate("Omar Said")
    application = make.verdict(make.application(candidate=omar))
    make.application(candidate=omar, job=make.job("Data Analyst"))
    browser = teammate()
    path = drafted(browser, application.job)

    browser.post(f"{path}/lines", data={f"look_{application.ref}": "y"})

    letter = Page(browser.get(path).text).every("pre")[0].text()
    assert "Your other application goes on as before." in letter


def test_what_is_worth_a_second_look_is_kept_once_somebody_looked(teammate, make, session):
    job, _people = several(make, 1)
    browser, short = teammate(), "Others had more years with large set-ups."
    path = drafted(browser, job)

    with unchanged(session):
        for address in (new(job), f"{path}/words"):
            reply = browser.post(address, data={"words": short})
            assert "It is shorter than 120 characters." in Page(reply.text).text()
            assert short in reply.text
    reply = browser.post(f"{path}/words", data={"words": short, "looked": "y"})

    assert reply.status_code == 303
    assert batch_at(session, path).words == short


def test_other_words_are_kept_while_it_is_a_draft(teammate, make, session):
    job, _people = several(make, 1)
    browser = teammate()
    path = drafted(browser, job)

    assert browser.post(f"{path}/words", data={"words": NOTE}).status_code == 303

    assert batch_at(session, path).words == NOTE
    assert trail_of(session, batch_at(session, path).ref) == ["batch.drafted", "batch.changed"]


def test_above_25_the_number_is_typed(teammate, make, session, monkeypatch):
    monkeypatch.setattr("portal.web.recruiter.batch_forms.TYPED_ABOVE", 1)
    job, _people = several(make, 2)
    browser = teammate()
    path = drafted(browser, job)
    assert "Type the number of people" in words_of(browser, path)

    with unchanged(session):
        for typed, said in (
            ("", "Type how many people they are."),
            ("3", "It is 2 people who are ready"),
            ("many", "Not a valid integer value."),
        ):
            reply = browser.post(f"{path}/begin", data={"count": typed})
            assert said in reply.text, reply.text

    assert browser.post(f"{path}/begin", data={"count": "2"}).status_code == 303


def test_begun_twice_is_begun_once(teammate, make, session):
    job, _people = several(make, 2)
    browser = teammate()
    path = drafted(browser, job)

    first, second = (browser.post(f"{path}/begin", data={"count": "2"}) for _time in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    batch = batch_at(session, path)
    assert len(batch.by.name) > 0
    assert trail_of(session, batch.ref).count("batch.begun") == 1


def test_many_are_told_once_a_second_teammate_says_yes(teammate, make, session, monkeypatch):
    monkeypatch.setattr(batches, "CONFIRMED_ABOVE", 1)
    job, people = several(make, 2)
    robin, ada = teammate(), teammate(Role.ADMIN)
    path = drafted(robin, job)
    assert "once a second teammate confirms it" in words_of(robin, path)
    robin.post(f"{path}/begin", data={"count": "2"})

    assert "somebody else on the team" in words_of(robin, path)
    assert robin.post(f"{path}/confirm", data={"sure": "y"}).status_code == 409
    assert "confirm" in words_of(ada, "/team/?whose=everyone")
    assert_kept("recruiter/batches/show.html", ada.get(path).text, case="asking")
    assert ada.post(f"{path}/confirm", data={}).status_code == 200
    anew(session)
    assert people[0].waiting() is None
    assert ada.post(f"{path}/confirm", data={"sure": "y"}).status_code == 303
    assert ada.post(f"{path}/confirm", data={"sure": "y"}).status_code == 409

    anew(session)
    assert [one.waiting() is not None for one in people] == [True, True]
    assert trail_of(session, batch_at(session, path).ref)[-1] == "batch.confirmed"
    assert "confirmed by Ada Lind" in words_of(robin, path)


def test_undone_nothing_leaves_and_nobody_outside_noticed(
    teammate, make, session, sessions, candidate
):
    job, (sam, *_others) = several(make, 3)
    browser, theirs = teammate(), candidate(sam)
    path = drafted(browser, job)
    browser.post(f"{path}/begin", data={"count": "3"})
    assert "3 letters wait to leave, and can be undone" in words_of(browser, "/team/")

    with clock.held_at(MONDAY + timedelta(minutes=9)):
        replies = [browser.post(f"{path}/take-back") for _time in range(2)]
    with clock.held_at(MONDAY + timedelta(days=3)):
        release_due(sessions)

    assert [reply.status_code for reply in replies] == [303, 409]
    assert "Taken back" in words_of(browser, path)
    anew(session)
    assert sam.is_open()
    assert Letter.ENDING not in letters(session)
    assert "We will not go on" not in theirs.get(f"/me/applications/{sam.ref}").text


def test_who_was_dropped_and_why_stands_on_its_page(teammate, make, session, sessions):
    job, (sam, *_others) = several(make, 2)
    browser = teammate()
    path = drafted(browser, job)
    browser.post(f"{path}/begin", data={"count": "2"})
    browser.post(f"/team/applications/{sam.ref}/take-back")

    with clock.held_at(MONDAY + TEN):
        release_due(sessions)
        reply = browser.get(path)

    assert_kept("recruiter/batches/show.html", reply.text, case="told")
    anew(session)
    assert sam.is_open()


def test_the_list_of_candidates_leads_to_a_batch_of_whom_it_shows(teammate, make, session):
    job, (sam, *_others) = several(make, 3)
    browser = teammate()
    page = browser.get(f"/team/candidates/?job={job.ref}&show=decided&q=person+0").text
    assert "Tell 1 person…" in page

    reply = browser.post(new(job, show="decided", q="person+0"), data={"words": TEXT})

    assert "1 is ready" in words_of(browser, reply.location)
    assert sam.candidate.full_name in browser.get(f"{reply.location}/lines").text


def test_a_group_in_today_leads_to_a_batch(teammate, make):
    job, _people = several(make, 6)

    page = teammate().get("/team/").text

    assert f"/team/jobs/{job.ref}/batches/new" in page


def test_a_batch_of_another_job_is_not_there(teammate, make):
    job, _people = several(make, 1)
    browser = teammate()
    path = drafted(browser, job)
    other = make.job("Data Analyst")

    assert browser.get(path.replace(job.ref, other.ref)).status_code == 404
    jonas = manager(teammate, make, other)
    assert jonas.get(path).status_code == 404
    assert jonas.post(f"{path}/begin", data={"count": "1"}).status_code == 404


def test_a_hiring_manager_tells_nobody(teammate, make, session):
    job, _people = several(make, 1)
    path = drafted(teammate(), job)
    jonas = manager(teammate, make, job)

    with unchanged(session):
        for act in ("words", "lines", "begin", "confirm", "take-back"):
            assert jonas.post(f"{path}/{act}", data={"count": "1"}).status_code == 403
        assert jonas.post(new(job), data={"words": TEXT}).status_code == 403


def test_where_nobody_waits_it_says_so(teammate, make):
    job = make.job()

    words = words_of(teammate(), new(job))

    assert "Nobody here waits to be told" in words
    reply = teammate().post(new(job), data={"words": TEXT})
    assert reply.status_code == 409
    assert TEXT in reply.text


def test_a_page_of_lines_holds_some_and_leads_on(teammate, make, monkeypatch):
    monkeypatch.setattr("portal.web.recruiter.batches.LINES", 2)
    job, _people = several(make, 3)
    browser = teammate()
    path = drafted(browser, job)

    first, last = (browser.get(f"{path}/lines?page={page}").text for page in (1, 9))

    assert (len(Page(first).every("textarea")), len(Page(last).every("textarea"))) == (2, 1)
    assert "Page 2 of 2" in last


def test_told_by_mail_they_are_told(teammate, make, session, sessions):
    job, (sam,) = several(make, 1)
    browser = teammate()
    path = drafted(browser, job)
    browser.post(f"{path}/begin", data={"count": "1"})

    with clock.held_at(MONDAY + TEN):
        release_due(sessions)

    anew(session)
    assert (sam.ending.way, sam.ending.words) == (EndingWay.MAIL, TEXT)
