"""News, as the team sees it."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from portal.engagement.models import Post, PostPicture

PAGE = 50
_POSTS = (
    select(Post)
    .options(joinedload(Post.author), joinedload(Post.confirmed_by), joinedload(Post.job))
    .order_by(Post.publish_at.desc(), Post.id.desc())
    .limit(PAGE)
    .offset(bindparam("skip"))
)
_POST = select(Post).where(Post.ref == bindparam("ref"))
_PICTURE = (
    select(PostPicture)
    .join(PostPicture.post)
    .where(PostPicture.ref == bindparam("ref"), Post.ref == bindparam("post"))
)


def posts(session: Session, *, skip: int = 0) -> Sequence[Post]:
    """A page of posts, newest first, drafts and taken back ones included."""
    return session.scalars(_POSTS, {"skip": skip}).all()


def post_by_ref(session: Session, ref: str) -> Post | None:
    """The post with that ref; every recruiter may see every post."""
    return session.scalar(_POST, {"ref": ref})


def picture_of(session: Session, post: Post, ref: str) -> PostPicture | None:
    """That picture, if it stands in that post."""
    return session.scalar(_PICTURE, {"ref": ref, "post": post.ref})
