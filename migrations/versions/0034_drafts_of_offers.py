"""Let an offer be drafted, one at a time for an application, and remind of its date."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_IS_DRAFT = sa.text("state = 'draft'")


def upgrade() -> None:
    op.create_index("ix_offers_answer_by", "offers", ["answer_by", "id"], unique=False)
    op.create_index(
        "uq_offers_draft",
        "offers",
        ["application_id"],
        unique=True,
        sqlite_where=_IS_DRAFT,
        postgresql_where=_IS_DRAFT,
    )
