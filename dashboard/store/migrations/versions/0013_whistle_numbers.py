"""Whistles without a number are found at once; what knows less than its log is folded once more."""

import sqlalchemy as sa
from alembic import op

revision = "0013_whistle_numbers"
down_revision = "0012_case_words"
branch_labels = None
depends_on = None

WHERE = sa.text("number IS NULL AND blown_at IS NOT NULL")


def upgrade() -> None:
    """The projector makes up for the rest at its next start, as in 0009 (`dashboard.store.refold`)."""
    op.add_column("whistles", sa.Column("number", sa.Text(), nullable=True))
    op.create_index("whistles_unnumbered", "whistles", ["blown_at"], sqlite_where=WHERE, postgresql_where=WHERE)
    op.execute("DELETE FROM reference_marks WHERE stream IN (SELECT stream FROM cursors)")
    op.execute("INSERT INTO reference_marks (stream, mark) SELECT stream, 'unfolded' FROM cursors")


def downgrade() -> None:
    op.drop_index("whistles_unnumbered", "whistles")
    op.drop_column("whistles", "number")
