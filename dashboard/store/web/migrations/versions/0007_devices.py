"""Wall devices, and browsers that wait to become one."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "web_devices",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        sa.Column("areas", sa.Text, nullable=True),
        sa.Column("hash", sa.String(64), nullable=True),
        sa.Column("next_hash", sa.String(64), nullable=True),
        sa.Column("hash_at", sa.BigInteger, nullable=True),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("contact_at", sa.BigInteger, nullable=True),
        sa.Column("revoked_at", sa.BigInteger, nullable=True),
        sa.Column("revoked_by", sa.String(200), nullable=True),
    )
    op.create_table(
        "web_pairings",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("code", sa.String(8), nullable=True, unique=True),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("device_id", sa.String(16), nullable=True),
    )
