"""Citizens' complaints are found by an index of their own: hotspots are looked for every few minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0011_complaints"
down_revision = "0010_cuts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    where = sa.text("source IN ('hotline_12345', 'wechat') AND accepted_at IS NOT NULL")
    op.create_index("cases_complained", "cases", ["accepted_at"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("cases_complained", table_name="cases")
