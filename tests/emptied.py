"""PostgreSQL databases used again: to empty one takes a tenth of the time that a new one does.

Only one whose tables are still as they were made; whatever else a test left behind goes with it.
"""

from collections import Counter

import psycopg

_USES = 25
"""What was deleted still takes room, and in the end changes plans."""
_ROOM = 16 * 1024**2
_SHAPE = """
    SELECT sum(hashtextextended(row, 0)) FROM (
        SELECT 'column' || xmin || ctid AS row FROM pg_attribute WHERE attrelid >= 16384
        UNION ALL SELECT 'index' || xmin || ctid FROM pg_index WHERE indexrelid >= 16384
        UNION ALL SELECT 'constraint' || xmin || ctid FROM pg_constraint WHERE oid >= 16384
        UNION ALL SELECT 'trigger' || xmin || ctid FROM pg_trigger WHERE oid >= 16384
        UNION ALL SELECT 'function' || xmin || ctid FROM pg_proc WHERE oid >= 16384
        UNION ALL SELECT 'counted' || xmin || ctid FROM pg_statistic WHERE starelid >= 16384
    ) AS rows
"""
"""What changes with any change of tables, and once rows were counted: then plans are others. From
that number on nothing is PostgreSQL's own.
"""
_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_EMPTY = """
    SELECT string_agg(format(
        CASE relkind WHEN 'r' THEN 'DELETE FROM %s' ELSE 'SELECT setval(%L, 1, false)' END,
        oid::regclass
    ), '; ') FROM pg_class WHERE relkind IN ('r', 'S') AND oid >= 16384
"""
_used: Counter[str] = Counter()
_lines: dict[str, psycopg.Connection] = {}
_model: dict[str, object] = {}


def remember(url: str) -> None:
    """That this is how tables look where nobody did anything yet."""
    with psycopg.connect(url) as connection:
        _model.update({what: _scalar(connection, what) for what in (_SHAPE, _EMPTY)})


def empty(url: str) -> bool:
    """Take every row out, whoever may still be connected; False where it is no use any more."""
    try:
        is_empty = _is_emptied(url, _line(url))
    except psycopg.OperationalError:  # a test cut every line
        is_empty = False
    if not is_empty:
        _lines.pop(url).close()
    return is_empty


def _is_emptied(url: str, line: psycopg.Connection) -> bool:
    line.execute(_OTHERS)
    _used[url] += 1
    if _used[url] >= _USES or _is_large(line) or _scalar(line, _SHAPE) != _model[_SHAPE]:
        return False
    line.execute(str(_model[_EMPTY]).encode())
    return True


def _line(url: str) -> psycopg.Connection:
    """Stays open: whoever connects anew has to read what each table looks like."""
    if url not in _lines:
        _lines[url] = psycopg.connect(url, autocommit=True)
        _lines[url].execute("SET session_replication_role = replica")
    return _lines[url]


def _is_large(line: psycopg.Connection) -> bool:
    return bool(_scalar(line, f"SELECT pg_relation_size('applications') > {_ROOM}"))


def _scalar(line: psycopg.Connection, statement: str) -> object:
    (value,) = line.execute(statement.encode()).fetchone() or (None,)
    return value
