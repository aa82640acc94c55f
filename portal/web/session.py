"""The database session of this request."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, g
from sqlalchemy.orm import Session

from portal.plumbing.db import transaction as _transaction


def db() -> Session:
    """The session of this request, opened at its first use. It only reads; writing takes
    `transaction()`.
    """
    if "db" not in g:
        g.db = current_app.extensions["sessions"]()
    session: Session = g.db
    return session


@contextmanager
def transaction() -> Iterator[Session]:
    """One transaction on the session of this request: all of it is kept, or none."""
    with _transaction(db()) as session:
        yield session


def let_go() -> None:
    """Give the connection back before something that takes long; whoever reads on asks anew."""
    db().rollback()


def init_app(app: Flask) -> None:
    """Close the session when the request is over."""

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        session = g.pop("db", None)
        if session is not None:
            session.close()
