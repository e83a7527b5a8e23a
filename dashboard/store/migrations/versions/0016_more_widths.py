"""Sums by street, unit and so on in five widths instead of three: a month is read from half as many."""

import sqlalchemy as sa
from alembic import op

revision = "0016_more_widths"
down_revision = "0015_hotline_by_moment"
branch_labels = None
depends_on = None

KEYS = "area, case_class, name"
MEASURES = (
    "accepted", "self_handled", "filed_source", "due", "on_time", "settled", "closed_cases", "voided", "task",
    "task_on_time",
)  # fmt: skip
NEW = {4: 2, 8: 6}
"""Binary logarithm of a new width in hours → of the width that it is added up from."""


def upgrade() -> None:
    for wide, narrow in NEW.items():
        bucket, sums = f"bucket >> {wide - narrow}", ", ".join(f"SUM({name})" for name in MEASURES)
        op.execute(
            f"INSERT INTO cuts (cut, level, bucket, {KEYS}, {', '.join(MEASURES)}) "  # noqa: S608 – our own names
            f"SELECT cut, {wide}, {bucket}, {KEYS}, {sums} FROM cuts WHERE level = {narrow} "
            f"GROUP BY cut, {bucket}, {KEYS} ORDER BY cut, {bucket}, {KEYS}"
        )


def downgrade() -> None:
    cuts = sa.table("cuts", sa.column("level", sa.SmallInteger))
    op.execute(cuts.delete().where(cuts.c.level.in_(NEW)))
