"""Keep in touch with whoever joins: plans of touches, and each one's own."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

OPEN = sa.text("settled_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "planned_touches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("counted_from", sa.String(32), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "department_id IS NULL OR job_id IS NULL",
            name=op.f("ck_planned_touches_of_one_of_them"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_planned_touches_department_id_departments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["jobs.id"],
            name=op.f("fk_planned_touches_job_id_jobs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_touches")),
    )
    op.create_index(op.f("ix_planned_touches_department_id"), "planned_touches", ["department_id"])
    op.create_index(op.f("ix_planned_touches_job_id"), "planned_touches", ["job_id"])
    op.create_table(
        "touches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("counted_from", sa.String(32), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(32), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (result IS NULL)",
            name=op.f("ck_touches_settled_has_a_result"),
        ),
        sa.CheckConstraint(
            "result <> 'dismissed' OR why <> ''", name=op.f("ck_touches_dismissed_for_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_touches_application_id_applications")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["teammates.id"], name=op.f("fk_touches_owner_id_teammates")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["teammates.id"], name=op.f("fk_touches_settled_by_id_teammates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touches")),
        sa.UniqueConstraint("ref", name=op.f("uq_touches_ref")),
    )
    op.create_index("ix_touches_application", "touches", ["application_id", "id"])
    op.create_index(
        "ix_touches_due", "touches", ["due_on", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index(
        "ix_touches_owner", "touches", ["owner_id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.add_column("hand_overs", sa.Column("touches", sa.Integer(), nullable=True))
    done = sa.table("hand_overs", sa.column("touches"))
    op.execute(done.update().values(touches=0))
    with op.batch_alter_table("hand_overs") as batch:
        batch.alter_column("touches", existing_type=sa.Integer(), nullable=False)
