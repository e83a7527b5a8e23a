"""Every Redis key, stream and socket event name, in one place.

It knows names only: what is written under them is said by the module that writes.
The names under `grid:events:` are public (a stranger XADDs to them); the others may change between versions.
"""

import zlib

EVENTS_IN = "grid:events:in"
"""The stream for producers that cannot hash: entries are moved on to their shard."""

FRAMES = "grid:frames"
"""One stream of frames for all views and scopes."""

SCOPES = "grid:scopes"
"""Hash: scope → when a web worker last wanted its frames (epoch s)."""

DEVICES = "grid:devices"
"""Hash: wall device's id → JSON of what it last reported of itself."""

CLOCK = "grid:clock"
"""JSON of the city's clock; absent = real time."""

HEARTBEATS = "grid:heartbeats"
"""Hash: part → JSON {"real_ms", "pid", …what the part says of itself}."""

LEADER = "grid:leader"
"""The token of the scheduler that leads, gone when it has not renewed it for some seconds."""

ALERTS_AT = "grid:alerts:at"
"""Hash: how far the log has been looked at for alerts (`seq`)."""

HOTSPOTS = "grid:hotspots"
"""JSON of the newest hotspots that the scheduler found, and of when it did."""

REPLAY = "grid:replay"
"""JSON status of the replay: state, speed, from, to, at, history, synthetic."""

JOIN = "join"
"""Socket event, client → server: which view and scope, and the last frame held."""

SNAPSHOT = "snapshot"
"""Socket event, server → client: everything a view shows."""

FRAMES_EVENT = "frames"
"""Socket event, server → client: a list of frames in order."""

REPORT = "report"
"""Socket event, client → server: a wall says how it is (page, freshness, memory, build, lag)."""

TROUBLE = "trouble"
"""Socket event, server → client: `{"cause"}`, why nothing new comes, or null: it does again."""

ENDED = "ended"
"""Socket event, server → client: this screen may not watch any more, and why."""


def events(shard: int) -> str:
    """The stream of one shard."""
    return f"grid:events:{shard}"


def shard_of(subject: str, shards: int) -> int:
    """The shard that holds all events of `subject` (zlib's crc32 of its UTF-8 bytes, modulo `shards`)."""
    return zlib.crc32(subject.encode()) % shards


def event_streams(shards: int) -> tuple[str, ...]:
    """All shards' streams, without the catch-all."""
    return tuple(events(shard) for shard in range(shards))


def chain(view: str, scope: str) -> str:
    """Hash {epoch, n}: the numbering of one view's and scope's frames."""
    return f"grid:chain:{view}:{scope}"


def snapshot(view: str, scope: str) -> str:
    """String: the newest whole picture of one view and scope, as JSON."""
    return f"grid:snapshot:{view}:{scope}"


ACT_TURN = "grid:act-turn"
"""Lock: whose acts are being dated and appended."""


def act(event_id: str) -> str:
    """String: the event that an act with this id appended first, as JSON; kept for a day."""
    return f"grid:act:{event_id}"


def act_at(subject: str) -> str:
    """String: when the last act on this subject was dated, ms; kept for a day."""
    return f"grid:act-at:{subject}"
