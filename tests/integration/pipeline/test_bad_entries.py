"""A stranger's bad entries, thousands of them: all become dead letters with the right reason, and hold nothing up."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

import redis

from streams import keys
from tests import builders
from tests.integration.pipeline import mutants
from tests.integration.pipeline.mutants import MARK, Mutant
from tests.integration.pipeline.system import System
from tests.store_kit import fields_of

MUTANTS = 10_000
CASES = 300
REUSED = 300
DAY = "2024-11-14"
SHARDS = 16


def test_ten_thousand_bad_entries(served: System, valkey: redis.Redis) -> None:
    """10,000 mutants on right, wrong and catch-all streams with the lives of 300 cases between them.

    Every mutant is one dead letter with the reason that fits what was done to it; every good event is applied; the
    store agrees with its log.
    """
    chance = Random(20241114)
    first, second = lives("first", CASES // 2), lives("second", CASES // 2)
    with served.running("project"):
        send(valkey, chance, first)
        served.await_applied()
        bad = [mutants.make(chance, number) for number in range(MUTANTS - REUSED)]
        bad += [reused(chance, MUTANTS - REUSED + i, chance.choice(first)) for i in range(REUSED)]
        mixed = [mutant.fields for mutant in bad] + second
        chance.shuffle(mixed)
        send(valkey, chance, mixed)
        served.await_applied()
    check_letters(served, bad)
    logged = {row[0] for row in served.rows("SELECT id FROM log")}
    assert logged == {fields[b"id"].decode() for fields in first + second}
    figures = served.figures(DAY, "2024-11-16")
    assert (figures["accepted"], figures["closure"]["total"]["closed"]) == (CASES, CASES)
    assert (figures["anomalies"], figures["dead_letters"]) == (0, MUTANTS)
    served.good("verify")


def check_letters(system: System, bad: list[Mutant]) -> None:
    """Each mutant is exactly one letter, whole, with one of its reasons and a detail."""
    letters = system.rows("SELECT fields, reason, detail FROM dead_letters")
    found: dict[int, tuple[dict[str, Any], str, str]] = {}
    shown = {letter["no"]: letter for letter in system.dead()}
    assert len(letters) == len(bad) == len(shown)
    for letter in shown.values():
        number = int(letter["fields"][MARK.decode()])
        assert number not in found, f"mutant {number} died twice"
        found[number] = letter["fields"], letter["reason"], letter["detail"]
    wrong = Counter(
        f"{mutant.how}: {reason}, not {'/'.join(mutant.reasons)} ({detail[:80]})"
        for mutant in bad
        for fields, reason, detail in [found[int(mutant.fields[MARK])]]
        if reason not in mutant.reasons or not detail or len(fields) != len(mutant.fields)
    )
    assert not wrong, wrong.most_common(10)


def lives(name: str, count: int) -> list[dict[bytes, bytes]]:
    """All events of so many cases, each closed in time."""
    return [fields_of(event) for i in range(count) for event in builders.a_life(f"{name}-{i}", f"{DAY}T09:00")]


def reused(chance: Random, number: int, logged: Mapping[bytes, bytes]) -> Mutant:
    """Another event under the (source, id) of one that stands in the log."""
    other = {
        "data": json.dumps({**json.loads(logged[b"data"]), "note": f"another {number}"}).encode(),
        "time": builders.rfc3339(f"{DAY}T08:00").encode(),
        "subject": b"another",
        "type": b"case.reminded",
    }
    changed = chance.choice(sorted(other))
    fields = {**logged, changed.encode(): other[changed], MARK: b"%d" % number}
    if changed == "type":
        fields[b"data"] = b'{"level": 1}'
    return Mutant(fields, f"reused with another {changed}", frozenset({"id_reused"}))


def send(client: redis.Redis, chance: Random, entries: list[dict[bytes, bytes]]) -> None:
    """XADDs in order, each to its shard, to any shard, or to the catch-all."""
    pipe = client.pipeline(transaction=False)
    for fields in entries:
        shard = keys.shard_of(fields.get(b"subject", b"").decode(errors="replace"), SHARDS)
        stream = chance.choice([keys.events(shard), keys.events(chance.randrange(SHARDS)), keys.EVENTS_IN])
        pipe.xadd(stream, dict(fields) or {b"": b""})  # type: ignore[arg-type] # invariant dict of what XADD takes
        if len(pipe) >= 500:
            pipe.execute()
    pipe.execute()


def test_taken_but_odd_entries_hold_nothing_up(served: System, valkey: redis.Redis) -> None:
    """JSON that one reader takes and another chokes on, told again in other words and read back by a late event.

    Whatever the codec decides about it, the projector goes on: the good case beside it, on the same shard, is whole.
    """
    odd = [b"1e999", b"-1e999", b"9" * 5000, b'"\\ud83d\\ude00"', *(b"[" * n + b"]" * n for n in range(820, 1000, 5))]
    subject = "odd"
    with served.running("project"):
        for number, raw in enumerate(odd):
            life = fields_of(builders.event("case.reminded", subject, f"{DAY}T10:00", event_id=f"odd-{number}"))
            for data in (b'{"level":1,"x":%s}' % raw, b'{"x":%s,"level":1}' % raw, b'{ "level":1,"x":%s}' % raw):
                send(valkey, Random(1), [{**life, b"data": data}])
        served.await_applied()
        # All of the subject's events are read back: this one is dated before them.
        send(valkey, Random(2), [fields_of(builders.accepted(subject, f"{DAY}T09:00"))])
        send(valkey, Random(3), lives("good", 20))
        served.await_applied()
        assert served.figures(DAY, "2024-11-16")["accepted"] == 21
    assert "Traceback" not in served.log()
    served.good("verify")
