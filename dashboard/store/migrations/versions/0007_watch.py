"""When the next fact of the clock about a case or whistle is to be told, and how long open cases have lasted."""

import sqlalchemy as sa
from alembic import op

revision = "0007_watch"
down_revision = "0006_alert_lives"
branch_labels = None
depends_on = None

INDEXES = (
    ("cases_watch", "cases", "watch_at", "watch_at IS NOT NULL AND closed_at IS NULL"),
    ("cases_watch_done", "cases", "watch_at", "watch_at IS NOT NULL AND closed_at IS NOT NULL"),
    ("cases_lasting", "cases", "filed_at", "settled_at IS NULL AND due_at IS NOT NULL"),
    ("whistles_watch", "whistles", "watch_at", "watch_at IS NOT NULL"),
)


def upgrade() -> None:
    op.add_column("cases", sa.Column("watch_at", sa.BigInteger(), nullable=True))
    op.add_column("whistles", sa.Column("watch_at", sa.BigInteger(), nullable=True))
    for name, table, column, condition in INDEXES:
        where = sa.text(condition)
        op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
