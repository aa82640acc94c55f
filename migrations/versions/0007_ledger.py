"""The ledger is read by what was extended, and by the day a word was due."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_EXTENDED = sa.text("result = 'extended'")


def upgrade() -> None:
    op.create_index(
        "ix_promises_due", "promises", ["due_on", "result", "application_id"], unique=False
    )
    op.create_index(
        "ix_promises_extended",
        "promises",
        ["application_id", "id"],
        unique=False,
        sqlite_where=_EXTENDED,
        postgresql_where=_EXTENDED,
    )
