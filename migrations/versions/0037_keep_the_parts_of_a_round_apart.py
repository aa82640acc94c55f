"""What a round published of departments and jobs lies beside its figures: it is read for one round
at a time.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_SNAPSHOTS = sa.table(
    "survey_snapshots",
    sa.column("id", sa.Integer()),
    sa.column("figures", sa.JSON()),
    sa.column("parts", sa.JSON()),
)


def upgrade() -> None:
    op.add_column(
        "survey_snapshots", sa.Column("parts", sa.JSON(), nullable=False, server_default="[]")
    )
    connection = op.get_bind()
    for number, figures in connection.execute(
        sa.select(_SNAPSHOTS.c.id, _SNAPSHOTS.c.figures)
    ).all():
        parts = figures.pop("parts", [])
        connection.execute(
            sa.update(_SNAPSHOTS)
            .where(_SNAPSHOTS.c.id == number)
            .values(figures=figures, parts=parts)
        )
    with op.batch_alter_table("survey_snapshots") as batch:
        batch.alter_column("parts", server_default=None)
