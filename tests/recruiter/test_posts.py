"""Company news: written, looked at, confirmed with one's name, taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.engagement.models import Audience, Post
from portal.mail.sending import drain
from portal.plumbing import clock
from portal.team.rights import Role
from tests.make import MONDAY
from tests.pages import Page
from tests.posted import Collector
from tests.recruiter.desk import anew, counted, manager, unchanged, words_of
from tests.written import trail_of

PATH = "/team/news/"


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def post_of(**more):
    return {
        "title": "What we shipped",
        "words": "Four releases and **one** look back.",
        "audience": "joining",
        "job": "",
        **more,
    }


def path(post, act=""):
    return f"{PATH}{post.ref}" + (f"/{act}" if act else "")


def test_an_empty_list_says_what_will_stand_there(teammate):
    assert "will stand here" in words_of(teammate(), PATH)


def test_a_post_is_written_and_read_by_nobody_yet(teammate, make, session, candidate):
    offer = make.offer()

    reply = teammate().post(f"{PATH}new", data=post_of(audience="offered"))

    anew(session)
    post = session.query(Post).one()
    assert (reply.status_code, reply.location) == (303, path(post))
    assert (post.title, post.audience, post.author.name) == (
        "What we shipped",
        Audience.OFFERED,
        "Robin Keller",
    )
    assert (post.publish_at, post.confirmed_at) == (MONDAY, None)
    assert trail_of(session, post.ref) == ["post.written"]
    assert "shipped" not in candidate(offer.application).get("/me/news/").text


def test_it_is_looked_at_as_candidates_will_read_it(teammate, make):
    post = make.post(confirmed=False)

    page = teammate().get(path(post)).text

    assert "<strong>one</strong>" in page
    assert "not confirmed: nobody reads it" in Page(page).text()


def test_confirming_takes_a_ticked_box_and_leaves_a_name(teammate, make, session, candidate):
    offer, post, ada = make.offer(), make.post(confirmed=False), teammate(Role.ADMIN)
    sent = {"version": str(post.version)}
    with unchanged(session):
        assert ada.post(path(post, "confirm"), data=sent).status_code == 200

    replies = [ada.post(path(post, "confirm"), data={**sent, "safe": "y"}) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    anew(session)
    assert (post.confirmed_by.name, post.confirmed_at) == ("Ada Lind", MONDAY)
    assert trail_of(session, post.ref) == ["post.written", "post.confirmed"]
    assert post.title in candidate(offer.application).get("/me/news/").text


def test_nobodys_name_stands_for_words_they_did_not_read(teammate, make, session):
    post, ada, robin = make.post(confirmed=False), teammate(Role.ADMIN), teammate()
    sent = {"safe": "y", "version": str(post.version)}
    robin.post(path(post, "edit"), data=post_of(version=str(post.version), words="We merge."))

    with unchanged(session):
        reply = ada.post(path(post, "confirm"), data=sent)

    assert (reply.status_code, "We merge." in reply.text) == (409, True)


def test_a_post_is_written_anew_until_it_is_confirmed(teammate, make, session):
    post, browser = make.post(confirmed=False), teammate()
    job = make.job("Data Analyst")
    sent = post_of(version=str(post.version), job=job.ref, publish_at="2026-12-01T08:00")

    assert browser.post(path(post, "edit"), data=sent).status_code == 303

    anew(session)
    assert (post.title, post.audience, post.job_id) == ("What we shipped", Audience.JOINING, job.id)
    assert post.publish_at == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    confirmed = make.post("Another")
    with unchanged(session):
        reply = browser.post(path(confirmed, "edit"), data=post_of(version=str(confirmed.version)))
    assert (reply.status_code, "It is confirmed already." in reply.text) == (409, True)


def test_the_second_of_two_writers_sees_what_the_first_kept(teammate, make, session):
    post, ada, robin = make.post(confirmed=False), teammate(Role.ADMIN), teammate()
    sent = post_of(version=str(post.version), words="Mine.")
    robin.post(path(post, "edit"), data={**sent, "words": "First."})

    with unchanged(session):
        reply = ada.post(path(post, "edit"), data=sent)

    assert reply.status_code == 409
    assert "<p>First.</p>" in reply.text
    assert Page(reply.text).every("textarea")[0].text() == "Mine."


def test_a_post_is_taken_back_once(teammate, make, session, candidate):
    offer, post, browser = make.offer(), make.post(), teammate()

    replies = [browser.post(path(post, "take-back")) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    anew(session)
    assert trail_of(session, post.ref).count("post.taken_back") == 1
    assert post.title not in candidate(offer.application).get("/me/news/").text
    assert "taken back" in words_of(browser, path(post))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": " "}, "Give it a title."),
        ({"title": "x" * 121}, "at most 120 fit here"),
        ({"words": ""}, "Write something."),
        ({"words": "x" * 20_001}, "at most 20000 fit here"),
        ({"audience": "everybody"}, "Invalid Choice"),
        ({"job": "made-up"}, "Not a valid choice"),
        ({"publish_at": "soon"}, "Not a valid datetime value."),
        ({"publish_at": "2027-03-28T01:30"}, "this time does not exist there"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_it_was_typed(teammate, session, typed, said):
    sent, browser = post_of(**typed), teammate()

    with unchanged(session):
        reply = browser.post(f"{PATH}new", data=sent)

    assert said in reply.text
    fields = {field.get("name"): field for field in Page(reply.text).fields()}
    assert fields["title"].get("value") == sent["title"].strip()
    assert fields["words"].text() == sent["words"]


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://e.x/p.png)",
        "<img src=x onerror=alert(1)>",
    ],
)
def test_markup_of_ones_own_does_nothing(teammate, make, session, words):
    browser = teammate()
    browser.post(f"{PATH}new", data=post_of(words=words))
    anew(session)
    post = session.query(Post).one()

    page = Page(browser.get(path(post)).text)

    assert page.every("script", "img") == []
    assert not [link for link in page.every("a") if "javascript" in (link.get("href") or "")]


def test_the_list_is_long_and_costs_the_same(teammate, make, engine):
    browser = teammate()
    make.post("Post 0")
    with counted(engine) as one:
        browser.get(PATH)
    for number in range(1, 53):
        with clock.held_at(MONDAY + timedelta(minutes=number)):
            make.post(f"Post {number}")

    with counted(engine) as many:
        words = words_of(browser, PATH)

    assert len(many) == len(one) <= 6
    assert ("Post 52" in words, "Post 2 " in words) == (True, False)
    assert "Post 2 " in words_of(browser, f"{PATH}?page=2")


@pytest.mark.parametrize("number", ["0", "-1", "x", "999"])
def test_a_page_that_is_none_is_answered_kindly(teammate, number):
    assert teammate().get(f"{PATH}?page={number}").status_code == 200


def test_news_is_the_recruiters_and_admins(teammate, make, session):
    post = make.post(confirmed=False)
    jonas = manager(teammate, make, make.job())

    with unchanged(session):
        for act in ("", "edit"):
            assert jonas.get(path(post, act)).status_code == 403
        for act in ("edit", "confirm", "take-back"):
            assert jonas.post(path(post, act), data=post_of(safe="y")).status_code == 403
        assert jonas.get(PATH).status_code == 403
        assert jonas.post(f"{PATH}new", data=post_of()).status_code == 403


def test_what_is_not_there_is_not_found(teammate):
    browser = teammate()

    assert browser.get(f"{PATH}made-up").status_code == 404
    for act in ("edit", "confirm", "take-back"):
        assert browser.post(f"{PATH}made-up/{act}").status_code == 404


def test_reading_changes_nothing(teammate, make, session):
    post, browser = make.post(confirmed=False), teammate()

    with unchanged(session):
        for address in (PATH, f"{PATH}new", path(post), path(post, "edit")):
            browser.get(address)


def test_it_says_for_how_many_there_is_no_room_this_week(teammate, make, session, sessions):
    make.offer()
    for days in (-2, -3):
        with clock.held_at(MONDAY + timedelta(days=days - 2)):
            make.post(f"Post {days}")
            drain(sessions, by=Collector())
    draft = make.post(confirmed=False)

    assert "1 of them had two extras in the last 7 days" in words_of(teammate(), path(draft))
