"""Frames: what changed on a view, numbered, on one Redis stream; and the newest whole picture beside it.

It knows how a frame gets its number, when the picture (snapshot) is replaced, how long frames are kept and what
happens while the server is away. It does not know what panels and rows mean (`dashboard.views`) nor who
follows the stream (`streams.push`). One publisher at a time writes one chain. `docs/frames.md` is the protocol.
"""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

import orjson
import redis
import structlog

from streams import keys
from streams.clock import machine_ms

log = structlog.get_logger(__name__)

KEEP_MS = 15 * 60_000
"""Frames are kept this long: a browser that was away for less gets the missing ones, else a snapshot."""

KEEP_BYTES = 64 * 1024 * 1024
"""… but no more than this many bytes in the server's memory (a replay at full speed makes big frames)."""

MEASURE_EVERY = 200
"""Frames between two looks at the stream's size."""

ROWS_PER_FRAME = 500
"""More rows than this in one frame are more than a wall can show; the oldest are left out and counted in `skipped`."""

SNAPSHOT_ROWS = 200
SNAPSHOT_EVERY_S = 1.0

Json = Mapping[str, Any]

# One step for the server: number the frame, append it, replace the snapshot. A server that came back with less than
# the publisher already wrote (it lost its last second) gets a new epoch: the same number must never mean two frames.
_APPEND = """
local epoch, n = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'n'))
if not epoch or (epoch == ARGV[2] and tonumber(n) < tonumber(ARGV[3])) then
  epoch = ARGV[1]
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'n', 0)
end
n = redis.call('HINCRBY', KEYS[1], 'n', 1)
local oldest = string.format('%.0f', redis.call('TIME')[1] * 1000 - ARGV[6])
local id = redis.call('XADD', KEYS[2], 'MINID', '~', oldest, '*',
                      'view', ARGV[4], 'scope', ARGV[5], 'epoch', epoch, 'n', n, 'body', ARGV[7])
if ARGV[8] ~= '' then
  local head = string.format('{"epoch":"%s","n":%d,"id":"%s",', epoch, n, id)
  redis.call('SET', KEYS[3], head .. string.sub(ARGV[8], 2))
end
return {epoch, n, id}
"""


class Frame(NamedTuple):
    """One frame as it stands on the stream; `body` is a JSON object's bytes."""

    view: str
    scope: str
    epoch: str
    n: int
    body: bytes


def frame_of(fields: Mapping[bytes, bytes]) -> Frame:
    """The frame of a stream entry. ValueError if it is none."""
    try:
        frame = Frame(
            fields[b"view"].decode(),
            fields[b"scope"].decode(),
            fields[b"epoch"].decode(),
            int(fields[b"n"]),
            fields[b"body"],
        )
    except KeyError as error:
        raise ValueError(f"a frame lacks {error}") from error
    if not isinstance(orjson.loads(frame.body), dict):
        raise ValueError("a frame's body is a JSON object")
    return frame


class Publisher:
    """Appends what changed on one (view, scope) and keeps its snapshot.

    Its methods never raise for an absent server: what could not be written waits, newer panels replacing older ones,
    and goes out as one frame with the next call or `flush`. All return True when nothing is left waiting.
    """

    def __init__(
        self,
        client: "redis.Redis",
        view: str = "wall",
        scope: str = "city",
        *,
        real_ms: Callable[[], int] = machine_ms,
        keep_bytes: int = KEEP_BYTES,
    ) -> None:
        self._client = client
        self._view = view
        self._scope = scope
        self._real_ms = real_ms
        self._keep_bytes = keep_bytes
        self._script = client.register_script(_APPEND)
        self._keys = [keys.chain(view, scope), keys.FRAMES, keys.snapshot(view, scope)]
        self._epoch = ""
        self._n = 0
        self._picture = _Picture()
        self._waiting = _Changes()
        self._loaded = False
        self._frame_id = ""
        self._snapshot_n = 0
        self._snapshot_at = float("-inf")
        self._away = False

    @property
    def position(self) -> tuple[str, int]:
        """Epoch and number of the last frame written."""
        return self._epoch, self._n

    def rows(self, rows: Sequence[Json]) -> bool:
        """Appends changed cases (CaseRow dicts, oldest first) at once."""
        self._waiting.rows.extend(rows)
        return self.flush()

    def panels(self, panels: Mapping[str, Json]) -> bool:
        """Appends panels that were made anew, by name."""
        self._waiting.panels.update(panels)
        return self.flush()

    def clock(self, info: Json) -> bool:
        """Appends the city's clock if it differs from the one last told."""
        told = self._picture.clock if self._waiting.clock is None else self._waiting.clock
        if info != told:
            self._waiting.clock = dict(info)
        return self.flush()

    def changed(self, kinds: Sequence[str]) -> bool:
        """Appends which kinds of things changed, without saying how: who shows them asks anew."""
        self._waiting.kinds.update(dict.fromkeys(kinds))
        return self.flush()

    def flush(self) -> bool:
        """Tries what is waiting, and brings the snapshot up to the last frame; to be called about once a second.

        Frames of other chains push old ones out: a quiet chain's snapshot must not need its last frames.
        """
        if not self._waiting and not self._snapshot_due():
            return True
        try:
            self._load()
            if self._waiting:
                self._append()
            elif self._snapshot_due():
                self._client.set(self._keys[2], self._snapshot())
                self._snapshot_written()
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
            if not self._away:
                log.warning("frames.server_away", view=self._view, scope=self._scope, error=str(error))
            self._away = True
            self._waiting.cut()
            return False
        if self._away:
            log.info("frames.server_back", view=self._view, scope=self._scope, n=self._n)
            self._away = False
        return True

    def end(self) -> None:
        """Forgets the chain: nobody follows it. Who comes back to it gets a new one. Raises redis' errors."""
        self._client.delete(self._keys[0], self._keys[2])

    def _append(self) -> None:
        """Writes what is waiting as one frame; after a change of epoch the whole picture once more."""
        self._waiting.cut()
        body = self._waiting.body(self._real_ms())
        self._picture.apply(body)
        known = self._epoch
        self._write(body)
        self._waiting = _Changes()
        if known and known != self._epoch:
            log.warning("frames.new_epoch", view=self._view, scope=self._scope, before=known, now=self._epoch)
            self._snapshot_at = float("-inf")
            self._write({**self._picture.as_json(), "at": self._real_ms()})

    def _write(self, body: Json) -> None:
        with_snapshot = self._snapshot_old_enough()
        args: list[Any] = [
            secrets.token_hex(6),
            self._epoch,
            self._n,
            self._view,
            self._scope,
            KEEP_MS,
            orjson.dumps(body),
            self._picture_json() if with_snapshot else b"",
        ]
        reply: Any = self._script(self._keys, args)
        self._epoch, self._n, self._frame_id = reply[0].decode(), int(reply[1]), reply[2].decode()
        if with_snapshot:
            self._snapshot_written()
        if self._n % MEASURE_EVERY == 0:
            _cap(self._client, self._keep_bytes)

    def _picture_json(self) -> bytes:
        return orjson.dumps({"view": self._view, "scope": self._scope, **self._picture.as_json()})

    def _snapshot(self) -> bytes:
        head = orjson.dumps({"epoch": self._epoch, "n": self._n, "id": self._frame_id})
        return head[:-1] + b"," + self._picture_json()[1:]

    def _snapshot_old_enough(self) -> bool:
        return time.monotonic() - self._snapshot_at >= SNAPSHOT_EVERY_S

    def _snapshot_due(self) -> bool:
        return self._snapshot_n != self._n and self._snapshot_old_enough()

    def _snapshot_written(self) -> None:
        self._snapshot_n, self._snapshot_at = self._n, time.monotonic()

    def _load(self) -> None:
        """Once: takes over the chain and the picture that an earlier publisher left."""
        if self._loaded:
            return
        found: Any = self._client.hmget(self._keys[0], ["epoch", "n"])
        if found[0] is not None:
            self._epoch, self._n = found[0].decode(), int(found[1])
        kept: Any = self._client.get(self._keys[2])
        if kept is not None and (snapshot := orjson.loads(kept))["epoch"] == self._epoch:
            self._picture.apply(snapshot)
            self._snapshot_n, self._frame_id = int(snapshot["n"]), str(snapshot["id"])
            entries: Any = self._client.xrange(keys.FRAMES, min="(" + snapshot["id"])
            for entry_id, fields in entries:
                frame = frame_of(fields)
                if (frame.view, frame.scope, frame.epoch) == (self._view, self._scope, self._epoch):
                    self._picture.apply(orjson.loads(frame.body))
                    self._frame_id = entry_id.decode()
        self._loaded = True


class _Changes:
    """What waits to be written."""

    def __init__(self) -> None:
        self.rows: list[Json] = []
        self.panels: dict[str, Json] = {}
        self.clock: Json | None = None
        self.kinds: dict[str, None] = {}
        self.skipped = 0

    def __bool__(self) -> bool:
        return bool(self.rows or self.panels or self.kinds or self.clock is not None)

    def cut(self) -> None:
        """Leaves out the oldest rows beyond what one frame takes, and counts them."""
        if (over := len(self.rows) - ROWS_PER_FRAME) > 0:
            self.skipped += over
            del self.rows[:over]

    def body(self, real_ms: int) -> dict[str, Any]:
        body: dict[str, Any] = {"panels": self.panels, "cases": self.rows, "at": real_ms}
        if self.clock is not None:
            body["clock"] = self.clock
        if self.kinds:
            body["changed"] = list(self.kinds)
        if self.skipped:
            body["skipped"] = self.skipped
        return body


class _Picture:
    """Everything the view shows: all panels, the newest rows, the clock."""

    def __init__(self) -> None:
        self.panels: dict[str, Json] = {}
        self.clock: Json | None = None
        self._rows: dict[tuple[Any, ...], Json] = {}

    def apply(self, body: Json) -> None:
        """Takes over a frame's body (or a snapshot). The same row again moves to the end."""
        self.panels.update(body["panels"])
        self.clock = body.get("clock") or self.clock
        for row in body["cases"]:
            key = (row.get("case"), row.get("type"), row.get("at"))
            self._rows.pop(key, None)
            self._rows[key] = row
        over = len(self._rows) - SNAPSHOT_ROWS
        for key in list(islice(self._rows, max(over, 0))):
            del self._rows[key]

    def as_json(self) -> dict[str, Any]:
        return {"panels": self.panels, "cases": list(self._rows.values()), "clock": self.clock}


def _cap(client: "redis.Redis", keep_bytes: int) -> None:
    """Halves the stream until it is within its share of memory."""
    size: Any = client.memory_usage(keys.FRAMES)
    while size and size > keep_bytes:
        length: Any = client.xlen(keys.FRAMES)
        log.warning("frames.trimmed_early", bytes=size, frames=length)
        client.xtrim(keys.FRAMES, maxlen=length // 2, approximate=False)
        size = client.memory_usage(keys.FRAMES) if length > 1 else 0
