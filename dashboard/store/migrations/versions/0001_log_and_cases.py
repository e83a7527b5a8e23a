"""The log, the folded cases, their marks and tallies, cursors and dead letters.

Long because it is a list: every table and index of the first schema, spelt out, so that later changes to
`dashboard.store.tables` never change what this revision made.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001_log_and_cases"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("subject", ID, nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("self_handled_at", sa.BigInteger(), nullable=True),
        sa.Column("filed_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("on_time", sa.SmallInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("voided_at", sa.BigInteger(), nullable=True),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("area", ID, nullable=False),
        sa.Column("case_class", ID, nullable=False),
        sa.Column("category", ID, nullable=False),
        sa.Column("source", ID, nullable=False),
        sa.Column("street", ID, nullable=False),
        sa.Column("community", ID, nullable=False),
        sa.Column("grid", ID, nullable=False),
        sa.Column("reporter", ID, nullable=False),
        sa.Column("unit", ID, nullable=False),
        sa.Column("hotline", sa.SmallInteger(), nullable=False),
        sa.Column("responded_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("rated_at", sa.BigInteger(), nullable=True),
        sa.Column("satisfied", sa.SmallInteger(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("stage", ID, nullable=False),
        sa.Column("severity", ID, nullable=False),
        sa.Column("lon", sa.Float(precision=53), nullable=True),
        sa.Column("lat", sa.Float(precision=53), nullable=True),
        sa.Column("waiting_due", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_index(
        "cases_accepted_at",
        "cases",
        ["accepted_at"],
        unique=False,
        sqlite_where=sa.text("accepted_at IS NOT NULL"),
        postgresql_where=sa.text("accepted_at IS NOT NULL"),
    )
    op.create_index(
        "cases_closed_at",
        "cases",
        ["closed_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_index(
        "cases_due_at",
        "cases",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "cases_filed_at",
        "cases",
        ["filed_at"],
        unique=False,
        sqlite_where=sa.text("filed_at IS NOT NULL"),
        postgresql_where=sa.text("filed_at IS NOT NULL"),
    )
    op.create_index(
        "cases_hotline",
        "cases",
        ["hotline", "settled_at"],
        unique=False,
        sqlite_where=sa.text("hotline = 1"),
        postgresql_where=sa.text("hotline = 1"),
    )
    op.create_index(
        "cases_open",
        "cases",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL AND due_at IS NOT NULL"),
        postgresql_where=sa.text("settled_at IS NULL AND due_at IS NOT NULL"),
    )
    op.create_index(
        "cases_rated_at",
        "cases",
        ["rated_at"],
        unique=False,
        sqlite_where=sa.text("rated_at IS NOT NULL"),
        postgresql_where=sa.text("rated_at IS NOT NULL"),
    )
    op.create_index(
        "cases_self_handled_at",
        "cases",
        ["self_handled_at"],
        unique=False,
        sqlite_where=sa.text("self_handled_at IS NOT NULL"),
        postgresql_where=sa.text("self_handled_at IS NOT NULL"),
    )
    op.create_index(
        "cases_settled_at",
        "cases",
        ["settled_at"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NOT NULL"),
        postgresql_where=sa.text("settled_at IS NOT NULL"),
    )
    op.create_index(
        "cases_voided_at",
        "cases",
        ["voided_at"],
        unique=False,
        sqlite_where=sa.text("voided_at IS NOT NULL"),
        postgresql_where=sa.text("voided_at IS NOT NULL"),
    )
    op.create_index(
        "cases_waiting_due",
        "cases",
        ["waiting_due"],
        unique=False,
        sqlite_where=sa.text("waiting_due IS NOT NULL"),
        postgresql_where=sa.text("waiting_due IS NOT NULL"),
    )
    op.create_table(
        "cursors",
        sa.Column("stream", ID, nullable=False),
        sa.Column("last_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("stream"),
    )
    op.create_table(
        "dead_letters",
        sa.Column("no", SERIAL, autoincrement=True, nullable=False),
        sa.Column("stream", ID, nullable=False),
        sa.Column("entry", ID, nullable=False),
        sa.Column("reason", ID, nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("no"),
    )
    op.create_index("dead_letters_entry", "dead_letters", ["stream", "entry"], unique=True)
    op.create_table(
        "log",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("source", ID, nullable=False),
        sa.Column("type", ID, nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("log_at", "log", ["at"], unique=False)
    op.create_index("log_identity", "log", ["id", "source"], unique=True)
    op.create_index("log_subject", "log", ["subject"], unique=False)
    op.create_table(
        "marks",
        sa.Column("subject", ID, nullable=False),
        sa.Column("kind", ID, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("flag", sa.SmallInteger(), nullable=False),
        sa.Column("area", ID, nullable=False),
        sa.Column("category", ID, nullable=False),
        sa.Column("code", ID, nullable=False),
        sa.PrimaryKeyConstraint("subject", "kind", "n"),
        sqlite_with_rowid=False,
    )
    op.create_index("marks_kind_at", "marks", ["kind", "at"], unique=False)
    op.create_table(
        "tallies",
        sa.Column("measure", ID, nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("area", ID, nullable=False),
        sa.Column("code", ID, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("measure", "level", "bucket", "area", "code"),
        sqlite_with_rowid=False,
    )
