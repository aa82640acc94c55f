"""The words of the team's pages, as they were reviewed."""

from datetime import date

import pytest

from portal.hiring.actions import applications, updates
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.kept import assert_kept
from tests.make import MONDAY, WORDS
from tests.recruiter.desk import ending_of

PAGES = {
    "today/show": "/team/",
    "candidates/index": "/team/candidates/",
    "candidates/add": "/team/candidates/add",
    "applications/show": "/team/applications/{sam}",
    "applications/as_candidate": "/team/applications/{sam}/as-candidate",
    "applications/links_off": "/team/applications/{sam}/links-off",
    "endings/write": "/team/applications/{omar}/ending",
    "steps/add": "/team/applications/{sam}/steps/add",
    "steps/change": "/team/applications/{sam}/steps/{step}",
    "offers/send": "/team/applications/{sam}/offer",
    "posts/index": "/team/news/",
    "posts/new": "/team/news/new",
    "posts/show": "/team/news/{post}",
    "posts/edit": "/team/news/{post}/edit",
    "jobs/index": "/team/jobs/",
    "jobs/add": "/team/jobs/add",
    "jobs/show": "/team/jobs/{job}",
    "jobs/edit": "/team/jobs/{job}/edit",
}


@pytest.fixture
def world(make, session, monkeypatch):
    """A small one, in which everything stands still; two zones are all there are."""
    monkeypatch.setattr("portal.web.recruiter.zones._places", lambda: ["Asia/Tokyo"])
    with clock.held_at(MONDAY):
        sam = make.application(stage="Interviews")
        step = make.step(sam)
        with transaction(session):
            applications.add_memo(session, sam, make.robin(), words="Ask about queues.")
            word = updates.Word(Status.INTERVIEWING, WORDS, next_word_by=date(2026, 11, 27))
            updates.give(session, sam, make.robin(), word=word)
        omar = make.verdict(make.application(candidate=make.candidate("Omar Said"), job=sam.job))
        post = make.post(confirmed=False)
        refs = {"sam": sam, "omar": omar, "step": step, "post": post, "job": sam.job}
        yield {name: row.ref for name, row in refs.items()}


@pytest.mark.parametrize("template", PAGES)
def test_a_page_says_what_was_reviewed(teammate, world, template):
    reply = teammate().get(PAGES[template].format(**world))

    assert reply.status_code == 200
    assert_kept(f"recruiter/{template}.html", reply.text)


def test_a_preview_says_what_was_reviewed(teammate, make, world):
    omar = make.verdict(make.application(candidate=make.candidate("Ken Ito"), stage="Interviews"))
    path = f"/team/applications/{omar.ref}/ending/preview"

    reply = teammate().post(path, data=ending_of(omar))

    assert_kept("recruiter/endings/preview.html", reply.text)


def test_telling_several_says_what_was_reviewed(teammate, world):
    data = {"pick": [f"{world[name]}:0" for name in ("sam", "omar")], "longer": ""}

    reply = teammate().post("/team/together/", data=data)

    assert_kept("recruiter/together/write.html", reply.text)
