"""Company news."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.hiring.models import Job
from portal.plumbing.db import Base
from portal.plumbing.tokens import new_ref
from portal.team.models import Teammate


class Audience(StrEnum):
    """Who may read a post."""

    OFFERED = "offered"
    """Whoever has a sent offer, or has accepted one."""
    JOINING = "joining"
    """Whoever has accepted one."""


class Post(Base):
    """A piece of company news. Nobody reads it before a named person confirmed that nothing in it
    is confidential.
    """

    __tablename__ = "posts"
    __table_args__ = (
        CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"
        ),
        Index("ix_posts_publish_at", "publish_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    title: Mapped[str]
    words: Mapped[str]
    """Markdown, as typed."""
    html: Mapped[str]
    """What the words became when they were saved: an allow-list of tags."""
    url: Mapped[str] = mapped_column(default="")
    """What is shared with it, to be read elsewhere; empty where nothing is."""
    audience: Mapped[Audience]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"))
    publish_at: Mapped[datetime]
    author_id: Mapped[int] = mapped_column(ForeignKey("teammates.id"))
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))
    """Who changed it last, where that was not its author."""
    created_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))
    confirmed_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    job: Mapped[Job | None] = relationship()
    author: Mapped[Teammate] = relationship(foreign_keys=[author_id])
    confirmed_by: Mapped[Teammate | None] = relationship(foreign_keys=[confirmed_by_id])
    pictures: Mapped[list["PostPicture"]] = relationship(
        back_populates="post", order_by="PostPicture.id"
    )


class PostPicture(Base):
    """A picture in a post. What is kept was made anew from what was handed in; `file` names it."""

    __tablename__ = "post_pictures"
    __table_args__ = (
        CheckConstraint("alt <> ''", name="says_what_it_shows"),
        UniqueConstraint("post_id", "file"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    file: Mapped[str]
    alt: Mapped[str]
    """What it shows, for whoever can't see it."""
    width: Mapped[int]
    height: Mapped[int]

    post: Mapped[Post] = relationship(back_populates="pictures")
