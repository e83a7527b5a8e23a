"""What the web itself owns, apart from the case tables that only the projector writes.

Names begin with `web_`: both stores may share one PostgreSQL database. Times are epoch milliseconds UTC.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

metadata = MetaData()

VERSION_TABLE = "web_alembic_version"

keys = Table(
    "web_keys",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("rights", Text, nullable=False, comment="JSON list"),
    Column("sources", Text, nullable=True, comment="JSON list of the CloudEvents sources it may write; null: all"),
    Column("areas", Text, nullable=True, comment="JSON list of the only areas; null: all"),
    Column("units", Text, nullable=True, comment="JSON list of the only units; null: all"),
    Column("rate", Integer, nullable=False, comment="requests a minute; 0: unlimited"),
    Column("expires_at", BigInteger, nullable=True),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

key_secrets = Table(
    "web_key_secrets",
    metadata,
    Column("id", String(16), primary_key=True, comment="the public part"),
    Column("name", String(200), nullable=False, index=True),
    Column("hash", String(64), nullable=False, comment="SHA-256 of the whole key, hexadecimal"),
    Column("created_at", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=True, comment="a rotated one is good until then"),
    Column("last_used_at", BigInteger, nullable=True, comment="accurate to a minute"),
)

audit = Table(
    "web_audit",
    metadata,
    Column("no", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False, comment="the machine's clock, not the city's"),
    Column("kind", String(16), nullable=False, comment="user, device, key, loopback or system"),
    Column("who_id", String(200), nullable=False),
    Column("who", String(200), nullable=False),
    Column("action", String(64), nullable=False),
    Column("target", String(400), nullable=False),
    Column("outcome", String(16), nullable=False, comment="done or refused"),
    Column("detail", Text, nullable=False, comment="a JSON object; never holds a secret"),
    Column("address", String(64), nullable=False),
    Index("web_audit_at", "at"),
    Index("web_audit_who", "who", "no"),
    Index("web_audit_action", "action", "no"),
)

edits = Table(
    "web_edits",
    metadata,
    Column("seq", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False, comment="which table: catalogue, limits, areas, …"),
    Column("no", Integer, nullable=False, comment="counts from 1 for each kind"),
    Column("valid_from", BigInteger, nullable=False, comment="city time"),
    Column("made_at", BigInteger, nullable=False, comment="the machine's clock"),
    Column("by_id", String(200), nullable=False),
    Column("by_name", String(200), nullable=False),
    Column("reason", String(400), nullable=False),
    Column("content", Text, nullable=False, comment="the whole table, a JSON list of rows"),
    Column("checksum", String(64), nullable=False, comment="SHA-256 of the content, hexadecimal"),
    UniqueConstraint("kind", "no", name="web_edits_kind_no"),
)

duty_watches = Table(
    "web_duty_watches",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=True),
    Column("person", String(200), nullable=False),
    Column("post", String(16), nullable=False),
    Column("start", BigInteger, nullable=False, comment="the city's clock"),
    Column("end", BigInteger, nullable=False),
    Column("phone", String(64), nullable=False),
    Index("web_duty_watches_end", "end"),
)

duty_handovers = Table(
    "web_duty_handovers",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False, comment="the city's clock"),
    Column("leaving", String(200), nullable=False),
    Column("leaving_id", String(220), nullable=False, comment="kind:id of who wrote it"),
    Column("taking", String(200), nullable=False),
    Column("notes", Text, nullable=False),
    Column("work", Text, nullable=False, comment="what was open, as JSON"),
    Column("taken_at", BigInteger, nullable=True),
    Column("taken_by", String(200), nullable=True),
)

duty_filters = Table(
    "web_duty_filters",
    metadata,
    Column("owner", String(220), primary_key=True, comment="kind:id of whose it is"),
    Column("name", String(80), primary_key=True),
    Column("spec", Text, nullable=False, comment="a JSON object, the screen's own"),
)

users = Table(
    "web_users",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(64), nullable=False, unique=True, comment="to sign in with, in lower case"),
    Column("display", String(64), nullable=False, comment="as events, audit and screens print it"),
    Column("role", String(16), nullable=False),
    Column("areas", Text, nullable=True, comment="JSON list of the only areas; null: all"),
    Column("units", Text, nullable=True, comment="JSON list of the only units; null: all"),
    Column("hash", String(200), nullable=True, comment="of the password, by Argon2; null: signs in elsewhere"),
    Column("subject", String(400), nullable=True, unique=True, comment="at the OpenID Connect provider"),
    Column("disabled", Boolean, nullable=False),
    Column("must_change", Boolean, nullable=False, comment="somebody else made the password"),
    Column("created_at", BigInteger, nullable=False),
    Column("signed_in_at", BigInteger, nullable=True),
)

web_sessions = Table(
    "web_sessions",
    metadata,
    Column("id", String(64), primary_key=True, comment="SHA-256 of the token, hexadecimal"),
    Column("user_id", String(16), nullable=False, index=True),
    Column("made_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False, comment="accurate to a minute"),
    Column("address", String(64), nullable=False),
)

devices = Table(
    "web_devices",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("areas", Text, nullable=True, comment="JSON list of the only areas; null: the whole city"),
    Column("hash", String(64), nullable=True, comment="SHA-256 of the token; null: not fetched yet"),
    Column("next_hash", String(64), nullable=True, comment="of the token that follows, until it is first used"),
    Column("hash_at", BigInteger, nullable=True, comment="when the token was made"),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", String(200), nullable=False),
    Column("contact_at", BigInteger, nullable=True, comment="accurate to a minute"),
    Column("revoked_at", BigInteger, nullable=True),
    Column("revoked_by", String(200), nullable=True),
)

pairings = Table(
    "web_pairings",
    metadata,
    Column("hash", String(64), primary_key=True, comment="SHA-256 of what the browser, or the link, holds"),
    Column("code", String(8), nullable=True, unique=True, comment="what a person types in; null: a link"),
    Column("address", String(64), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("device_id", String(16), nullable=True, comment="what it may become; null: nobody has said"),
)

outbox = Table(
    "web_outbox",
    metadata,
    Column("key", String(600), primary_key=True, comment="channel and announcement: each is told once"),
    Column("channel", String(200), nullable=False),
    Column("alert", String(256), nullable=False),
    Column("said", Text, nullable=False, comment="the notice, JSON"),
    Column("state", String(16), nullable=False, comment="waiting, sent, dropped or dead"),
    Column("tries", Integer, nullable=False),
    Column("hold_until", BigInteger, nullable=False, comment="the city's clock; 0 = at once"),
    Column("next_at", BigInteger, nullable=False, comment="the machine's clock"),
    Column("made_at", BigInteger, nullable=False),
    Column("error", Text, nullable=False),
    Index("web_outbox_due", "state", "next_at"),
)

files = Table(
    "web_files",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("whistle", String(256), nullable=False),
    Column("token", String(64), nullable=False, comment="of the form that brought it"),
    Column("place", Integer, nullable=False, comment="in that form, from 0"),
    Column("name", String(200), nullable=False),
    Column("type", String(100), nullable=False, comment="media type, told by the content"),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False, comment="hexadecimal; also its name in the folder"),
    Column("by", String(200), nullable=False),
    Column("at", BigInteger, nullable=False, comment="the city's clock"),
    UniqueConstraint("whistle", "token", "place", name="web_files_once"),
)

report_drafts = Table(
    "web_report_drafts",
    metadata,
    Column("start", BigInteger, primary_key=True, autoincrement=False, comment="of the period, city time"),
    Column("end", BigInteger, primary_key=True, autoincrement=False),
    Column("scope", String(400), primary_key=True, comment="name of the part of the city"),
    Column("version", Integer, nullable=False, comment="how often it was saved"),
    Column("edits", Text, nullable=False, comment="texts, what is left out, recipients; a JSON object"),
    Column("saved_at", BigInteger, nullable=False, comment="the city's clock"),
    Column("by_id", String(200), nullable=False),
    Column("by_name", String(200), nullable=False),
)

report_seals = Table(
    "web_report_seals",
    metadata,
    Column("no", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
    Column("start", BigInteger, nullable=False, comment="of the period, city time"),
    Column("end", BigInteger, nullable=False),
    Column("scope", String(400), nullable=False),
    Column("edition", Integer, nullable=False, comment="counts from 1 for each report"),
    Column("sealed_at", BigInteger, nullable=False, comment="the city's clock"),
    Column("by_id", String(200), nullable=False),
    Column("by_name", String(200), nullable=False),
    Column("reason", String(400), nullable=False),
    Column("recipients", Text, nullable=False, comment="JSON list"),
    Column("content", Text, nullable=False, comment="the whole report with its figures, JSON"),
    Column("checksum", String(64), nullable=False, comment="SHA-256 of the content, hexadecimal"),
    UniqueConstraint("start", "end", "scope", "edition", name="web_report_seals_edition"),
)

notes = Table(
    "web_notes",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=True),
    Column("day", String(10), nullable=False, comment="a date of the city, 2024-11-15"),
    Column("text", String(200), nullable=False),
    Column("by", String(200), nullable=False),
    Column("made_at", BigInteger, nullable=False, comment="the machine's clock"),
    Column("removed_at", BigInteger, nullable=True),
    Column("removed_by", String(200), nullable=True),
    Index("web_notes_day", "day"),
)

report_times = Table(
    "web_report_times",
    metadata,
    Column("kind", String(16), primary_key=True, comment="day, week or month"),
    Column("due", BigInteger, nullable=False, comment="the last moment that was dealt with; the city's clock"),
)
