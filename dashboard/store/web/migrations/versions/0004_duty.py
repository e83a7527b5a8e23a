"""The duty desk's own: roster, hand-over sheets, saved filters."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds the tables."""
    op.create_table(
        "web_duty_watches",
        sa.Column("no", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("post", sa.String(16), nullable=False),
        sa.Column("start", sa.BigInteger, nullable=False),
        sa.Column("end", sa.BigInteger, nullable=False),
        sa.Column("phone", sa.String(64), nullable=False),
    )
    op.create_index("web_duty_watches_end", "web_duty_watches", ["end"])
    op.create_table(
        "web_duty_handovers",
        sa.Column("no", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("leaving", sa.String(200), nullable=False),
        sa.Column("leaving_id", sa.String(220), nullable=False),
        sa.Column("taking", sa.String(200), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("work", sa.Text, nullable=False),
        sa.Column("taken_at", sa.BigInteger, nullable=True),
        sa.Column("taken_by", sa.String(200), nullable=True),
    )
    op.create_table(
        "web_duty_filters",
        sa.Column("owner", sa.String(220), primary_key=True),
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("spec", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drops them."""
    for name in ("web_duty_filters", "web_duty_handovers", "web_duty_watches"):
        op.drop_table(name)
