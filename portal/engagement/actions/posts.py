"""Writing company news, confirming that it may be read before a first day, taking it back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.queries import company
from portal.engagement.events import PostConfirmed, PostTakenBack
from portal.engagement.markdown import to_html
from portal.engagement.models import Audience, Post
from portal.hiring.models import Job
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

TITLE_AT_MOST = 120
WORDS_AT_MOST = 20_000


@dataclass(frozen=True)
class Draft:
    """A post as it is written: Markdown, for whom, from when on (aware; now when None)."""

    title: str
    words: str
    audience: Audience
    job: Job | None = None
    publish_at: datetime | None = None
    url: str = ""
    """What is shared with it."""


def write(session: Session, by: Teammate, *, draft: Draft) -> Post:
    """Keep a new post; nobody outside reads it before it is confirmed. Raises Refusal for an
    empty or over-long one.
    """
    _check(draft)
    now = clock.now()
    post = Post(
        title=draft.title,
        words=draft.words,
        html=to_html(draft.words),
        url=draft.url,
        audience=draft.audience,
        job_id=draft.job.id if draft.job else None,
        publish_at=draft.publish_at or now,
        author_id=by.id,
        created_at=now,
    )
    session.add(post)
    session.flush()
    trail.record(session, by.ref, "post.written", subject=post.ref)
    return post


def rewrite(session: Session, post: Post, by: Teammate, *, draft: Draft, seen: int) -> None:
    """Change a post that isn't confirmed yet. Raises Refusal where it is, or where somebody
    changed it since `seen`.
    """
    _check(draft)
    hold_unconfirmed(session, post)
    if post.version != seen:
        raise Refusal(_("Somebody changed this post meanwhile. Compare, then save again."))
    post.title, post.words, post.html = draft.title, draft.words, to_html(draft.words)
    post.url = draft.url
    post.audience, post.job_id = draft.audience, draft.job.id if draft.job else None
    post.publish_at = draft.publish_at or post.publish_at
    mark_changed(post, by)
    trail.record(session, by.ref, "post.written", subject=post.ref)
    session.flush()


def confirm(session: Session, post: Post, by: Teammate, *, seen: int | None = None) -> None:
    """Say, with one's name, that nothing in it is confidential: from its date on it may be read.

    A second time does nothing. Raises Refusal for a post that was taken back, where somebody
    changed it since `seen` (nobody's name stands for words they did not read), and, where the
    company wants two for it, for whoever wrote or changed it.
    """
    session.refresh(post, with_for_update=True)
    if post.taken_back_at is not None:
        raise Refusal(_("It was taken back."))
    if post.confirmed_at is not None:
        return
    if seen is not None and post.version != seen:
        raise Refusal(_("Somebody changed this post meanwhile. Read it again, then confirm."))
    if company(session).two_for_news and by.id in {post.author_id, post.edited_by_id}:
        raise Refusal(_("Somebody else confirms what you wrote or changed: ask a teammate."))
    post.confirmed_by_id, post.confirmed_at = by.id, clock.now()
    post.publish_at = max(post.publish_at, post.confirmed_at)
    post.version += 1
    trail.record(session, by.ref, "post.confirmed", subject=post.ref)
    session.flush()
    events.emit(session, PostConfirmed(post.id))


def take_back(session: Session, post: Post, by: Teammate) -> None:
    """Let nobody read it any more, from now on. A second time does nothing."""
    session.refresh(post, with_for_update=True)
    if post.taken_back_at is not None:
        return
    post.taken_back_at = clock.now()
    post.version += 1
    trail.record(session, by.ref, "post.taken_back", subject=post.ref)
    session.flush()
    events.emit(session, PostTakenBack(post.id))


def hold_unconfirmed(session: Session, post: Post) -> None:
    """Let nobody else change it meanwhile. Raises Refusal for one that is confirmed."""
    session.refresh(post, with_for_update=True)
    if post.confirmed_at is not None:
        raise Refusal(_("It is confirmed already. Take it back first."))


def mark_changed(post: Post, by: Teammate) -> None:
    """It is not what was read before, and by whom."""
    post.version += 1
    if by.id != post.author_id:
        post.edited_by_id = by.id


def _check(draft: Draft) -> None:
    if not draft.title or not draft.words:
        raise Refusal(_("A post needs a title and words."))
    if len(draft.title) > TITLE_AT_MOST or len(draft.words) > WORDS_AT_MOST:
        raise Refusal(_("That is too long for a post."))
    if draft.url and not draft.url.startswith(("https://", "http://")):
        raise Refusal(_("A link starts with https://."))
