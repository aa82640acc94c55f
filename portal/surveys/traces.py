"""What deleted answers leave in the database's files, and how that goes too.

SQLite overwrites deleted rows (secure_delete), but its log keeps older copies until it is cut off,
which nobody may be reading for. PostgreSQL keeps dead rows until the table is written anew.
"""

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from portal.plumbing.db import ROUNDS
from portal.surveys.models import Ballot, Comment, Tally

_CUT = f"PRAGMA {ROUNDS}.wal_checkpoint(TRUNCATE)"
_READERS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL"
)
_PATIENCE = text("SET lock_timeout = '5s'")
_NO_PATIENCE = text("RESET lock_timeout")
_REWRITE = [text(f"VACUUM (FULL) {model.__table__}") for model in (Ballot, Tally, Comment)]


def sweep(engine: Engine) -> bool:
    """Rewrite what held single answers; False while somebody is still reading, so try again
    later."""
    if engine.dialect.name == "sqlite":
        return _cut_log(engine)
    return _rewrite(engine)


def _cut_log(engine: Engine) -> bool:
    """Without waiting: who waits here for readers keeps everybody else from writing."""
    connection = engine.raw_connection()
    cursor = connection.cursor()
    try:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        busy, _log, _done = cursor.execute(_CUT).fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {patience[0]:d}")
    finally:
        cursor.close()
        connection.close()
    return not busy


def _rewrite(engine: Engine) -> bool:
    """A transaction older than this one may still see deleted rows, which a rewrite then keeps."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(_PATIENCE)
        try:
            readers = connection.scalar(_READERS)
            for statement in _REWRITE:
                connection.execute(statement)
        except OperationalError:
            return False
        finally:
            connection.execute(_NO_PATIENCE)
    return not readers
