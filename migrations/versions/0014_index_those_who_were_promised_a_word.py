"""Index those who were promised a word apart, and a job's applications by status."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PROMISED = sa.text("outcome IS NULL AND introduced_at IS NOT NULL")
ANEW = {
    "ix_applications_due": ["next_word_by", "id", "status", "job_id", "owner_id"],
    "ix_applications_alike": ["status", "next_word_by", "job_id", "owner_id"],
}


def upgrade() -> None:
    for name, columns in ANEW.items():
        op.drop_index(name, "applications")
        op.create_index(
            name,
            "applications",
            columns,
            unique=False,
            sqlite_where=PROMISED,
            postgresql_where=PROMISED,
        )
    op.create_index(
        "ix_applications_job_status",
        "applications",
        ["job_id", "status", "applied_at", "id"],
        unique=False,
    )
