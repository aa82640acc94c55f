"""Pictures in company news, put in and taken out until somebody confirms the post."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.engagement.actions.posts import hold_unconfirmed, mark_changed
from portal.engagement.models import Post, PostPicture
from portal.engagement.pictures import Pixels
from portal.plumbing import clock, files
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

AT_MOST = 6
ALT_AT_MOST = 300
_SWEPT_AFTER = timedelta(days=1)
_NAMED = select(PostPicture.file)


def add(session: Session, post: Post, by: Teammate, *, pixels: Pixels, alt: str) -> PostPicture:
    """Put a picture into a post that isn't confirmed yet; `alt` says what it shows. The same once
    more stays one. Raises Refusal for a post that is confirmed, without `alt`, and for too many.
    """
    hold_unconfirmed(session, post)
    if not alt:
        raise Refusal(_("Say what it shows: not everybody can see it."))
    name = files.keep(session, pixels.source)
    known = next((one for one in post.pictures if one.file == name), None)
    if known is not None:
        return known
    if len(post.pictures) >= AT_MOST:
        raise Refusal(_("At most %(most)d pictures fit in a post.", most=AT_MOST))
    picture = PostPicture(
        post_id=post.id, file=name, alt=alt, width=pixels.width, height=pixels.height
    )
    session.add(picture)
    mark_changed(post, by)
    session.flush()
    session.expire(post, ["pictures"])
    trail.record(session, by.ref, "post.picture_added", subject=post.ref)
    session.flush()
    return picture


def remove(session: Session, picture: PostPicture, by: Teammate) -> None:
    """Take it out of a post that isn't confirmed yet. Raises Missing for one that is out, Refusal
    for a post that is confirmed.
    """
    if session.get(PostPicture, picture.id, with_for_update=True) is None:
        raise Missing
    post = picture.post
    hold_unconfirmed(session, post)
    session.delete(picture)
    mark_changed(post, by)
    session.flush()
    session.expire(post, ["pictures"])
    trail.record(session, by.ref, "post.picture_removed", subject=post.ref)
    session.flush()


def sweep(session: Session) -> None:
    """Forget files that no picture names any more."""
    files.sweep(session, set(session.scalars(_NAMED)), before=clock.now() - _SWEPT_AFTER)
