"""Find applications by words."""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.plumbing.text import words

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MANY = 5_000
SQLITE = (
    (
        "CREATE VIRTUAL TABLE search_words_fts USING fts5(words, content='search_words', "
        "content_rowid='application_id', tokenize='ascii', prefix='1 2 3', detail='none', "
        "columnsize=0)"
    ),
    "INSERT INTO search_words_fts (search_words_fts) VALUES ('rebuild')",
    (
        "CREATE TRIGGER search_words_added AFTER INSERT ON applications BEGIN INSERT INTO "
        "search_words (application_id, words) VALUES (NEW.id, coalesce((SELECT "
        "candidates.found_by || ' ' || jobs.found_by FROM candidates, jobs WHERE candidates.id = "
        "NEW.candidate_id AND jobs.id = NEW.job_id), '')); END"
    ),
    (
        "CREATE TRIGGER search_words_moved AFTER UPDATE OF candidate_id, job_id ON applications "
        "BEGIN UPDATE search_words SET words = coalesce((SELECT candidates.found_by || ' ' || "
        "jobs.found_by FROM candidates, jobs WHERE candidates.id = NEW.candidate_id AND jobs.id ="
        " NEW.job_id), '') WHERE application_id = NEW.id; END"
    ),
    (
        "CREATE TRIGGER search_words_renamed AFTER UPDATE OF found_by ON candidates BEGIN UPDATE "
        "search_words SET words = (SELECT candidates.found_by || ' ' || jobs.found_by FROM "
        "applications JOIN candidates ON candidates.id = applications.candidate_id JOIN jobs ON "
        "jobs.id = applications.job_id WHERE applications.id = search_words.application_id) WHERE"
        " application_id IN (SELECT id FROM applications WHERE candidate_id = NEW.id); END"
    ),
    (
        "CREATE TRIGGER search_words_retitled AFTER UPDATE OF found_by ON jobs BEGIN UPDATE "
        "search_words SET words = (SELECT candidates.found_by || ' ' || jobs.found_by FROM "
        "applications JOIN candidates ON candidates.id = applications.candidate_id JOIN jobs ON "
        "jobs.id = applications.job_id WHERE applications.id = search_words.application_id) WHERE"
        " application_id IN (SELECT id FROM applications WHERE job_id = NEW.id); END"
    ),
    (
        "CREATE TRIGGER search_words_fts_added AFTER INSERT ON search_words BEGIN INSERT INTO "
        "search_words_fts (rowid, words) VALUES (NEW.application_id, NEW.words); END"
    ),
    (
        "CREATE TRIGGER search_words_fts_changed AFTER UPDATE OF words ON search_words BEGIN "
        "INSERT INTO search_words_fts (search_words_fts, rowid, words) VALUES ('delete', "
        "OLD.application_id, OLD.words); INSERT INTO search_words_fts (rowid, words) VALUES "
        "(NEW.application_id, NEW.words); END"
    ),
    (
        "CREATE TRIGGER search_words_fts_gone AFTER DELETE ON search_words BEGIN INSERT INTO "
        "search_words_fts (search_words_fts, rowid, words) VALUES ('delete', OLD.application_id, "
        "OLD.words); END"
    ),
)
POSTGRESQL = (
    (
        "CREATE INDEX ix_search_words_fts ON search_words USING gin "
        "(array_to_tsvector(array_remove(string_to_array(words, ' '), '')))"
    ),
    (
        "CREATE FUNCTION search_words_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT"
        " INTO search_words (application_id, words) VALUES (NEW.id, coalesce((SELECT "
        "candidates.found_by || ' ' || jobs.found_by FROM candidates, jobs WHERE candidates.id = "
        "NEW.candidate_id AND jobs.id = NEW.job_id), '')); RETURN NULL; END $$"
    ),
    (
        "CREATE TRIGGER search_words_added AFTER INSERT ON applications FOR EACH ROW EXECUTE "
        "FUNCTION search_words_added()"
    ),
    (
        "CREATE FUNCTION search_words_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE"
        " search_words SET words = coalesce((SELECT candidates.found_by || ' ' || jobs.found_by "
        "FROM candidates, jobs WHERE candidates.id = NEW.candidate_id AND jobs.id = NEW.job_id), "
        "'') WHERE application_id = NEW.id; RETURN NULL; END $$"
    ),
    (
        "CREATE TRIGGER search_words_moved AFTER UPDATE OF candidate_id, job_id ON applications "
        "FOR EACH ROW EXECUTE FUNCTION search_words_moved()"
    ),
    (
        "CREATE FUNCTION search_words_renamed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "UPDATE search_words SET words = (SELECT candidates.found_by || ' ' || jobs.found_by FROM"
        " applications JOIN candidates ON candidates.id = applications.candidate_id JOIN jobs ON "
        "jobs.id = applications.job_id WHERE applications.id = search_words.application_id) WHERE"
        " application_id IN (SELECT id FROM applications WHERE candidate_id = NEW.id); RETURN "
        "NULL; END $$"
    ),
    (
        "CREATE TRIGGER search_words_renamed AFTER UPDATE OF found_by ON candidates FOR EACH ROW "
        "EXECUTE FUNCTION search_words_renamed()"
    ),
    (
        "CREATE FUNCTION search_words_retitled() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "UPDATE search_words SET words = (SELECT candidates.found_by || ' ' || jobs.found_by FROM"
        " applications JOIN candidates ON candidates.id = applications.candidate_id JOIN jobs ON "
        "jobs.id = applications.job_id WHERE applications.id = search_words.application_id) WHERE"
        " application_id IN (SELECT id FROM applications WHERE job_id = NEW.id); RETURN NULL; END"
        " $$"
    ),
    (
        "CREATE TRIGGER search_words_retitled AFTER UPDATE OF found_by ON jobs FOR EACH ROW "
        "EXECUTE FUNCTION search_words_retitled()"
    ),
)


def upgrade() -> None:
    connection = op.get_bind()
    for table in ("candidates", "jobs"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(
                sa.Column("found_by", sa.String(), nullable=False, server_default="")
            )
    _fill(connection, "candidates", "full_name, email", lambda row: f"{row[1]} {row[2] or ''}")
    _fill(connection, "jobs", "title", lambda row: row[1])
    for table in ("candidates", "jobs"):
        with op.batch_alter_table(table) as batch:
            batch.alter_column("found_by", existing_type=sa.String(), server_default=None)
    op.create_table(
        "search_words",
        sa.Column("application_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_search_words_application_id_applications"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_search_words")),
    )
    op.execute(
        "INSERT INTO search_words (application_id, words)"
        " SELECT applications.id, candidates.found_by || ' ' || jobs.found_by FROM applications"
        " JOIN candidates ON candidates.id = applications.candidate_id"
        " JOIN jobs ON jobs.id = applications.job_id"
    )
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def _fill(
    connection: sa.Connection, table: str, columns: str, said: Callable[[sa.Row[Any]], str]
) -> None:
    change = sa.text(f"UPDATE {table} SET found_by = :found_by WHERE id = :id")
    for some in _some(connection, f"SELECT id, {columns} FROM {table}"):
        connection.execute(
            change, [{"id": row[0], "found_by": " ".join(words(said(row)))} for row in some]
        )


def _some(connection: sa.Connection, asked: str) -> Iterator[list[sa.Row[Any]]]:
    last = 0
    while rows := list(
        connection.execute(
            sa.text(f"{asked} WHERE id > :last ORDER BY id LIMIT {MANY}"), {"last": last}
        )
    ):
        yield rows
        last = rows[-1][0]
