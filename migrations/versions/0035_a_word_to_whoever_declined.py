"""Keep what we write to whoever declined, and until when somebody may be written to."""

from datetime import date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_TO_THANK = sa.text(
    "outcome = 'declined' AND taken_back_at IS NULL AND thanked_at IS NULL"
    " AND thanks_dismissed_at IS NULL"
)
_WHOSE = {
    "offer_decisions": (
        "SELECT one.id, applications.closed_at FROM offer_decisions AS one"
        " JOIN offers ON offers.id = one.offer_id"
        " JOIN applications ON applications.id = offers.application_id"
        " WHERE one.stay_in_touch AND applications.closed_at IS NOT NULL"
    ),
    "withdrawals": (
        "SELECT one.id, applications.closed_at FROM withdrawals AS one"
        " JOIN applications ON applications.id = one.application_id"
        " WHERE one.stay_in_touch AND applications.closed_at IS NOT NULL"
    ),
}


def upgrade() -> None:
    for table in _WHOSE:
        op.add_column(table, sa.Column("stay_in_touch_until", sa.Date(), nullable=True))
    op.add_column("offer_decisions", sa.Column("thanks", sa.String(), nullable=True))
    op.add_column("offer_decisions", sa.Column("thanked_at", _MOMENT, nullable=True))
    op.add_column("offer_decisions", sa.Column("thanked_by_id", sa.Integer(), nullable=True))
    op.add_column("offer_decisions", sa.Column("thanks_dismissed_at", _MOMENT, nullable=True))
    op.execute("UPDATE offer_decisions SET thanks = ''")
    op.execute(
        "UPDATE offer_decisions SET thanks_dismissed_at = decided_at WHERE outcome = 'declined'"
    )
    with op.batch_alter_table("offer_decisions") as batch:
        batch.alter_column("thanks", existing_type=sa.String(), nullable=False)
        batch.create_foreign_key(
            op.f("fk_offer_decisions_thanked_by_id_teammates"),
            "teammates",
            ["thanked_by_id"],
            ["id"],
        )
        batch.create_check_constraint(
            op.f("ck_offer_decisions_thanked_in_words"), "thanked_at IS NULL OR thanks <> ''"
        )
    op.create_index(
        "ix_offer_decisions_to_thank",
        "offer_decisions",
        ["decided_at", "id"],
        unique=False,
        sqlite_where=_TO_THANK,
        postgresql_where=_TO_THANK,
    )
    _say_until_when()


def _say_until_when() -> None:
    """Whoever said yes before is kept to what they read: as long as their data is kept."""
    connection = op.get_bind()
    months = connection.execute(sa.text("SELECT retention_months FROM company")).scalar() or 6
    for table, whose in _WHOSE.items():
        one = sa.table(table, sa.column("id"), sa.column("stay_in_touch_until", sa.Date()))
        for number, closed_at in connection.execute(sa.text(whose)).all():
            until = _later(datetime.fromisoformat(str(closed_at)).date(), months)
            connection.execute(
                one.update().where(one.c.id == number).values(stay_in_touch_until=until)
            )


def _later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, 28))
