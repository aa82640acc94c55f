"""Company news, as far as one candidate may read it: confirmed, published, for those with an open
offer or joining.
"""

import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.engagement.models import Audience, Post, PostPicture
from portal.hiring.models import Application, Candidate
from portal.hiring.promises import today_for
from portal.hiring.stages import Status
from portal.offers.models import Offer
from portal.offers.outcomes import OfferState
from portal.plumbing import clock, files
from portal.plumbing.plain import rows
from portal.standing.views import NewsView, PictureView

AnyRow = Row[*tuple[Any, ...]]
ON_HOME = 3
ON_PAGE = 100
EXCERPT = 140
_TAG = re.compile(r"<[^>]+>")
_READABLE = (
    Post.confirmed_at.is_not(None),
    Post.taken_back_at.is_(None),
    Post.publish_at <= bindparam("now"),
)
_COLUMNS = (Post.ref, Post.title, Post.publish_at, Post.html)
_NEWEST = (Post.publish_at.desc(), Post.id.desc())
_OFFERED = (
    select(*_COLUMNS)
    .where(
        *_READABLE,
        Post.audience == Audience.OFFERED,
        or_(Post.job_id.is_(None), Post.job_id == bindparam("job")),
    )
    .order_by(*_NEWEST)
    .limit(ON_HOME)
)
_JOINING = (
    select(*_COLUMNS)
    .where(*_READABLE, or_(Post.job_id.is_(None), Post.job_id == bindparam("job")))
    .order_by(*_NEWEST)
    .limit(ON_HOME)
)
_HAS_IT_IN_WRITING = (
    select(Offer.id)
    .where(Offer.application_id == Application.id, Offer.state == OfferState.SENT)
    .correlate(Application)
    .exists()
)
_READER = (
    select(Application.id)
    .where(
        Application.candidate_id == bindparam("candidate"),
        Application.outcome.is_(None),
        or_(
            Application.status == Status.JOINING,
            and_(
                Application.status == Status.OFFER,
                Post.audience == Audience.OFFERED,
                _HAS_IT_IN_WRITING,
            ),
        ),
        or_(Post.job_id.is_(None), Post.job_id == Application.job_id),
    )
    .correlate(Post)
    .exists()
)
_ZONE = select(Candidate.time_zone).where(Candidate.id == bindparam("candidate")).scalar_subquery()
_ALL: Select[Any] = (
    select(*_COLUMNS, _ZONE.label("zone"))
    .where(*_READABLE, _READER)
    .order_by(*_NEWEST)
    .limit(ON_PAGE)
)
_ONE: Select[Any] = (
    select(
        *_COLUMNS,
        Post.url,
        _ZONE.label("zone"),
        PostPicture.ref.label("picture"),
        PostPicture.alt,
        PostPicture.width,
        PostPicture.height,
    )
    .outerjoin(PostPicture, PostPicture.post_id == Post.id)
    .where(*_READABLE, _READER, Post.ref == bindparam("ref"))
    .order_by(PostPicture.id)
)
_PICTURE = (
    select(PostPicture.file)
    .join(Post, Post.id == PostPicture.post_id)
    .where(*_READABLE, _READER, PostPicture.ref == bindparam("ref"))
)


def latest(session: Session, application: AnyRow, now: datetime) -> list[NewsView]:
    """The newest posts for somebody with an offer for that application's job, or joining; none for
    anybody else.
    """
    if application.outcome is not None or application.status not in (Status.OFFER, Status.JOINING):
        return []
    if application.offer_state is not OfferState.SENT:
        return []
    asked = _JOINING if application.status is Status.JOINING else _OFFERED
    found = rows(session, asked, {"job": application.job_id, "now": now})
    zone = company(session).time_zone
    return [_view(row, zone) for row in found]


def news(session: Session, candidate_id: int) -> list[NewsView]:
    """All that this candidate may read, newest first; nothing for whoever declined or is closed."""
    found = rows(session, _ALL, {"candidate": candidate_id, "now": clock.now()})
    house = company(session).time_zone
    return [_view(row, row.zone or house) for row in found]


def post(session: Session, candidate_id: int, ref: str) -> NewsView | None:
    """That post in full, if this candidate may read it."""
    found = {"candidate": candidate_id, "now": clock.now(), "ref": ref}
    its = rows(session, _ONE, found).all()
    if not its:
        return None
    pictures = [
        PictureView(row.picture, row.alt, row.width, row.height) for row in its if row.picture
    ]
    listed = _view(its[0], its[0].zone or company(session).time_zone)
    return replace(listed, html=its[0].html, url=its[0].url, pictures=pictures)


def picture(session: Session, candidate_id: int, ref: str) -> bytes | None:
    """That picture (a JPEG), if this candidate may read the post it stands in."""
    asked = {"candidate": candidate_id, "now": clock.now(), "ref": ref}
    row = rows(session, _PICTURE, asked).one_or_none()
    return files.read(session, row.file) if row else None


def _view(row: AnyRow, zone: str) -> NewsView:
    return NewsView(row.ref, row.title, today_for(row.publish_at, zone), _excerpt(row.html))


def _excerpt(html: str) -> str:
    words = " ".join(unescape(_TAG.sub(" ", html.partition("</p>")[0])).split())
    return words if len(words) <= EXCERPT else words[:EXCERPT].rpartition(" ")[0] + " …"
