"""Calls, lines asked of the team for a note, and what an ending's words are checked by."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("was_reached", sa.Boolean(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_calls_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["teammates.id"], name=op.f("fk_calls_by_id_teammates")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_index("ix_calls_application", "calls", ["application_id", "at"], unique=False)
    op.create_table(
        "note_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("of_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_note_lines_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["teammates.id"], name=op.f("fk_note_lines_asked_by_id_teammates")
        ),
        sa.ForeignKeyConstraint(
            ["of_id"], ["teammates.id"], name=op.f("fk_note_lines_of_id_teammates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_lines")),
        sa.UniqueConstraint(
            "application_id", "of_id", name=op.f("uq_note_lines_application_id_of_id")
        ),
        sa.UniqueConstraint("ref", name=op.f("uq_note_lines_ref")),
    )
    op.create_index(op.f("ix_note_lines_of_id"), "note_lines", ["of_id"], unique=False)
    op.create_index(op.f("ix_candidates_name_key"), "candidates", ["name_key"], unique=False)

    new = ("words_mark", sa.String()), ("mail_because", sa.String()), ("tried_to_call", sa.Boolean())
    for name, kind in new:
        op.add_column("endings", sa.Column(name, kind, nullable=True))
    op.execute("UPDATE endings SET words_mark = '', mail_because = '', tried_to_call = FALSE")
    with op.batch_alter_table("endings", table_args=_checks()) as batch:
        for name, kind in new:
            batch.alter_column(name, existing_type=kind, nullable=False)
    op.create_index(op.f("ix_endings_words_mark"), "endings", ["words_mark"], unique=False)
    was_dropped = sa.text("dropped_at IS NOT NULL")
    op.create_index(
        "ix_endings_dropped",
        "endings",
        ["dropped_at"],
        unique=False,
        sqlite_where=was_dropped,
        postgresql_where=was_dropped,
    )


def _checks() -> tuple[sa.CheckConstraint, ...]:
    """What SQLite forgets of a table that is built anew."""
    rules = {
        "ck_endings_says_something": "way = 'elsewhere' OR words <> ''",
        "ck_endings_told_stays_told": (
            "told_at IS NULL OR taken_back_at IS NULL AND dropped_at IS NULL"
        ),
        "ck_endings_dropped_for_a_reason": "(dropped_at IS NULL) = (dropped_because IS NULL)",
    }
    return tuple(sa.CheckConstraint(rule, name=op.f(name)) for name, rule in rules.items())
