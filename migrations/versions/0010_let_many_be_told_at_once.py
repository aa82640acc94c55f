"""Let many be told at once, a job be closed, and a second choice be marked."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_STANDS = sa.text("taken_off_at IS NULL")
_MOMENT = sa.DateTime(timezone=True)
_CHECKS = (
    ("confirmed_at_a_moment", "confirmed_at IS NOT NULL OR confirmed_by_id IS NULL"),
    ("begun_before_confirmed", "confirmed_at IS NULL OR begun_at IS NOT NULL"),
    ("confirmed_before_written", "written_at IS NULL OR confirmed_at IS NOT NULL"),
)

_WRITTEN_WHOLE = (
    "UPDATE ending_batches SET words = '', next_line = 0, begun_at = created_at,"
    " confirmed_at = coalesce(confirmed_at, created_at), written_at = created_at,"
    " size = (SELECT count(*) FROM endings WHERE endings.batch_id = ending_batches.id)"
)
"""Until now a batch was made with all its endings, each with words of its own."""


def upgrade() -> None:
    name, said = _CHECKS[0]
    known = sa.CheckConstraint(said, name=op.f(f"ck_ending_batches_{name}"))
    with op.batch_alter_table("ending_batches", table_args=(known,)) as batch:
        batch.add_column(sa.Column("words", sa.String(), nullable=True))
        batch.add_column(sa.Column("begun_at", _MOMENT, nullable=True))
        batch.add_column(sa.Column("size", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("next_line", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("written_at", _MOMENT, nullable=True))
    op.execute(_WRITTEN_WHOLE)
    with op.batch_alter_table("ending_batches", table_args=(known,)) as batch:
        batch.alter_column("words", existing_type=sa.String(), nullable=False)
        batch.alter_column("size", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("next_line", existing_type=sa.Integer(), nullable=False)
        for name, said in _CHECKS[1:]:
            batch.create_check_constraint(batch.f(f"ck_ending_batches_{name}"), said)
    op.create_table(
        "ending_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("own", sa.String(), nullable=False),
        sa.Column("is_looked_at", sa.Boolean(), nullable=False),
        sa.Column("why_not", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_ending_lines_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["ending_batches.id"], name=op.f("fk_ending_lines_batch_id_ending_batches")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ending_lines")),
        sa.UniqueConstraint(
            "batch_id", "application_id", name=op.f("uq_ending_lines_batch_id_application_id")
        ),
    )
    op.create_index(op.f("ix_ending_lines_application_id"), "ending_lines", ["application_id"])
    op.create_index("ix_ending_lines_batch", "ending_lines", ["batch_id", "id"])
    op.create_table(
        "second_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", _MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("taken_off_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_second_choices_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["teammates.id"], name=op.f("fk_second_choices_by_id_teammates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_choices")),
    )
    op.create_index(
        "uq_second_choices_standing",
        "second_choices",
        ["application_id"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )
    with op.batch_alter_table("jobs") as batch:
        batch.add_column(sa.Column("closing_at", _MOMENT, nullable=True))
