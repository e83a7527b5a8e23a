"""Made-up lives of cases as stream entries, cheap to make, so that making them is not what is measured."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import accumulate, islice

import redis

from dashboard.domain.instants import DAY_MS, HOUR_MS, MINUTE_MS
from streams.intake import Intake

AREAS = ("530102", "530103", "530111", "530112", "530114", "530115", "530181", "530124", "KM-JK", "KM-DJ", "KM-CITY")
CATEGORIES = tuple(f"E01{n:02d}" for n in range(1, 40)) + tuple(f"C01{n:02d}" for n in range(1, 21))
HOTLINE = "hotline_12345"
SHARES = {"city_supervisor": 0.387, "district_supervisor": 0.582, HOTLINE: 0.0193, "wechat": 0.0114, "other": 0.0003}
"""Where cases come from, as in the month that was published (November 2024)."""
SOURCES = tuple(SHARES)
_WEIGHTS = tuple(accumulate(SHARES.values()))
STAGES = (
    "case.accepted", "case.filed", "case.dispatched", "case.handled", "case.reported_back", "case.verified",
    "case.closed",
)  # fmt: skip
ANSWERED = ("case.responded", "case.rated")
"""What a life that citizens began at the hotline has besides, at its end."""

Fields = dict[bytes, bytes]


def lives(
    cases: int, start: int, end: int, until: int | None = None, late: float = 0.0, name: str = "bench"
) -> Iterator[Fields]:
    """Entries of so many cases accepted evenly within [start, end) ms, in order of time but for the share `late`.

    A late one comes after its case's next. One case in 200 stays open; nothing is dated after `until` (`end`).
    """
    until = end if until is None else until
    chance = random.Random(7)
    waiting: list[tuple[int, int, Fields]] = []
    number = 0
    for case in range(cases):
        accepted = start + (end - start) * case // cases
        while waiting and waiting[0][0] <= accepted:
            yield heapq.heappop(waiting)[2]
        for arrives, fields in _life(f"{name}-{case:08d}", case, accepted, late, chance):
            if arrives >= until:
                break
            number += 1
            heapq.heappush(waiting, (arrives, number, fields))
    while waiting:
        yield heapq.heappop(waiting)[2]


def _life(subject: str, case: int, accepted: int, late: float, chance: random.Random) -> Iterator[tuple[int, Fields]]:
    source = chance.choices(SOURCES, cum_weights=_WEIGHTS)[0]
    stages = (*STAGES, *ANSWERED) if source == HOTLINE else STAGES
    area = AREAS[int(len(AREAS) * chance.random() ** 2)]
    category = CATEGORIES[int(len(CATEGORIES) * chance.random() ** 2)]
    step = int((4 + 60 * chance.random() ** 3) * HOUR_MS) // len(stages)
    due = accepted + DAY_MS + int(chance.random() * 2 * DAY_MS)
    data = {
        "case.accepted": f'{{"source":"{source}","category":"{category}","area":"{area}",'
        f'"lon":{102.6 + chance.random() / 5:.6f},"lat":{24.9 + chance.random() / 5:.6f},'
        f'"street":"Street {area} {case % 13}","weight":{1 + case % 4}}}',
        "case.filed": f'{{"dispatch_due":"{_moment(accepted + 2 * step)}","close_due":"{_moment(due)}"}}',
        "case.dispatched": f'{{"to":"unit {area} {case % 7}"}}',
        "case.handled": '{"by":"unit"}',
        "case.reported_back": '{"by":"unit"}',
        "case.verified": '{"result":"fail"}' if case % 40 == 0 else '{"result":"pass"}',
        "case.closed": "{}",
        "case.responded": "{}",
        "case.rated": f'{{"satisfied":{"true" if case % 10 else "false"}}}',
    }
    for place, kind in enumerate(stages if case % 200 else stages[:-1]):
        at = accepted + place * step + (int(chance.random() * MINUTE_MS) if place else 0)
        is_late = late and 0 < place < len(stages) - 1 and chance.random() < late * len(stages) / (len(stages) - 2)
        yield at + int(1.5 * step) * bool(is_late), entry(subject, kind, at, data[kind])


def entry(subject: str, kind: str, at: int, data: str) -> Fields:
    """One event as the fields of its entry; its id follows from subject and type."""
    return {
        b"specversion": b"1.0",
        b"id": f"{subject}/{kind}".encode(),
        b"source": b"bench",
        b"type": kind.encode(),
        b"subject": subject.encode(),
        b"time": _moment(at).encode(),
        b"datacontenttype": b"application/json",
        b"data": data.encode(),
    }


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")


def append(client: redis.Redis, shards: int, entries: Iterable[Fields], most: int | None = None) -> int:
    """Appends entries (at most so many) to their shards; how many."""
    intake, source, count = Intake(client, shards), islice(entries, most), 0
    while chunk := list(islice(source, 2_000)):
        intake.append(chunk)
        count += len(chunk)
    return count
