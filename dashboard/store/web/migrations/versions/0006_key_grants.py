"""API keys with rights, sources, scope, rate and end, several secrets each; those there were may do what they did."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_RIGHTS = '["cases:personal", "cases:read", "events:write", "export", "figures:read", "ops"]'


def upgrade() -> None:
    """Two tables for one."""
    op.create_table(
        "web_keys",
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("rights", sa.Text, nullable=False),
        sa.Column("sources", sa.Text, nullable=True),
        sa.Column("areas", sa.Text, nullable=True),
        sa.Column("units", sa.Text, nullable=True),
        sa.Column("rate", sa.Integer, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=True),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "web_key_secrets",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False, index=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=True),
        sa.Column("last_used_at", sa.BigInteger, nullable=True),
    )
    keys = sa.text(
        "INSERT INTO web_keys (name, rights, rate, disabled, created_at)"
        " SELECT name, :rights, 0, :off, created_at FROM web_api_keys"
    ).bindparams(rights=_RIGHTS, off=False)
    op.execute(keys)
    op.execute(
        "INSERT INTO web_key_secrets (id, name, hash, created_at, last_used_at)"
        " SELECT id, name, hash, created_at, last_used_at FROM web_api_keys"
    )
    op.drop_table("web_api_keys")


def downgrade() -> None:
    """One table again; the newest secret of each key stays."""
    op.create_table(
        "web_api_keys",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False, unique=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("last_used_at", sa.BigInteger, nullable=True),
    )
    op.execute(
        "INSERT INTO web_api_keys (id, name, hash, created_at, last_used_at)"
        " SELECT id, name, hash, created_at, last_used_at FROM web_key_secrets WHERE until IS NULL"
    )
    op.drop_table("web_key_secrets")
    op.drop_table("web_keys")
