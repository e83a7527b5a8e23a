"""Which of several schedulers leads: a lease on one key, renewed every second; the others stand by and take over.

What a leader appends goes through `append`, one script with a look at the lease: a process that slept through the end
of its lease appends nothing, however sure it is of itself. It knows nothing of what is appended.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

import redis
import structlog

from dashboard.errors import NotLeading
from streams.intake import Intake
from streams.keys import LEADER

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

LEASE_MS: Final = 4_000
"""A leader that dies is replaced within this and a second."""
RENEW_S: Final = 1.0

_HOLD = """
local holder = redis.call('GET', KEYS[1])
if not holder then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1
end
if holder == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 1
end
return 0
"""
_RESIGN = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"

# Entries first, each on its stream, then fields of hashes. ARGV: the token, how many entries there are, and for each of
# both how many words follow.
_APPEND = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return nil end
local entries, at, ids = tonumber(ARGV[2]), 3, {}
for place = 2, #KEYS do
  local last = at + tonumber(ARGV[at])
  if place <= entries + 1 then
    ids[place - 1] = redis.call('XADD', KEYS[place], '*', unpack(ARGV, at + 1, last))
  else
    redis.call('HSET', KEYS[place], unpack(ARGV, at + 1, last))
  end
  at = last + 1
end
return ids
"""

Noted = Mapping[str, Mapping[str, str]]
"""Hash → fields to be set in the same transaction."""


class Leader:
    """One candidate. Safe in several threads."""

    def __init__(self, client: redis.Redis, lease_ms: int = LEASE_MS) -> None:
        self._client = client
        self._lease_ms = lease_ms
        self._token = uuid.uuid4().hex
        self.leading = False

    def hold(self) -> bool:
        """Takes or renews the lease; whether this one leads. To be called every `RENEW_S`. Raises what Redis raises."""
        try:
            leads = bool(self._client.eval(_HOLD, 1, LEADER, self._token, str(self._lease_ms)))
        except redis.exceptions.RedisError:
            self.leading = False
            raise
        if leads != self.leading:
            log.info("leader.changed", leading=leads)
        self.leading = leads
        return leads

    def resign(self) -> None:
        """Gives the lease up, so that another takes it at once. Without a server it ends by itself."""
        self.leading = False
        with contextlib.suppress(redis.exceptions.RedisError):
            self._client.eval(_RESIGN, 1, LEADER, self._token)

    def append(
        self, intake: Intake, entries: Sequence[Mapping[str, str]], noted: Noted | None = None
    ) -> dict[str, str]:
        """Appends entries, if this one leads, and sets fields of hashes with them, all or nothing.

        Returns stream → its last entry of these. Raises NotLeading; and what Redis raises.
        """
        streams = [intake.stream_of({b"subject": fields["subject"].encode()}) for fields in entries]
        hashes = noted or {}
        said = [self._token, str(len(entries))]
        for fields in (*entries, *hashes.values()):
            said += [str(2 * len(fields)), *(part for pair in fields.items() for part in pair)]
        answer: Any = self._client.eval(_APPEND, 1 + len(streams) + len(hashes), LEADER, *streams, *hashes, *said)
        if answer is None:
            self.leading = False
            raise NotLeading("another scheduler leads")
        return dict(zip(streams, (entry.decode() for entry in answer), strict=True))
