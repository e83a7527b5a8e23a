"""What was filed, by area and category, is read from one index alone: figures of an area need no row of any other."""

import sqlalchemy as sa
from alembic import op

revision = "0004_filed_by_area"
down_revision = "0003_feeds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("cases_filed_at", table_name="cases")
    where = sa.text("filed_at IS NOT NULL")
    columns = ["filed_at", "area", "category"]
    op.create_index("cases_filed_at", "cases", columns, sqlite_where=where, postgresql_where=where)
