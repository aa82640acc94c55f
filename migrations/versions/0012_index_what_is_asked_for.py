"""Index what is asked for: open applications by what is due, the list by each filter."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OPEN = sa.text("outcome IS NULL")
OPEN_ONES = {
    "ix_applications_open": ["applied_at", "id"],
    "ix_applications_owner_due": ["owner_id", "next_word_by"],
    "ix_applications_waiting": ["introduced_at", "applied_at", "id"],
    "ix_applications_due": ["next_word_by", "id", "status", "job_id", "owner_id"],
    "ix_applications_alike": ["status", "next_word_by", "job_id", "owner_id"],
}
ALL = {
    "ix_applications_status_applied": ("applications", ["status", "applied_at", "id"]),
    "ix_applications_job_applied": ("applications", ["job_id", "applied_at", "id"]),
    "ix_applications_owner_applied": ("applications", ["owner_id", "applied_at", "id"]),
    "ix_applications_job_open": ("applications", ["job_id", "outcome"]),
    "ix_applications_ending": ("applications", ["ending_id"]),
    "ix_verdicts_application": ("verdicts", ["application_id", "decided_at"]),
    "ix_offer_decisions_decided_at": ("offer_decisions", ["decided_at"]),
    "ix_link_requests_handled_at": ("link_requests", ["handled_at"]),
    "ix_sign_in_attempts_at": ("sign_in_attempts", ["at"]),
}


def upgrade() -> None:
    op.drop_index("ix_applications_due", "applications")
    op.drop_index("ix_applications_owner_due", "applications")
    for name, columns in OPEN_ONES.items():
        op.create_index(
            name, "applications", columns, unique=False, sqlite_where=OPEN, postgresql_where=OPEN
        )
    for name, (table, columns) in ALL.items():
        op.create_index(name, table, columns, unique=False)
