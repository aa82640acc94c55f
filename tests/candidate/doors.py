"""What tests of the doors share: a link, what an answer sets, what a database holds."""

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.links import actions
from portal.links.models import Purpose
from portal.plumbing.db import Base, transaction


def link(session: Session, candidate_id: int, **more: object) -> str:
    """The address of a new link for that candidate."""
    with transaction(session):
        token = actions.issue(session, candidate_id, more.pop("purpose", Purpose.STATUS), **more)
    return f"/l/{token}"


def counts(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    session.rollback()
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
        if inspect(session.get_bind()).has_table(table.name, schema=table.schema)
    }


def cookies(reply: TestResponse) -> dict[str, str]:
    """What the answer sets, by name."""
    pairs = (line.partition("=") for line in reply.headers.getlist("Set-Cookie"))
    return {name: value for name, _equals, value in pairs}
