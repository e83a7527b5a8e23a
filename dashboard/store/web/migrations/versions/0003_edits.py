"""Versions of edited tables, which the database itself keeps from being changed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_SQLITE = (
    """CREATE TRIGGER web_edits_no_update BEFORE UPDATE ON web_edits
BEGIN SELECT RAISE(ABORT, 'versions are never changed'); END""",
    """CREATE TRIGGER web_edits_no_delete BEFORE DELETE ON web_edits
BEGIN SELECT RAISE(ABORT, 'versions are never changed'); END""",
)

_POSTGRESQL = (
    """CREATE FUNCTION web_edits_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'versions are never changed'; END $$""",
    """CREATE TRIGGER web_edits_append_only BEFORE UPDATE OR DELETE ON web_edits
FOR EACH ROW EXECUTE FUNCTION web_edits_refuse()""",
    """CREATE TRIGGER web_edits_no_truncate BEFORE TRUNCATE ON web_edits
FOR EACH STATEMENT EXECUTE FUNCTION web_edits_refuse()""",
)


def upgrade() -> None:
    """Adds the table and the triggers that refuse every change of it."""
    op.create_table(
        "web_edits",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("no", sa.Integer, nullable=False),
        sa.Column("valid_from", sa.BigInteger, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("by_id", sa.String(200), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.UniqueConstraint("kind", "no", name="web_edits_kind_no"),
    )
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Drops both."""
    op.drop_table("web_edits")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION web_edits_refuse")
