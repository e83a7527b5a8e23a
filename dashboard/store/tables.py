"""The tables, as SQLAlchemy sees them; migrations make them, `tests/integration/store` holds both against each other.

`cases` is one wide row a case: the columns of `dashboard.domain.facts.Facts` (indexed where figures read them by time),
what lists and watches need, and the folded state. Moments are milliseconds UTC.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, LargeBinary, MetaData, SmallInteger, Table, Text, text

from dashboard.domain.cuts import MEASURES as CUT_MEASURES

metadata = MetaData()

# Ids are compared by code points wherever they are ordered (contract §1), so PostgreSQL must not use a language's.
Id = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite only numbers rows by itself when the key is called INTEGER.
Serial = BigInteger().with_variant(Integer(), "sqlite")

log = Table(
    "log",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False),
    Column("source", Id, nullable=False),
    Column("type", Id, nullable=False),
    Column("subject", Id, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("data", Text, nullable=False),
    Index("log_identity", "id", "source", unique=True),
    Index("log_subject", "subject"),
    Index("log_at", "at"),
)

cases = Table(
    "cases",
    metadata,
    Column("subject", Id, primary_key=True),
    Column("accepted_at", BigInteger),
    Column("self_handled_at", BigInteger),
    Column("filed_at", BigInteger),
    Column("due_at", BigInteger),
    Column("on_time", SmallInteger, nullable=False),
    Column("settled_at", BigInteger),
    Column("closed_at", BigInteger),
    Column("voided_at", BigInteger),
    Column("weight", BigInteger, nullable=False),
    Column("area", Id, nullable=False),
    Column("case_class", Id, nullable=False),
    Column("category", Id, nullable=False),
    Column("source", Id, nullable=False),
    Column("street", Id, nullable=False),
    Column("community", Id, nullable=False),
    Column("grid", Id, nullable=False),
    Column("reporter", Id, nullable=False),
    Column("unit", Id, nullable=False),
    Column("hotline", SmallInteger, nullable=False),
    Column("responded_at", BigInteger),
    Column("answered_at", BigInteger),
    Column("rated_at", BigInteger),
    Column("satisfied", SmallInteger, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("stage", Id, nullable=False),
    Column("severity", Id, nullable=False),
    Column("lon", Float(53)),
    Column("lat", Float(53)),
    Column("waiting_due", BigInteger),
    Column("state", LargeBinary, nullable=False),
    Column("watch_at", BigInteger),
)


def _partial(name: str, condition: str, *columns: str) -> None:
    where = text(condition)
    Index(name, *(cases.c[column] for column in columns), sqlite_where=where, postgresql_where=where)


# Without the rows that have no such moment: smaller, and a question for those is not led through all of them.
for _moment in "accepted_at self_handled_at due_at closed_at voided_at waiting_due".split():
    _partial(f"cases_{_moment}", f"{_moment} IS NOT NULL", _moment)
# With what is counted of filings by area, so that no row is looked up for it.
_partial("cases_filed_at", "filed_at IS NOT NULL", "filed_at", "area", "category")
# Of those settled since a moment few were due before it: they, and a district's, are told apart within the index.
_partial("cases_settled_at", "settled_at IS NOT NULL", "settled_at", "due_at", "area")
_partial("cases_open", "settled_at IS NULL AND due_at IS NOT NULL", "due_at", "area")
# What the scheduler watches: of finished cases only the last day's facts are made up for, so they stand apart.
_partial("cases_watch", "watch_at IS NOT NULL AND closed_at IS NULL", "watch_at")
_partial("cases_watch_done", "watch_at IS NOT NULL AND closed_at IS NOT NULL", "watch_at")
_partial("cases_lasting", "settled_at IS NULL AND due_at IS NOT NULL", "filed_at")
COMPLAINED = "source IN ('hotline_12345', 'wechat') AND accepted_at IS NOT NULL"
# Complaints are few among the cases that are accepted.
_partial("cases_complained", COMPLAINED, "accepted_at")
# The hotline's cases are few: with all that its rates count by, so that no row is looked up for them. Labels are short
# enough (`dashboard.domain.payloads`) for an entry of PostgreSQL's indexes, 2,704 bytes, though not for many more.
_KEYS = ("area", "street", "unit", "case_class", "category", "source")
# SQLite asks for the flag in the row again, PostgreSQL never does: it is there, and not in the first place.
_partial("cases_hotline", "hotline = 1", "settled_at", "due_at", "responded_at", "answered_at", "hotline", *_KEYS)
_partial("cases_rated_at", "rated_at IS NOT NULL", "rated_at", "satisfied", *_KEYS)

marks = Table(
    "marks",
    metadata,
    Column("subject", Id, primary_key=True),
    Column("kind", Id, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("flag", SmallInteger, nullable=False),
    Column("area", Id, nullable=False),
    Column("category", Id, nullable=False),
    Column("code", Id, nullable=False),
    Index("marks_kind_at", "kind", "at"),
    sqlite_with_rowid=False,
)

tallies = Table(
    "tallies",
    metadata,
    Column("measure", Id, primary_key=True),
    Column("level", SmallInteger, primary_key=True),
    Column("bucket", Integer, primary_key=True),
    Column("area", Id, primary_key=True),
    Column("code", Id, primary_key=True),
    Column("value", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

cuts = Table(
    "cuts",
    metadata,
    Column("cut", Id, primary_key=True),
    Column("level", SmallInteger, primary_key=True),
    Column("bucket", Integer, primary_key=True),
    Column("area", Id, primary_key=True),
    Column("case_class", Id, primary_key=True),
    Column("name", Id, primary_key=True),
    *(Column(measure.name, BigInteger, nullable=False) for measure in CUT_MEASURES),
    sqlite_with_rowid=False,
)
"""Sums by one attribute of the case (`dashboard.domain.cuts`): a column for each measure."""

cut_moves = Table(
    "cut_moves",
    metadata,
    Column("no", Serial, primary_key=True, autoincrement=True),
    Column("moves", LargeBinary),
)
"""What batches add to `cuts` and nobody has rolled up yet. A row without moves: they have to be made of the rows."""

UNNUMBERED = "number IS NULL AND blown_at IS NOT NULL"

whistles = Table(
    "whistles",
    metadata,
    Column("subject", Id, primary_key=True),
    Column("area", Id, nullable=False),
    Column("level", Id, nullable=False),
    Column("stage", Id, nullable=False),
    Column("blown_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("state", Text, nullable=False),
    Column("watch_at", BigInteger),
    Column("number", Text),
    Index(
        "whistles_watch",
        "watch_at",
        sqlite_where=text("watch_at IS NOT NULL"),
        postgresql_where=text("watch_at IS NOT NULL"),
    ),
    Index("whistles_unnumbered", "blown_at", sqlite_where=text(UNNUMBERED), postgresql_where=text(UNNUMBERED)),
)

alerts = Table(
    "alerts",
    metadata,
    Column("subject", Id, primary_key=True),
    Column("stage", Id, nullable=False),
    Column("raised_at", BigInteger),
    Column("state", Text, nullable=False),
    Column("rule", Id, nullable=False, server_default=""),
    Column("unit", Id, nullable=False, server_default=""),
    Column("live", SmallInteger, nullable=False, server_default="0"),
    Index("alerts_live", "live", "raised_at", sqlite_where=text("live = 1"), postgresql_where=text("live = 1")),
)

cursors = Table(
    "cursors",
    metadata,
    Column("stream", Id, primary_key=True),
    Column("last_id", Id, nullable=False),
)

feeds = Table(
    "feeds",
    metadata,
    Column("feed", Id, primary_key=True),
    Column("applied", BigInteger, nullable=False),
    Column("repeated", BigInteger, nullable=False),
    Column("dead", BigInteger, nullable=False),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("no", Serial, primary_key=True, autoincrement=True),
    Column("stream", Id, nullable=False),
    Column("entry", Id, nullable=False),
    Column("reason", Id, nullable=False),
    Column("detail", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Column("received", BigInteger, nullable=False),
    Index("dead_letters_entry", "stream", "entry", unique=True),
)

reference_marks = Table(
    "reference_marks",
    metadata,
    Column("stream", Id, primary_key=True),
    Column("mark", Text, nullable=False),
)

redactions = Table(
    "redactions",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=False),
    Column("digest", Id, nullable=False),
)

retention = Table(
    "retention",
    metadata,
    Column("name", Id, primary_key=True),
    Column("value", Text, nullable=False),
)

case_words = Table(
    "case_words",
    metadata,
    # When the case began, so that the newest are found first (`dashboard.store.words`).
    Column("no", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("subject", Id, nullable=False),
    Column("text", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Index("case_words_subject", "subject", unique=True),
)

index_marks = Table(
    "index_marks",
    metadata,
    Column("stream", Id, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)
