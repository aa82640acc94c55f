"""What a form is about may be deleted at that very moment: words, and nothing lost."""

import pytest
from sqlalchemy.exc import IntegrityError

from portal.plumbing.db import transaction
from portal.team.models import JobMember
from portal.web.races import words_for_race


def test_a_row_that_points_at_what_is_gone_is_no_bug(session, make):
    robin = make.robin()

    with pytest.raises(IntegrityError) as raised, transaction(session):
        session.add(JobMember(job_id=4711, teammate_id=robin.id))

    assert "was deleted at that moment" in (words_for_race(raised.value) or "")


def test_any_other_broken_rule_of_the_database_is_a_bug(session, make):
    application = make.application()

    with pytest.raises(IntegrityError) as raised, transaction(session):
        application.next_word_by = None

    assert words_for_race(raised.value) is None


def test_a_post_for_a_job_that_is_deleted_meanwhile_comes_back_as_typed(
    teammate, make, session, monkeypatch
):
    from portal.web.recruiter import posts

    job = make.job("Data Analyst")
    whole = posts.actions.write

    def deleted_first(own, *given, draft):
        return whole(own, *given, draft=type(draft)(**{**vars(draft), "job": Gone}))

    class Gone:
        id = 4711

    monkeypatch.setattr(posts.actions, "write", deleted_first)
    reply = teammate().post(
        "/team/news/new",
        data={"title": "Hello", "words": "Typed with care.", "audience": "offered", "job": job.ref},
    )

    assert reply.status_code == 409
    assert "was deleted at that moment" in reply.text
    assert "Typed with care." in reply.text
