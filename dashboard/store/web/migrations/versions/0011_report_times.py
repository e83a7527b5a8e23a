"""Up to when reports that are made by the clock have been made."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "web_report_times",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("due", sa.BigInteger, nullable=False),
    )
