"""By which words an application is found, kept by the database itself.

`search_words` holds a line of words for each application: its candidate's and its job's. Triggers
keep it, so that nothing that changes a name, a title or whose application it is can forget to.
Over it stands an index for whole words and their beginnings: FTS5 on SQLite, GIN on PostgreSQL.
"""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.plumbing.db import BESIDE, Base


class SearchWords(Base):
    """The words of one application, folded, a space between them."""

    __tablename__ = "search_words"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    words: Mapped[str]


_NEW = (
    "coalesce((SELECT candidates.found_by || ' ' || jobs.found_by FROM candidates, jobs"
    " WHERE candidates.id = NEW.candidate_id AND jobs.id = NEW.job_id), '')"
)
_EACH = (
    "UPDATE search_words SET words = (SELECT candidates.found_by || ' ' || jobs.found_by"
    " FROM applications JOIN candidates ON candidates.id = applications.candidate_id"
    " JOIN jobs ON jobs.id = applications.job_id"
    " WHERE applications.id = search_words.application_id)"
    " WHERE application_id IN (SELECT id FROM applications WHERE "
)
KEPT = {
    "search_words_added": (
        "INSERT ON applications",
        f"INSERT INTO search_words (application_id, words) VALUES (NEW.id, {_NEW})",  # noqa: S608 - our own words
    ),
    "search_words_moved": (
        "UPDATE OF candidate_id, job_id ON applications",
        f"UPDATE search_words SET words = {_NEW} WHERE application_id = NEW.id",  # noqa: S608 - our own words
    ),
    "search_words_renamed": ("UPDATE OF found_by ON candidates", _EACH + "candidate_id = NEW.id)"),
    "search_words_retitled": ("UPDATE OF found_by ON jobs", _EACH + "job_id = NEW.id)"),
}
"""What keeps the words, on both databases: after what, and how. A row that goes takes its words
along.
"""
_FORGET = (
    "INSERT INTO search_words_fts (search_words_fts, rowid, words)"
    " VALUES ('delete', OLD.application_id, OLD.words)"
)
_LEARN = "INSERT INTO search_words_fts (rowid, words) VALUES (NEW.application_id, NEW.words)"
INDEXED = {
    "search_words_fts_added": ("INSERT ON search_words", _LEARN),
    "search_words_fts_changed": ("UPDATE OF words ON search_words", f"{_FORGET}; {_LEARN}"),
    "search_words_fts_gone": ("DELETE ON search_words", _FORGET),
}
"""What keeps FTS5, which knows the words alone and reads the rest in `search_words`."""
FTS5 = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_words_fts USING fts5(words, content='search_words',"
    " content_rowid='application_id', tokenize='ascii', prefix='1 2 3', detail='none',"
    " columnsize=0)"
)
"""`ascii` takes any other letter as part of a word: which ones are, Python has said."""
GIN = (
    "CREATE INDEX IF NOT EXISTS ix_search_words_fts ON search_words"
    " USING gin (array_to_tsvector(array_remove(string_to_array(words, ' '), '')))"
)


def beside(dialect: str) -> list[str]:
    """What makes triggers and index, where they aren't there yet."""
    if dialect == "sqlite":
        return [FTS5, *(_on_sqlite(name, *how) for name, how in {**KEPT, **INDEXED}.items())]
    return [GIN, *(line for name, how in KEPT.items() for line in _on_postgresql(name, *how))]


def _on_sqlite(name: str, after: str, body: str) -> str:
    return f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {after} BEGIN {body}; END"


def _on_postgresql(name: str, after: str, body: str) -> list[str]:
    function = f"{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$"
    trigger = f"{name} AFTER {after} FOR EACH ROW EXECUTE FUNCTION {name}()"
    return [f"CREATE OR REPLACE FUNCTION {function}", f"CREATE OR REPLACE TRIGGER {trigger}"]


BESIDE.append(beside)
