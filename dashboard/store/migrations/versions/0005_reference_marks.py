"""Which reference data the folds of each stream stand on."""

import sqlalchemy as sa
from alembic import op

revision = "0005_reference_marks"
down_revision = "0004_filed_by_area"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Adds the table."""
    op.create_table(
        "reference_marks",
        sa.Column("stream", ID, primary_key=True),
        sa.Column("mark", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drops it."""
    op.drop_table("reference_marks")
