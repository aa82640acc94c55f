"""Remember both ids that a source has for one person."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "other_ids",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_other_ids_candidate_id_candidates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_ids")),
    )
    for column in ("candidate_id", "external_id"):
        op.create_index(op.f(f"ix_other_ids_{column}"), "other_ids", [column])
