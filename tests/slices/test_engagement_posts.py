"""Company news: written, confirmed by somebody with a name, taken back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit.models import AuditEntry
from portal.engagement.actions import posts
from portal.engagement.markdown import to_html
from portal.engagement.models import Audience, Post
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal

DRAFT = posts.Draft("A title", "Some words", Audience.JOINING)


def test_confirming_says_who_and_is_written_down_once(make, session):
    post = make.post(confirmed=False)

    for _twice in range(2):
        with transaction(session):
            posts.confirm(session, post, make.ada())

    trail = session.scalars(select(AuditEntry).where(AuditEntry.action == "post.confirmed")).all()
    assert post.confirmed_by.name == "Ada Lind"
    assert len(trail) == 1


def test_writing_and_taking_back_are_written_down(make, session):
    post = make.post()
    with transaction(session):
        posts.take_back(session, post, make.robin())

    written = list(session.scalars(select(AuditEntry.action)))
    assert written.count("post.written") == 1
    assert written.count("post.taken_back") == 1


def test_a_confirmed_post_is_not_rewritten(make, session):
    post = make.post()

    with pytest.raises(Refusal, match="Take it back first"), transaction(session):
        posts.rewrite(session, post, make.robin(), draft=DRAFT, seen=post.version)


def test_the_second_of_two_editors_is_told(make, session):
    post = make.post(confirmed=False)
    seen = post.version
    with transaction(session):
        posts.rewrite(session, post, make.robin(), draft=DRAFT, seen=seen)

    with pytest.raises(Refusal, match="Somebody changed"), transaction(session):
        posts.rewrite(session, post, make.ada(), draft=DRAFT, seen=seen)


def test_a_post_taken_back_is_not_confirmed_again(make, session):
    post = make.post()
    with transaction(session):
        posts.take_back(session, post, make.robin())
        posts.take_back(session, post, make.robin())
    post.confirmed_at = post.confirmed_by_id = None
    session.commit()

    with pytest.raises(Refusal, match="taken back"), transaction(session):
        posts.confirm(session, post, make.robin())


@pytest.mark.parametrize(
    ("title", "words"), [("", "words"), ("title", ""), ("x" * 121, "words"), ("t", "x" * 20_001)]
)
def test_an_empty_or_endless_post_is_refused(make, session, title, words):
    with pytest.raises(Refusal), transaction(session):
        posts.write(session, make.robin(), draft=posts.Draft(title, words, Audience.OFFERED))


def test_a_confirmation_without_a_name_cannot_be_kept(make, session):
    session.add(
        Post(
            title="x",
            words="x",
            html="x",
            audience=Audience.OFFERED,
            publish_at=clock.now(),
            author_id=make.robin().id,
            created_at=clock.now(),
            confirmed_at=clock.now(),
        )
    )

    with pytest.raises(IntegrityError):
        session.commit()


@given(st.text())
def test_markdown_never_makes_a_script_or_a_handler(words):
    html = to_html(words + "<script>x</script><b onclick=x>[a](javascript:x)![b](c)")

    assert "<script" not in html
    assert "onclick=x>" not in html.replace("&gt;", "")
    assert "<img" not in html
