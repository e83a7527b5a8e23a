"""The hotline's index begins with the moment that is asked for: PostgreSQL read all of it past the flag before."""

import sqlalchemy as sa
from alembic import op

revision = "0015_hotline_by_moment"
down_revision = "0014_wider_indexes"
branch_labels = None
depends_on = None

HOTLINE = sa.text("hotline = 1")
MOMENTS = ("settled_at", "due_at", "responded_at", "answered_at")
KEYS = ("area", "street", "unit", "case_class", "category", "source")


def upgrade() -> None:
    _remake((*MOMENTS, "hotline", *KEYS))


def downgrade() -> None:
    _remake(("hotline", *MOMENTS, *KEYS))


def _remake(columns: tuple[str, ...]) -> None:
    op.drop_index("cases_hotline", "cases")
    op.create_index("cases_hotline", "cases", list(columns), sqlite_where=HOTLINE, postgresql_where=HOTLINE)
