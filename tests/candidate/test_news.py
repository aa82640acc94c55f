"""Company news reaches those with an open offer and those who are joining, and nobody else."""

from datetime import timedelta

from portal.engagement.actions import posts
from portal.engagement.models import Audience
from portal.plumbing import clock
from portal.plumbing.db import transaction


def test_a_joiner_reads_news(candidate, make):
    offer, post = make.accepted(), make.post(audience=Audience.JOINING)
    browser = candidate(offer.application)

    home = browser.get(f"/me/applications/{offer.application.ref}").text
    full = browser.get(f"/me/news/{post.ref}").text

    assert post.title in home
    assert "<strong>one</strong>" in full


def test_whoever_declines_stops_seeing_news_at_once(candidate, make):
    offer, post = make.offer(), make.post()
    browser = candidate(offer.application)
    seen = browser.get(f"/me/news/{post.ref}").status_code
    make.declined(offer)

    pages = [browser.get("/me/news/"), browser.get(f"/me/applications/{offer.application.ref}")]

    assert seen == 200
    assert all(post.title not in page.text for page in pages)
    assert browser.get(f"/me/news/{post.ref}").status_code == 404


def test_a_candidate_in_interviews_reads_none(candidate, make):
    application, post = make.application(stage="Interviews"), make.post()

    browser = candidate(application)

    assert browser.get(f"/me/news/{post.ref}").status_code == 404
    assert post.title not in browser.get("/me/news/").text


def test_an_unconfirmed_a_future_and_another_jobs_post_are_read_by_nobody(candidate, make):
    offer = make.accepted()
    make.post("Unconfirmed", confirmed=False)
    make.post("Elsewhere", job=make.job("Data Analyst"))
    with clock.held_at(clock.now() + timedelta(days=1)):
        make.post("Tomorrow")

    page = candidate(offer.application).get("/me/news/").text

    assert not any(title in page for title in ("Unconfirmed", "Elsewhere", "Tomorrow"))


def test_a_post_taken_back_is_gone(candidate, make, session):
    offer, post = make.accepted(), make.post()
    with transaction(session):
        posts.take_back(session, post, make.robin())

    assert candidate(offer.application).get(f"/me/news/{post.ref}").status_code == 404


def test_hostile_markdown_stays_words(candidate, make, session):
    offer = make.accepted()
    words = (
        "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> **fine**"
    )
    with transaction(session):
        draft = posts.Draft("Hostile", words, Audience.OFFERED)
        post = posts.write(session, make.robin(), draft=draft)
        posts.confirm(session, post, make.robin())

    page = candidate(offer.application).get(f"/me/news/{post.ref}").text

    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "<strong>fine</strong>" in page
