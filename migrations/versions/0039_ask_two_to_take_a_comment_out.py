"""A comment is taken out where one teammate asks and another one agrees: who asked stands beside the
comments until then.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "survey_snapshots", sa.Column("doubts", sa.JSON(), nullable=False, server_default="[]")
    )
    with op.batch_alter_table("survey_snapshots") as batch:
        batch.alter_column("doubts", server_default=None)
