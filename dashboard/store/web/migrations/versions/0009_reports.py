"""Situation reports: drafts, and sealed versions, which the database itself keeps from being changed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_SQLITE = (
    """CREATE TRIGGER web_report_seals_no_update BEFORE UPDATE ON web_report_seals
BEGIN SELECT RAISE(ABORT, 'a sealed report is not changed'); END""",
    """CREATE TRIGGER web_report_seals_no_delete BEFORE DELETE ON web_report_seals
BEGIN SELECT RAISE(ABORT, 'a sealed report is not changed'); END""",
)

_POSTGRESQL = (
    """CREATE FUNCTION web_report_seals_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a sealed report is not changed'; END $$""",
    """CREATE TRIGGER web_report_seals_kept BEFORE UPDATE OR DELETE ON web_report_seals
FOR EACH ROW EXECUTE FUNCTION web_report_seals_refuse()""",
    """CREATE TRIGGER web_report_seals_no_truncate BEFORE TRUNCATE ON web_report_seals
FOR EACH STATEMENT EXECUTE FUNCTION web_report_seals_refuse()""",
)


def upgrade() -> None:
    """Adds the tables, and the triggers that refuse every change of what is sealed."""
    op.create_table(
        "web_report_drafts",
        sa.Column("start", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("end", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("scope", sa.String(400), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("edits", sa.Text, nullable=False),
        sa.Column("saved_at", sa.BigInteger, nullable=False),
        sa.Column("by_id", sa.String(200), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
    )
    op.create_table(
        "web_report_seals",
        sa.Column("no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("start", sa.BigInteger, nullable=False),
        sa.Column("end", sa.BigInteger, nullable=False),
        sa.Column("scope", sa.String(400), nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("sealed_at", sa.BigInteger, nullable=False),
        sa.Column("by_id", sa.String(200), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("recipients", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.UniqueConstraint("start", "end", "scope", "edition", name="web_report_seals_edition"),
    )
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Drops them."""
    op.drop_table("web_report_drafts")
    op.drop_table("web_report_seals")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION web_report_seals_refuse")
