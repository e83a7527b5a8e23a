"""From XADD to frames at many screens of a running system, against the same screens on a bare Socket.IO echo."""

from __future__ import annotations

import time
from itertools import product

import redis

from streams.clock import machine_ms
from tests.bench import table
from tests.bench.events import AREAS, CATEGORIES, append, entry
from tests.bench.program import Program, Seen, crowd, small, system
from tests.bench.stores import SHARDS

SOCKETS = (1, 50, 200, 500)
RATES = (50, 200)
LIMIT = 0.8
"""Of a core: a client that takes more measures itself."""
POLL_MS = 1000


def run(seconds: int) -> None:
    """Prints p50 and p99 at each level; beside it the echo's at as many sockets, eight messages a second."""
    table.title(f"XADD to clients, {seconds} s each", "p50 ms", "p99 ms", "of echo", "client CPU", "seen")
    echoes = {count: _echo(count, min(seconds, 10)) for count in SOCKETS}
    best = ""
    with system() as program:
        for rate, count in product(RATES, SOCKETS):
            seen, sent = _watched(program, count, rate, seconds)
            _row(f"{count} sockets, {rate} events/s", seen, echoes[count], sent * count)
            if seen.cpu < LIMIT:
                best = f"{count} sockets at {rate} events/s"
    polls = [POLL_MS * n / 1000 for n in range(1000)]
    table.row(f"dcc.Interval every {POLL_MS} ms (computed: waiting alone)", "500.0", f"{table.quantile(polls, 0.99)}")
    table.note(f"The last level at which the client is not the limit (under {LIMIT:.0%} of a core): {best or 'none'}.")


def _row(name: str, seen: Seen, base: float, wanted: int | None = None) -> None:
    middle, late = table.quantile(seen.delays, 0.5), table.quantile(seen.delays, 0.99)
    share = "" if wanted is None else f"{seen.seen / wanted:.2%}"
    table.row(name, f"{middle:,.1f}", f"{late:,.1f}", f"{middle / base:,.0f}", f"{seen.cpu:.0%}", share)


def _echo(count: int, seconds: int) -> float:
    """The echo's row; its p50."""
    with small("tests.bench.echo") as (url, _pid), crowd("echo", url, count) as screens:
        time.sleep(seconds)
        seen = screens.seen()
    base = table.quantile(seen.delays, 0.5)
    _row(f"Socket.IO echo to {count} sockets, nothing else", seen, base)
    return base


def _watched(program: Program, count: int, rate: int, seconds: int) -> tuple[Seen, int]:
    with crowd("walls", program.url, count) as screens:
        sent = feed(program.client, rate, seconds, f"push-{count}-{rate}")
        time.sleep(1.5)  # the last ones have arrived long before, or count as not seen
        return screens.seen(), sent


def feed(client: redis.Redis, rate: int, seconds: float, name: str) -> int:
    """Appends events at an even rate; how many."""
    begun, count = time.monotonic(), round(rate * seconds)
    for n in range(count):
        time.sleep(max(0.0, begun + n / rate - time.monotonic()))
        data = f'{{"source":"wechat","category":"{CATEGORIES[n % 50]}","area":"{AREAS[n % 11]}"}}'
        append(client, SHARDS, [entry(f"{name}-{n}", "case.accepted", machine_ms(), data)])
    return count
