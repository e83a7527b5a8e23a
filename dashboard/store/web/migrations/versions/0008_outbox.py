"""What is to leave the building."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "web_outbox",
        sa.Column("key", sa.String(600), primary_key=True),
        sa.Column("channel", sa.String(200), nullable=False),
        sa.Column("alert", sa.String(256), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("hold_until", sa.BigInteger, nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
    )
    op.create_index("web_outbox_due", "web_outbox", ["state", "next_at"])
