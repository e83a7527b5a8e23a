"""Sums by street, unit, category, source and reporter. A store with cases has them made at the projector's start."""

import sqlalchemy as sa
from alembic import op

revision = "0010_cuts"
down_revision = "0009_unfolded"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MEASURES = (
    "accepted", "self_handled", "filed_source", "due", "on_time", "settled", "closed_cases", "voided", "task",
    "task_on_time",
)  # fmt: skip


def upgrade() -> None:
    """Adds the tables, and the mark that the sums have to be made of the rows."""
    op.create_table(
        "cuts",
        sa.Column("cut", ID, primary_key=True),
        sa.Column("level", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("bucket", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("area", ID, primary_key=True),
        sa.Column("case_class", ID, primary_key=True),
        sa.Column("name", ID, primary_key=True),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in MEASURES),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cut_moves",
        sa.Column("no", SERIAL, primary_key=True, autoincrement=True),
        sa.Column("moves", sa.LargeBinary, nullable=True),
    )
    op.execute("INSERT INTO cut_moves (moves) SELECT NULL WHERE EXISTS (SELECT 1 FROM cases)")


def downgrade() -> None:
    """Drops them."""
    op.drop_table("cut_moves")
    op.drop_table("cuts")
