"""Which parts of the city are watched on walls: told by web workers in Redis, so that frames are made for these alone.

A scope counts as wanted for a minute after a worker last said so. Knows names of scopes (`Scope.name`), not what they
hold nor who may see them.
"""

from __future__ import annotations

from typing import Any

import redis

from streams import keys

CITY = "city"
"""The scope that always has frames."""

KEEP_S = 60
"""A scope that nobody wanted for so long gets no frames any more."""

SAY_EVERY_S = 10.0
"""A worker says so often what its sockets follow."""

MOST = 24
"""Scopes beside the whole city that get frames at the same time; a wall of one more is told that there are too many."""

# One step for the server, so that two workers at once do not make one scope too many.
_WANT = """
local now, keep = tonumber(redis.call('TIME')[1]), tonumber(ARGV[1])
local kept = redis.call('HGETALL', KEYS[1])
local count, known = 0, false
for i = 1, #kept, 2 do
  if now - tonumber(kept[i + 1]) > keep then
    redis.call('HDEL', KEYS[1], kept[i])
  else
    count = count + 1
    known = known or kept[i] == ARGV[3]
  end
end
if ARGV[3] == '' then return redis.call('HKEYS', KEYS[1]) end
if not known and count >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[3], now)
return 1
"""


class Scopes:
    """The scopes in Redis. Raises redis' errors."""

    def __init__(self, client: redis.Redis) -> None:
        self._script = client.register_script(_WANT)

    def want(self, scope: str) -> bool:
        """Says that this scope is watched. False = there are too many already."""
        return bool(self._script([keys.SCOPES], [KEEP_S, MOST, scope]))

    def wanted(self) -> list[str]:
        """The scopes that are watched, beside the whole city; those of a while ago are forgotten."""
        found: Any = self._script([keys.SCOPES], [KEEP_S, MOST, ""])
        return sorted(name.decode() for name in found)
