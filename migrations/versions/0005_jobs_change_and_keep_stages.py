"""A job knows its version; a team keeps sets of stages."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("jobs") as batch:
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("jobs") as batch:
        batch.alter_column("version", existing_type=sa.Integer(), server_default=None)
    op.create_index("ix_stage_moves_from_stage_id", "stage_moves", ["from_stage_id"])
    op.create_index("ix_stage_moves_to_stage_id", "stage_moves", ["to_stage_id"])
    op.create_table(
        "stage_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_templates")),
        sa.UniqueConstraint("name", name=op.f("uq_stage_templates_name")),
        sa.UniqueConstraint("ref", name=op.f("uq_stage_templates_ref")),
    )
    op.create_table(
        "template_stages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=True),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["stage_templates.id"],
            name=op.f("fk_template_stages_template_id_stage_templates"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_stages")),
        sa.UniqueConstraint(
            "template_id", "name", name=op.f("uq_template_stages_template_id_name")
        ),
    )
