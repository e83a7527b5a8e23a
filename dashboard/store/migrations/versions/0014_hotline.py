"""What the hotline's rates count stands whole in indexes of its few cases, so that no row is looked up for them."""

import sqlalchemy as sa
from alembic import op

revision = "0014_hotline"
down_revision = "0013_whistle_numbers"
branch_labels = None
depends_on = None

HOTLINE = sa.text("hotline = 1")
RATED = sa.text("rated_at IS NOT NULL")
KEYS = ["area", "street", "unit", "case_class", "category", "source"]


def upgrade() -> None:
    op.drop_index("cases_hotline", "cases")
    op.drop_index("cases_rated_at", "cases")
    columns = ["hotline", "settled_at", "due_at", "responded_at", "answered_at", *KEYS]
    op.create_index("cases_hotline", "cases", columns, sqlite_where=HOTLINE, postgresql_where=HOTLINE)
    op.create_index(
        "cases_rated_at", "cases", ["rated_at", "satisfied", *KEYS], sqlite_where=RATED, postgresql_where=RATED
    )


def downgrade() -> None:
    op.drop_index("cases_rated_at", "cases")
    op.drop_index("cases_hotline", "cases")
    op.create_index("cases_hotline", "cases", ["hotline", "settled_at"], sqlite_where=HOTLINE, postgresql_where=HOTLINE)
    op.create_index("cases_rated_at", "cases", ["rated_at"], sqlite_where=RATED, postgresql_where=RATED)
