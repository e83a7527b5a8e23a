"""What the web itself owns, apart from the case tables that only the projector writes.

Names begin with `web_`: both stores may share one PostgreSQL database. Times are epoch milliseconds UTC.
"""

from sqlalchemy import BigInteger, Column, MetaData, String, Table

metadata = MetaData()

VERSION_TABLE = "web_alembic_version"

api_keys = Table(
    "web_api_keys",
    metadata,
    Column("id", String(16), primary_key=True, comment="the key's public part"),
    Column("name", String(200), nullable=False, unique=True),
    Column("hash", String(64), nullable=False, comment="SHA-256 of the whole key, hexadecimal"),
    Column("created_at", BigInteger, nullable=False),
    Column("last_used_at", BigInteger, nullable=True, comment="accurate to a minute"),
)
