"""Indexes hold what is counted of the hotline's few cases and of those that stand over: fewer rows are looked up."""

import sqlalchemy as sa
from alembic import op

revision = "0014_wider_indexes"
down_revision = "0013_whistle_numbers"
branch_labels = None
depends_on = None

HOTLINE, RATED = "hotline = 1", "rated_at IS NOT NULL"
SETTLED, OPEN = "settled_at IS NOT NULL", "settled_at IS NULL AND due_at IS NOT NULL"
KEYS = ("area", "street", "unit", "case_class", "category", "source")

# Name → its condition, its columns before and now.
INDEXES = {
    "cases_hotline": (
        HOTLINE,
        ("hotline", "settled_at"),
        ("hotline", "settled_at", "due_at", "responded_at", "answered_at", *KEYS),
    ),
    "cases_rated_at": (RATED, ("rated_at",), ("rated_at", "satisfied", *KEYS)),
    "cases_settled_at": (SETTLED, ("settled_at",), ("settled_at", "due_at", "area")),
    "cases_open": (OPEN, ("due_at",), ("due_at", "area")),
}


def upgrade() -> None:
    for name, (condition, _before, now) in INDEXES.items():
        _remake(name, condition, now)


def downgrade() -> None:
    for name, (condition, before, _now) in INDEXES.items():
        _remake(name, condition, before)


def _remake(name: str, condition: str, columns: tuple[str, ...]) -> None:
    where = sa.text(condition)
    op.drop_index(name, "cases")
    op.create_index(name, "cases", list(columns), sqlite_where=where, postgresql_where=where)
