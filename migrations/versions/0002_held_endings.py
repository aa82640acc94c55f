"""Endings wait before they leave, one by one or as a batch."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WAITS = sa.text("told_at IS NULL AND taken_back_at IS NULL AND dropped_at IS NULL")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    says_something = sa.CheckConstraint(
        "way = 'elsewhere' OR words <> ''", name=op.f("ck_endings_says_something")
    )
    op.create_table(
        "ending_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", _MOMENT, nullable=True),
        sa.Column("taken_back_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "confirmed_at IS NOT NULL OR confirmed_by_id IS NULL",
            name=op.f("ck_ending_batches_confirmed_at_a_moment"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["teammates.id"], name=op.f("fk_ending_batches_by_id_teammates")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["teammates.id"],
            name=op.f("fk_ending_batches_confirmed_by_id_teammates"),
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_ending_batches_job_id_jobs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ending_batches")),
        sa.UniqueConstraint("ref", name=op.f("uq_ending_batches_ref")),
    )
    op.create_index(op.f("ix_ending_batches_job_id"), "ending_batches", ["job_id"], unique=False)

    with op.batch_alter_table("endings", table_args=(says_something,)) as batch:
        batch.add_column(sa.Column("batch_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("outcome", sa.String(length=32), nullable=True))
        batch.add_column(sa.Column("written_at", _MOMENT, nullable=True))
        batch.add_column(sa.Column("leaves_at", _MOMENT, nullable=True))
        batch.add_column(sa.Column("taken_back_at", _MOMENT, nullable=True))
        batch.add_column(sa.Column("dropped_at", _MOMENT, nullable=True))
        batch.add_column(sa.Column("dropped_because", sa.String(length=32), nullable=True))
        batch.alter_column("told_at", existing_type=_MOMENT, nullable=True)
    op.execute(
        "UPDATE endings SET written_at = told_at, leaves_at = told_at, outcome = COALESCE("
        "(SELECT outcome FROM applications WHERE applications.ending_id = endings.id),"
        " 'not_selected')"
    )
    with op.batch_alter_table("endings", table_args=(says_something,)) as batch:
        batch.alter_column("outcome", existing_type=sa.String(length=32), nullable=False)
        batch.alter_column("written_at", existing_type=_MOMENT, nullable=False)
        batch.alter_column("leaves_at", existing_type=_MOMENT, nullable=False)
        batch.create_foreign_key(
            batch.f("fk_endings_batch_id_ending_batches"), "ending_batches", ["batch_id"], ["id"]
        )
        batch.create_check_constraint(
            batch.f("ck_endings_told_stays_told"),
            "told_at IS NULL OR taken_back_at IS NULL AND dropped_at IS NULL",
        )
        batch.create_check_constraint(
            batch.f("ck_endings_dropped_for_a_reason"),
            "(dropped_at IS NULL) = (dropped_because IS NULL)",
        )
    op.create_index(op.f("ix_endings_batch_id"), "endings", ["batch_id"], unique=False)
    for name, column, unique in (
        ("ix_endings_leaving", "leaves_at", False),
        ("uq_endings_waiting", "application_id", True),
    ):
        op.create_index(
            name, "endings", [column], unique=unique, sqlite_where=_WAITS, postgresql_where=_WAITS
        )
