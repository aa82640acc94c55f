"""Index open applications by what the list is filtered by."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

OPEN = sa.text("outcome IS NULL")
INDEXES = {
    "ix_applications_job_status_open": ["job_id", "status", "applied_at", "id", "outcome"],
    "ix_applications_status_open": ["status", "applied_at", "id", "owner_id", "outcome"],
    "ix_applications_day_open": ["next_word_by", "applied_at", "id", "outcome"],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(
            name, "applications", columns, unique=False, sqlite_where=OPEN, postgresql_where=OPEN
        )
