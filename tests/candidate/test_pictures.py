"""Pictures in news reach whoever may read the post, and nobody else."""

import pytest

from portal.engagement.actions import posts
from portal.engagement.models import Audience, Post
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import unchanged


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def path(picture):
    return f"/me/news/pictures/{picture.ref}"


def test_a_reader_sees_the_picture_with_what_it_shows(candidate, make, session):
    offer, picture = make.offer(), make.pictured()
    browser, ref = candidate(offer.application), session.get_one(Post, picture.post_id).ref

    image = Page(browser.get(f"/me/news/{ref}").text).every("img")[0]
    reply = browser.get(image.get("src"))

    assert (image.get("alt"), image.get("width")) == ("Desks by a window", "40")
    assert (reply.status_code, reply.mimetype) == (200, "image/jpeg")
    assert reply.data.startswith(b"\xff\xd8")
    assert "no-store" in reply.headers["Cache-Control"]


def test_it_is_gone_at_once_for_whoever_declines(candidate, make):
    offer, picture = make.offer(), make.pictured()
    browser = candidate(offer.application)
    assert browser.get(path(picture)).status_code == 200

    make.declined(offer)

    assert browser.get(path(picture)).status_code == 404


def test_it_is_gone_when_the_post_is_taken_back(candidate, make, session):
    offer, picture, robin = make.offer(), make.pictured(), make.robin()
    browser = candidate(offer.application)
    with transaction(session):
        posts.take_back(session, session.get_one(Post, picture.post_id), robin)

    assert browser.get(path(picture)).status_code == 404


def test_nobody_sees_what_was_not_confirmed_or_is_for_others(candidate, make):
    offer = make.offer()
    draft = make.picture(make.post(confirmed=False))
    joining = make.pictured(title="For joiners", audience=Audience.JOINING)
    another = make.pictured(title="Elsewhere", job=make.job("Data Analyst"))

    replies = [candidate(offer.application).get(path(one)) for one in (draft, joining, another)]

    assert {reply.status_code for reply in replies} == {404}


def test_whoever_has_no_offer_sees_none(candidate, make):
    picture = make.pictured()

    assert candidate(make.application()).get(path(picture)).status_code == 404


def test_a_shared_link_leads_out_without_a_trace(candidate, make, session):
    offer, robin = make.offer(), make.robin()
    draft = posts.Draft(
        "Worth reading",
        "Our talk on queues.",
        Audience.OFFERED,
        url="https://talks.example/queues?x=1",
    )
    with transaction(session):
        post = posts.write(session, robin, draft=draft)
        posts.confirm(session, post, robin)

    page = Page(candidate(offer.application).get(f"/me/news/{post.ref}").text)

    link = next(one for one in page.every("a") if one.get("href") == draft.url)
    assert (link.text(), link.get("rel")) == ("Read it at talks.example", "noreferrer noopener")


def test_reading_changes_nothing(candidate, make, session):
    offer, picture = make.offer(), make.pictured()
    browser = candidate(offer.application)

    with unchanged(session):
        browser.get(path(picture))
