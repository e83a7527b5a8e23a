"""Notes pinned to a day, for who reads trends."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table."""
    op.create_table(
        "web_notes",
        sa.Column("no", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("removed_at", sa.BigInteger, nullable=True),
        sa.Column("removed_by", sa.String(200), nullable=True),
    )
    op.create_index("web_notes_day", "web_notes", ["day"])


def downgrade() -> None:
    """Drops it."""
    op.drop_table("web_notes")
