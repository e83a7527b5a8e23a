"""What cases read like, for finding them by words. Empty at first: the projector fills it, a little at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0012_case_words"
down_revision = "0011_complaints"
branch_labels = None
depends_on = None

FTS = "CREATE VIRTUAL TABLE case_search USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')"


def upgrade() -> None:
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "case_words",
        sa.Column("no", number, primary_key=True, autoincrement=False),
        sa.Column("subject", text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
    )
    op.create_index("case_words_subject", "case_words", ["subject"], unique=True)
    op.create_table(
        "index_marks",
        sa.Column("stream", text, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(FTS)
    else:
        op.execute("CREATE TABLE case_search (no BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX case_search_words ON case_search USING gin (words)")


def downgrade() -> None:
    for table in ("case_search", "index_marks", "case_words"):
        op.drop_table(table)
