"""What lies ahead of a candidate: set, changed, cancelled."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.hiring.actions import steps
from portal.hiring.models import StepKind
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.rights import Role
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import anew, manager, unchanged, words_of
from tests.written import letters, trail_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def step_of(application, **more):
    return {
        "kind": "interview",
        "title": "Meet the team",
        "day": "2026-11-25",
        "time": "15:00",
        "zone": "Europe/Copenhagen",
        "minutes": "45",
        "who": "Priya, Jonas",
        "place": "Room 4",
        "url": "https://meet.example/x",
        "preparation": "Bring a question.",
        "version": str(application.version),
        **more,
    }


def path(application, act="add"):
    return f"/team/applications/{application.ref}/steps/{act}"


def test_a_step_is_set_in_the_zone_it_was_spoken_of(teammate, make, session, candidate):
    application = make.application(stage="Interviews", candidate=make.candidate(zone="Asia/Tokyo"))

    reply = teammate().post(path(application), data=step_of(application))

    assert (reply.status_code, reply.location) == (303, f"/team/applications/{application.ref}")
    anew(session)
    (step,) = application.steps
    assert step.starts_at == datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
    assert step.ends_at == step.starts_at + timedelta(minutes=45)
    assert (step.kind, step.who, step.place) == (StepKind.INTERVIEW, "Priya, Jonas", "Room 4")
    assert trail_of(session, step.ref) == ["step.set"]
    assert letters(session) == [Letter.INTRODUCTION, Letter.STEP_SET]
    theirs = candidate(application).get(f"/me/applications/{application.ref}").text
    assert "Wed 25 Nov 23:00 to 23:45, Tokyo time" in Page(theirs).text()


def test_a_task_has_a_time_and_no_length(teammate, make, session):
    application = make.application()

    teammate().post(path(application), data=step_of(application, kind="task"))

    anew(session)
    assert (application.steps[0].kind, application.steps[0].ends_at) == (StepKind.TASK, None)


def test_a_time_that_comes_twice_is_the_earlier_one_and_said_so(teammate, make, session):
    application, browser = make.application(), teammate()
    twice = step_of(application, day="2027-10-31", time="02:30")

    browser.post(path(application), data=twice)

    anew(session)
    assert application.steps[0].starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    words = words_of(browser, f"/team/applications/{application.ref}")
    assert "The clock shows that time twice that night: the earlier one counts." in words


def test_an_address_beside_the_names_is_refused_and_kept(teammate, make, session):
    application, browser = make.application(), teammate()
    who = "Priya, +45 12 34 56 78"

    with unchanged(session):
        reply = browser.post(path(application), data=step_of(application, who=who))

    assert reply.status_code == 409
    assert "Names only" in Page(reply.text).text()
    assert who in reply.text


def ticked_off(make, session):
    step = make.step(kind=StepKind.TASK, title="The exercise")
    application = step_owner(make, step)
    with transaction(session):
        steps.mark_done(session, application.candidate_id, step.ref)
    return application, step


def test_what_they_did_is_shown_and_can_be_asked_for_again(teammate, make, session):
    application, step = ticked_off(make, session)
    browser, page = teammate(), f"/team/applications/{application.ref}"
    assert "done Mon 23 Nov 09:00" in words_of(browser, page)

    replies = [
        browser.post(path(application, f"{step.ref}/not-done"), data={"version": version})
        for version in (str(application.version), "0")
    ]

    assert [reply.status_code for reply in replies] == [303, 409]
    anew(session)
    assert step.done_at is None
    assert trail_of(session, step.ref).count("step.undone") == 1
    assert letters(session)[-1] is Letter.STEP_SET
    assert "Not done after all" not in words_of(browser, page)


def test_only_who_may_tell_asks_for_it_again(teammate, make, session):
    application, step = ticked_off(make, session)
    jonas, charlie = manager(teammate, make, application.job), make.charlie()

    with unchanged(session):
        codes = [
            jonas.post(path(one, f"{step.ref}/not-done")).status_code
            for one in (application, charlie)
        ]

    assert codes == [403, 404]


def test_set_twice_is_set_once(teammate, make, session):
    application, browser = make.application(), teammate()
    sent = step_of(application)

    first, second = (browser.post(path(application), data=sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    assert letters(session).count(Letter.STEP_SET) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "Say what it is."),
        ({"day": ""}, "Say which day."),
        ({"day": "tomorrow"}, "Not a valid date value."),
        ({"time": ""}, "Say at what time."),
        ({"time": "25:00"}, "Not a valid time value."),
        ({"day": "2027-03-28", "time": "02:30"}, "this time does not exist there"),
        ({"day": "2026-11-22"}, "That time is over already."),
        ({"zone": "Europe/Atlantis"}, "Not a valid choice"),
        ({"zone": "../../etc/passwd"}, "Not a valid choice"),
        ({"kind": "party"}, "Invalid Choice"),
        ({"minutes": "-5"}, "Number must be between 5 and 1440."),
        ({"minutes": "9" * 400}, "Number must be between 5 and 1440."),
        ({"minutes": "an hour"}, "Not a valid integer value."),
        ({"url": "javascript:alert(1)"}, "A link starts with https://."),
        ({"who": "x" * 201}, "at most 200 fit here"),
    ],
)
def test_what_cannot_be_set_comes_back_as_it_was_typed(teammate, make, session, typed, said):
    application, browser = make.application(), teammate()
    sent = step_of(application, **typed)

    with unchanged(session):
        reply = browser.post(path(application), data=sent)

    assert said in reply.text
    fields = {field.get("name"): field for field in Page(reply.text).fields()}
    assert fields["title"].get("value") == sent["title"]
    assert fields["day"].get("value") == sent["day"]
    assert fields["time"].get("value") == sent["time"]
    assert fields["preparation"].text() == sent["preparation"]


def test_the_hour_that_is_left_out_in_spring_exists_elsewhere(teammate, make, session):
    application = make.application()
    sent = step_of(application, day="2027-03-28", time="02:30", zone="America/Lima")

    teammate().post(path(application), data=sent)

    anew(session)
    assert application.steps[0].starts_at == datetime(2027, 3, 28, 7, 30, tzinfo=UTC)


def test_a_step_is_changed_and_its_calendars_move_it(teammate, make, session):
    step, browser = make.step(), teammate()
    application = step_owner(make, step)
    page = Page(browser.get(path(application, step.ref)).text)
    shown = {field.get("name"): field.get("value") for field in page.fields()}
    assert (shown["title"], shown["minutes"]) == ("Meet the team", "45")

    reply = browser.post(path(application, step.ref), data=step_of(application, time="16:00"))

    assert reply.status_code == 303
    anew(session)
    assert (step.starts_at.hour, step.sequence) == (15, 1)
    assert trail_of(session, step.ref) == ["step.set", "step.changed"]


def step_owner(make, step):
    from portal.hiring.models import Application

    return make.session.get(Application, step.application_id)


def test_a_step_is_cancelled_once(teammate, make, session):
    step, browser = make.step(), teammate()
    application = step_owner(make, step)
    sent = {"version": str(application.version)}

    replies = [browser.post(path(application, f"{step.ref}/cancel"), data=sent) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 409]
    anew(session)
    assert step.cancelled_at == MONDAY
    assert trail_of(session, step.ref).count("step.cancelled") == 1
    assert "Cancelled a step: Meet the team" in words_of(
        browser, f"/team/applications/{application.ref}"
    )


def test_the_second_of_two_teammates_does_not_overwrite_the_first(teammate, make, session):
    step, ada, robin = make.step(), teammate(Role.ADMIN), teammate()
    application = step_owner(make, step)
    old = step_of(application, place="Room 9")
    robin.post(path(application, step.ref), data=step_of(application, place="Room 7"))

    with unchanged(session):
        changed = ada.post(path(application, step.ref), data=old)
        cancelled = ada.post(
            path(application, f"{step.ref}/cancel"), data={"version": old["version"]}
        )

    assert (changed.status_code, cancelled.status_code) == (409, 409)
    assert "Somebody changed this application meanwhile" in changed.text


def test_a_step_that_is_over_stays_as_it_was(teammate, make, session):
    with clock.held_at(MONDAY - timedelta(days=9)):
        step = make.step()
    application, browser = step_owner(make, step), teammate()

    with unchanged(session):
        reply = browser.post(path(application, step.ref), data=step_of(application))

    assert "Its time is over." in reply.text


def test_a_step_is_found_through_its_own_application_alone(teammate, make, session):
    step, charlie, browser = make.step(), make.charlie(), teammate()

    with unchanged(session):
        for act in (step.ref, "made-up"):
            assert browser.get(path(charlie, act)).status_code == 404
            assert browser.post(path(charlie, act), data=step_of(charlie)).status_code == 404
            assert browser.post(path(charlie, f"{act}/cancel")).status_code == 404


def test_a_hiring_manager_sets_nothing(teammate, make, session):
    step = make.step()
    application = step_owner(make, step)
    jonas, charlie = manager(teammate, make, application.job), make.charlie()

    with unchanged(session):
        for act in ("add", step.ref, f"{step.ref}/cancel"):
            assert jonas.post(path(application, act), data=step_of(application)).status_code == 403
            assert jonas.post(path(charlie, act), data=step_of(charlie)).status_code == 404
        assert jonas.get(path(application)).status_code == 403


def test_reading_the_forms_changes_nothing(teammate, make, session):
    step, browser = make.step(), teammate()
    application = step_owner(make, step)

    with unchanged(session):
        browser.get(path(application))
        browser.get(path(application, step.ref))


def test_a_closed_application_has_nothing_ahead(teammate, make, session):
    application, browser = make.ending(), teammate()

    with unchanged(session):
        reply = browser.post(path(application), data=step_of(application))

    assert (reply.status_code, "This application is closed." in reply.text) == (409, True)
