"""An answer that somebody gave with their name waits until a teammate says that they got back to
them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_TABLE = "survey_named_responses"
_WAITING = sa.text("answered_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table(_TABLE) as batch:
        batch.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("answered_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_survey_named_responses_answered_by_id_teammates"),
            "teammates",
            ["answered_by_id"],
            ["id"],
        )
    op.create_index(
        "ix_survey_named_waiting",
        _TABLE,
        ["at"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
