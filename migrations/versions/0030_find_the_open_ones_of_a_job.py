"""Find the open ones of a job by the day of their word, and the closed ones by themselves."""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

_OPEN = sa.text("outcome IS NULL")
_CLOSED = sa.text("outcome IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_applications_job_open", table_name="applications")
    op.create_index(
        "ix_applications_job_open",
        "applications",
        ["job_id", "next_word_by", "outcome"],
        unique=False,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_applications_closed",
        "applications",
        ["applied_at", "id", "outcome"],
        unique=False,
        sqlite_where=_CLOSED,
        postgresql_where=_CLOSED,
    )
