"""Propose other times for a step; know when a step got its time."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "step_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "(result IS NULL) = (settled_at IS NULL)",
            name=op.f("ck_step_proposals_settled_has_a_result"),
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["steps.id"], name=op.f("fk_step_proposals_step_id_steps")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_proposals")),
        sa.UniqueConstraint("ref", name=op.f("uq_step_proposals_ref")),
    )
    op.create_index("ix_step_proposals_step", "step_proposals", ["step_id", "id"], unique=False)
    op.create_index(
        "uq_step_proposals_waiting",
        "step_proposals",
        ["step_id"],
        unique=True,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.add_column("steps", sa.Column("timed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_steps_starts_at", "steps", ["starts_at"], unique=False)
