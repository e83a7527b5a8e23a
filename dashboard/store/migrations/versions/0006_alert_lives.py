"""Alerts by rule and unit, and which of them time and cases may still move."""

import sqlalchemy as sa
from alembic import op

revision = "0006_alert_lives"
down_revision = "0005_reference_marks"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("alerts", sa.Column("rule", ID, nullable=False, server_default=""))
    op.add_column("alerts", sa.Column("unit", ID, nullable=False, server_default=""))
    op.add_column("alerts", sa.Column("live", sa.SmallInteger(), nullable=False, server_default="0"))
    where = sa.text("live = 1")
    op.create_index("alerts_live", "alerts", ["live", "raised_at"], sqlite_where=where, postgresql_where=where)
