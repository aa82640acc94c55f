"""Who is away and who covers; what somebody who left answered for."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("teammate_id", sa.Integer(), nullable=False),
        sa.Column("cover_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cover_id <> teammate_id", name=op.f("ck_absences_covered_by_another")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_absences_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["cover_id"], ["teammates.id"], name=op.f("fk_absences_cover_id_teammates")
        ),
        sa.ForeignKeyConstraint(
            ["teammate_id"], ["teammates.id"], name=op.f("fk_absences_teammate_id_teammates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sa.UniqueConstraint("ref", name=op.f("uq_absences_ref")),
    )
    op.create_index("ix_absences_cover", "absences", ["cover_id", "last_day"], unique=False)
    op.create_index("ix_absences_teammate", "absences", ["teammate_id", "last_day"], unique=False)
    op.create_table(
        "hand_overs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applications", sa.Integer(), nullable=False),
        sa.Column("jobs", sa.Integer(), nullable=False),
        sa.Column("covers", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_id <> from_id", name=op.f("ck_hand_overs_to_another")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["teammates.id"], name=op.f("fk_hand_overs_by_id_teammates")
        ),
        sa.ForeignKeyConstraint(
            ["from_id"], ["teammates.id"], name=op.f("fk_hand_overs_from_id_teammates")
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["teammates.id"], name=op.f("fk_hand_overs_to_id_teammates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_overs")),
        sa.UniqueConstraint("ref", name=op.f("uq_hand_overs_ref")),
    )
