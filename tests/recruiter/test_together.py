"""Telling several at once: from the boxes of Today, from a group, from the list."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.hiring.actions import updates
from portal.hiring.models import Application, Update
from portal.hiring.stages import Status
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.make import MONDAY, WORDS
from tests.pages import Page
from tests.posted import messages
from tests.recruiter.desk import FRIDAY, anew, manager, unchanged, words_of

DAY = timedelta(days=1)
LONGER = {"why": "people", "words": "", "next_word": FRIDAY}


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def people(make, *names, **more):
    """Somebody of each name, applied nine days ago: due within the week."""
    with clock.held_at(MONDAY - 9 * DAY):
        return [make.application(candidate=make.candidate(name), **more) for name in names]


def fields_of(page, action):
    """What the form with that action sends as it stands: hidden fields, and what is chosen."""
    form = next(form for form in page.every("form") if action in (form.get("action") or ""))
    return {
        field.get("name"): field.get("value")
        for field in page.every("input")
        if form in field.inside
        and (field.get("type") == "hidden" or field.get("checked") is not None)
    }


def boxes(page):
    return [box.get("value") for box in page.every("input") if box.get("name") == "pick"]


def told(session):
    anew(session)
    return session.scalar(select(func.count()).where(Update.words != "").select_from(Update))


def test_the_ticked_are_asked_about_before_anything_is_sent(teammate, make, session):
    sam, _ken, mei = people(make, "Sam Okafor", "Ken Ito", "Mei Lind")
    browser = teammate()
    keys = boxes(Page(browser.get("/team/").text))

    with unchanged(session):
        reply = browser.post("/team/together/", data={"pick": [keys[0], keys[2]], "longer": ""})

    words = Page(reply.text).text()
    assert "We need longer: 2 people" in words
    assert "Sam Okafor" in words
    assert "Ken Ito" not in words
    assert fields_of(Page(reply.text), "/longer")["picks"] == (
        f"{mei.ref}:{mei.version} {sam.ref}:{sam.version}"
    )


def test_we_need_longer_is_said_to_all_who_were_ticked(teammate, make, session):
    people(make, "Sam Okafor", "Ken Ito", "Mei Lind")
    browser = teammate()
    keys = boxes(Page(browser.get("/team/").text))
    page = Page(browser.post("/team/together/", data={"pick": keys[:2], "longer": ""}).text)

    reply = browser.post("/team/together/longer", data={**fields_of(page, "/longer"), **LONGER})

    assert (reply.status_code, reply.location) == (303, "/team/")
    assert "2 people were told." in words_of(browser, "/team/")
    anew(session)
    assert told(session) == 2
    assert len(messages(session, Letter.EXTENDED)) == 2


def test_one_update_is_given_to_all_who_were_ticked(teammate, make, session):
    people(make, "Sam Okafor", "Ken Ito")
    browser = teammate()
    keys = boxes(Page(browser.get("/team/?whose=everyone").text))
    path = "/team/together/?whose=everyone"
    page = Page(browser.post(path, data={"pick": keys, "update": ""}).text)
    fields = fields_of(page, "/together/update")

    reply = browser.post(
        "/team/together/update?whose=everyone",
        data={**fields, "words": WORDS, "next_word": FRIDAY},
    )

    assert reply.location == "/team/?whose=everyone"
    assert told(session) == 2


def test_a_button_of_a_row_is_for_that_row_alone(teammate, make):
    people(make, "Sam Okafor", "Ken Ito")
    browser = teammate()
    keys = boxes(Page(browser.get("/team/").text))

    page = browser.post("/team/together/", data={"pick": keys, "longer": keys[1]}).text

    assert "We need longer: 1 person" in Page(page).text()
    assert "Ken Ito" in Page(page).text()


def test_a_group_is_told_with_one_act(teammate, make, session):
    people(make, *(f"Person{number} Quill" for number in range(7)), job=make.job())
    browser = teammate()
    page = Page(browser.get("/team/").text)
    button = next(found for found in page.every("button") if found.text() == "Need longer for all")
    shown = Page(browser.post("/team/together/", data={"longer": button.get("value")}).text)

    reply = browser.post("/team/together/longer", data={**fields_of(shown, "/longer"), **LONGER})

    assert reply.status_code == 303
    assert "Tell 7 people" in shown.text()
    assert told(session) == 7


def test_a_group_is_those_of_whose_day_it_is(teammate, make):
    job, names = make.job(), [f"Person{number} Quill" for number in range(7)]
    people(make, *names, job=job)
    people(make, "Ada’s Quill", job=job, owner=make.ada())
    browser = teammate()
    page = Page(browser.get("/team/").text)
    button = next(found for found in page.every("button") if found.text() == "Update all")
    data = {"update": button.get("value")}

    mine = browser.post("/team/together/", data=data).text
    everyones = browser.post("/team/together/?whose=everyone", data=data).text

    assert "One update: 7 people" in Page(mine).text()
    assert "One update: 8 people" in Page(everyones).text()


def test_who_was_changed_since_today_was_opened_is_left_out_by_name(teammate, make, session):
    _sam, ken = people(make, "Sam Okafor", "Ken Ito")
    browser = teammate()
    keys = boxes(Page(browser.get("/team/").text))
    with transaction(session):
        word = updates.Word(Status.RECEIVED, "Mine.", "", MONDAY.date() + 4 * DAY)
        updates.give(session, ken, make.robin(), word=word)

    page = browser.post("/team/together/", data={"pick": keys, "update": ""}).text

    assert "One update: 1 person" in Page(page).text()
    assert "Ken Ito: Changed since you opened the page: look first." in Page(page).text()


def test_who_was_changed_meanwhile_is_named_and_nothing_typed_is_lost(teammate, make, session):
    sam, ken = people(make, "Sam Okafor", "Ken Ito")
    browser = teammate()
    picks = f"{sam.ref}:{sam.version} {ken.ref}:{ken.version}"
    with transaction(session):
        word = updates.Word(Status.RECEIVED, "Mine.", "", MONDAY.date() + 4 * DAY)
        updates.give(session, ken, make.robin(), word=word)
    data = {"words": WORDS, "next_word": FRIDAY}

    reply = browser.post("/team/together/update", data={"picks": picks, **data})

    page = Page(reply.text)
    assert reply.status_code == 409
    assert "1 person was told." in page.text()
    assert "1 person was not told." in page.text()
    assert "Ken Ito: Somebody changed this application meanwhile." in page.text()
    assert WORDS in page.text()
    again = browser.post("/team/together/update", data={**fields_of(page, "/update"), **data})
    assert again.status_code == 303
    assert told(session) == 3


def test_nobody_left_to_tell_gives_the_words_back(teammate, make, session):
    decided = make.verdict()
    data = {"picks": f"{decided.ref}:{decided.version}", "words": WORDS, "next_word": FRIDAY}
    browser = teammate()

    with unchanged(session):
        reply = browser.post("/team/together/update", data=data)

    assert reply.status_code == 409
    assert "Decided, and not told yet: tell them that." in Page(reply.text).text()
    assert WORDS in reply.text


def test_bad_input_comes_back_with_words_and_everything_typed(teammate, make, session):
    sam = make.application()
    picks = f"{sam.ref}:{sam.version}"
    browser = teammate()
    for wrong, words in (
        ({"next_word": "2026-11-28"}, "Nobody works on that day."),
        ({"next_word": "2026-11-20"}, "That day is over."),
        ({"next_word": "other", "other_day": ""}, "Say by when the next word will come."),
        (
            {"next_word": "other", "other_day": "2026-12-22"},
            "22 December 2026 is more than 20 working days away.",
        ),
        ({"why": "because"}, "Not a valid choice."),
        ({"why": "own", "words": ""}, "Write what they will read."),
    ):
        data = {"picks": picks, "why": "own", "words": WORDS, "next_word": FRIDAY, **wrong}
        with unchanged(session):
            reply = browser.post("/team/together/longer", data=data)
        page = Page(reply.text)
        assert words in page.text(), wrong
        assert "Tell 1 person" in page.text()
        assert data["words"] in page.text()


@pytest.mark.parametrize(
    "picks", ["", "nobody", "2222222222222222:1", "::::", "\N{SNOWMAN}:1", "x:99999999999999"]
)
def test_nobody_is_picked_by_what_can_t_be_read(teammate, make, session, picks):
    make.application()
    browser = teammate()

    with unchanged(session):
        first = browser.post("/team/together/", data={"pick": picks, "update": ""})
        last = browser.post(
            "/team/together/update", data={"picks": picks, "words": WORDS, "next_word": FRIDAY}
        )

    assert first.status_code in {200, 303}
    assert last.status_code == 200
    assert WORDS in last.text


def test_ticking_nobody_is_said(teammate):
    browser = teammate()

    reply = browser.post("/team/together/", data={"longer": ""})

    assert (reply.status_code, reply.location) == (303, "/team/")
    assert "Tick first whom you mean." in words_of(browser, "/team/")


def test_all_that_the_filters_show_are_told_from_the_list(teammate, make, session):
    job = make.job()
    people(make, *(f"Person{number} Quill" for number in range(60)), job=job)
    make.charlie()
    browser = teammate()
    path = f"/team/candidates/?show=open&job={job.ref}"
    assert "Update 60 people" in words_of(browser, path)
    address = f"/team/together/?from=candidates&show=open&job={job.ref}"

    page = Page(browser.post(address, data={"update": "all"}).text)
    reply = browser.post(
        address.replace("/?", "/update?"),
        data={**fields_of(page, "/update"), "words": WORDS, "next_word": FRIDAY},
    )

    assert "One update: 60 people" in page.text()
    assert reply.location == f"/team/candidates/?show=open&job={job.ref}"
    assert told(session) == 60
    assert "60 people were told." in words_of(browser, reply.location)


def test_more_than_fit_are_told_in_several_goes(teammate, make, monkeypatch):
    for place in ("picks", "page"):
        monkeypatch.setattr(f"portal.web.recruiter.together_{place}.AT_MOST", 3)
    people(make, *(f"Person{number} Quill" for number in range(5)))

    page = Page(teammate().post("/team/together/?from=candidates", data={"update": "all"}).text)

    assert "One update: 3 people" in page.text()
    assert "That is as many as fit in one go: come back for the others." in page.text()


def test_the_ticked_of_the_list_are_told_as_they_are_by_now(teammate, make):
    people(make, "Sam Okafor", "Ken Ito")
    browser = teammate()
    keys = boxes(Page(browser.get("/team/candidates/").text))

    page = browser.post(
        "/team/together/?from=candidates", data={"pick": keys[:1], "longer": ""}
    ).text

    assert "We need longer: 1 person" in Page(page).text()


def test_a_hiring_manager_picks_nobody(teammate, make, session):
    sam = make.application()
    jonas = manager(teammate, make, sam.job)

    assert boxes(Page(jonas.get("/team/?whose=everyone").text)) == []
    assert boxes(Page(jonas.get("/team/candidates/").text)) == []
    with unchanged(session):
        for path in ("", "update", "longer"):
            data = {"picks": f"{sam.ref}:{sam.version}", "words": WORDS, "next_word": FRIDAY}
            assert jonas.post(f"/team/together/{path}", data=data).status_code == 403


def test_asking_for_the_pages_of_forms_shows_nothing(teammate, make, session):
    make.application()
    browser = teammate()

    with unchanged(session):
        codes = {browser.get(f"/team/together/{path}").status_code for path in ("update", "longer")}

    assert codes == {405}


def test_charlie_is_told_nothing(teammate, make, session):
    sam, charlie = make.application(), make.charlie()
    browser = teammate()
    data = {"words": WORDS, "next_word": FRIDAY}

    browser.post("/team/together/update", data={"picks": f"{sam.ref}:{sam.version}", **data})

    anew(session)
    assert session.get_one(Application, charlie.id).version == charlie.version
    assert len(messages(session, Letter.UPDATE)) == 1
