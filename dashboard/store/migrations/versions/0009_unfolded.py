"""What an older version folded is folded once more: its rows do not know when they are watched."""

from alembic import op

revision = "0009_unfolded"
down_revision = "0008_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Marks every stream read so far; the projector makes up for it at its next start (`dashboard.store.refold`)."""
    op.execute("DELETE FROM reference_marks WHERE stream IN (SELECT stream FROM cursors)")
    op.execute("INSERT INTO reference_marks (stream, mark) SELECT stream, 'unfolded' FROM cursors")


def downgrade() -> None:
    """Takes the marks away."""
    op.execute("DELETE FROM reference_marks WHERE mark = 'unfolded'")
