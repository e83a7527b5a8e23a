"""Whistles and alerts, folded."""

import sqlalchemy as sa
from alembic import op

revision = "0002_whistles_and_alerts"
down_revision = "0001_log_and_cases"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("subject", ID, nullable=False),
        sa.Column("stage", ID, nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_table(
        "whistles",
        sa.Column("subject", ID, nullable=False),
        sa.Column("area", ID, nullable=False),
        sa.Column("level", ID, nullable=False),
        sa.Column("stage", ID, nullable=False),
        sa.Column("blown_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
