"""Words that nobody is found by any more really go."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_OPTIMIZE = text("INSERT INTO search_words_fts (search_words_fts) VALUES ('optimize')")


def forget(session: Session) -> None:
    """Write SQLite's index for words anew, without those it only knows as deleted. PostgreSQL
    sees to that itself.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.execute(_OPTIMIZE)
