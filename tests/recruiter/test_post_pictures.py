"""Pictures in news at the desk: handed in, looked at, taken out."""

from io import BytesIO

import pytest

from portal.company.models import Company
from portal.engagement.models import PostPicture
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.drawings import drawing
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import anew, manager, unchanged
from tests.written import trail_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def path(post, act=""):
    return f"/team/news/{post.ref}/pictures{act}"


def picture_of(source=None, alt="A desk"):
    return {"file": (BytesIO(source or drawing()), "desk.png"), "alt": alt}


def test_a_picture_is_handed_in_and_looked_at(teammate, make, session):
    post, browser = make.post(confirmed=False), teammate()

    reply = browser.post(path(post), data=picture_of())

    assert (reply.status_code, reply.location) == (303, f"/team/news/{post.ref}")
    anew(session)
    assert trail_of(session, post.ref) == ["post.written", "post.picture_added"]
    image = Page(browser.get(f"/team/news/{post.ref}").text).every("img")[0]
    assert image.get("alt") == "A desk"
    assert browser.get(image.get("src")).mimetype == "image/jpeg"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (lambda: {"alt": "A desk"}, "Choose a file."),
        (lambda: picture_of(alt=""), "Say what it shows"),
        (lambda: picture_of(alt="x" * 301), "at most 300 fit here"),
        (lambda: picture_of(b"<svg/>"), "That is no picture we can read."),
    ],
)
def test_what_is_no_picture_comes_back_in_words(teammate, make, session, sent, said):
    post, browser = make.post(confirmed=False), teammate()

    with unchanged(session):
        reply = browser.post(path(post), data=sent())

    assert said in Page(reply.text).text()


def test_it_is_taken_out_again(teammate, make, session):
    post, browser = make.post(confirmed=False), teammate()
    picture = make.picture(post)
    address = path(post, f"/{picture.ref}/remove")

    assert browser.post(address).status_code == 303
    assert browser.post(address).status_code == 404
    anew(session)
    assert session.query(PostPicture).count() == 0


def test_a_confirmed_post_keeps_it(teammate, make, session):
    picture, browser = make.pictured(), teammate()
    post = picture.post

    with unchanged(session):
        reply = browser.post(path(post, f"/{picture.ref}/remove"))
        again = browser.post(path(post), data=picture_of(drawing(colour="red")))

    assert (reply.status_code, again.status_code) == (409, 409)


def test_a_hiring_manager_hands_in_none(teammate, make, session):
    post = make.post(confirmed=False)
    picture, jonas = make.picture(post), manager(teammate, make, make.job())

    with unchanged(session):
        assert jonas.post(path(post), data=picture_of()).status_code == 403
        assert jonas.get(path(post, f"/{picture.ref}")).status_code == 403
        assert jonas.post(path(post, f"/{picture.ref}/remove")).status_code == 403


def test_another_posts_picture_is_not_found(teammate, make):
    picture, other = make.pictured(), make.post("Another", confirmed=False)

    assert teammate().get(path(other, f"/{picture.ref}")).status_code == 404
    assert teammate().post(path(other, f"/{picture.ref}/remove")).status_code == 404


def test_the_setting_asks_for_a_second_person(teammate, make, session):
    post, browser = make.post(confirmed=False), teammate()
    with transaction(session):
        session.get_one(Company, 1).two_for_news = True

    with unchanged(session):
        reply = browser.post(
            f"/team/news/{post.ref}/confirm", data={"safe": "y", "version": str(post.version)}
        )

    assert (reply.status_code, "Somebody else confirms" in reply.text) == (409, True)
