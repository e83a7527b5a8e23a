"""The audit log, which the database itself keeps from being changed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_SQLITE = (
    """CREATE TRIGGER web_audit_no_update BEFORE UPDATE ON web_audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER web_audit_no_delete BEFORE DELETE ON web_audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)

_POSTGRESQL = (
    """CREATE FUNCTION web_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$""",
    """CREATE TRIGGER web_audit_append_only BEFORE UPDATE OR DELETE ON web_audit
FOR EACH ROW EXECUTE FUNCTION web_audit_refuse()""",
    """CREATE TRIGGER web_audit_no_truncate BEFORE TRUNCATE ON web_audit
FOR EACH STATEMENT EXECUTE FUNCTION web_audit_refuse()""",
)


def upgrade() -> None:
    """Adds the table and the triggers that refuse every change of it."""
    op.create_table(
        "web_audit",
        sa.Column("no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("who_id", sa.String(200), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("target", sa.String(400), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
    )
    op.create_index("web_audit_at", "web_audit", ["at"])
    op.create_index("web_audit_who", "web_audit", ["who", "no"])
    op.create_index("web_audit_action", "web_audit", ["action", "no"])
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Drops both."""
    op.drop_table("web_audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION web_audit_refuse")
