"""What became of the entries of one feed."""

import sqlalchemy as sa
from alembic import op

revision = "0003_feeds"
down_revision = "0002_whistles_and_alerts"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("feed", ID, primary_key=True),
        sa.Column("applied", sa.BigInteger(), nullable=False),
        sa.Column("repeated", sa.BigInteger(), nullable=False),
        sa.Column("dead", sa.BigInteger(), nullable=False),
    )
