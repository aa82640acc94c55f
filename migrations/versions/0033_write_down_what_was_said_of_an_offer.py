"""Write down who said when that somebody has the job, and let candidates tell us so."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_SENT = ("sent_has_dates", "state <> 'sent' OR (sent_at IS NOT NULL AND answer_by IS NOT NULL)")
_VERBAL = (
    "verbal_has_who_and_when",
    "state <> 'verbal' OR (said_by <> '' AND said_on IS NOT NULL)",
)
_SAYS = ("says_something", "words <> '' OR kind = 'told'")
_TOLD = ("told_has_who_and_when", "kind <> 'told' OR (said_by <> '' AND said_on IS NOT NULL)")


def upgrade() -> None:
    for table in ("offers", "questions"):
        op.add_column(table, sa.Column("said_by", sa.String(), nullable=True))
        op.add_column(table, sa.Column("said_on", sa.Date(), nullable=True))
    op.add_column("questions", sa.Column("kind", sa.String(32), nullable=True))
    op.execute("UPDATE offers SET said_by = ''")
    op.execute("UPDATE questions SET said_by = '', kind = 'question'")
    with op.batch_alter_table("offers", table_args=(_check("offers", *_SENT),)) as batch:
        batch.alter_column("said_by", existing_type=sa.String(), nullable=False)
        _add(batch, "offers", _VERBAL)
    with op.batch_alter_table("questions") as batch:
        batch.alter_column("said_by", existing_type=sa.String(), nullable=False)
        batch.alter_column("kind", existing_type=sa.String(32), nullable=False)
        batch.drop_constraint(batch.f("ck_questions_says_something"), type_="check")
        _add(batch, "questions", _SAYS, _TOLD)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    """What SQLite forgets of a table that is built anew."""
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _add(batch: object, table: str, *checks: tuple[str, str]) -> None:
    for name, rule in checks:
        batch.create_check_constraint(op.f(f"ck_{table}_{name}"), rule)
