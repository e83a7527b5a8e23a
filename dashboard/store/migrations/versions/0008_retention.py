"""Retention: which log rows lost their personal fields (with a keyed hash of what they said), and how far it is."""

import sqlalchemy as sa
from alembic import op

revision = "0008_retention"
down_revision = "0007_watch"


def upgrade() -> None:
    """Adds both tables."""
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "redactions",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("digest", text, nullable=False),
    )
    op.create_table(
        "retention",
        sa.Column("name", text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drops them. What was removed from the log does not come back."""
    op.drop_table("retention")
    op.drop_table("redactions")
