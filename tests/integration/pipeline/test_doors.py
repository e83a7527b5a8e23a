"""How events come in besides a plain XADD on the right shard: astray, fed again, by file, by stdin."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import redis
import sqlalchemy as sa

from dashboard.store import deadletters
from streams import keys
from tests import builders
from tests.architecture.tree import ROOT
from tests.builders import CloudEvent
from tests.integration.pipeline.system import System, awaited
from tests.store_kit import fields_of

DAY, NEXT = "2024-11-14", "2024-11-15"


def lines(*events: CloudEvent | str) -> str:
    """JSON Lines; a text goes as it is."""
    return "".join((one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)) + "\n" for one in events)


def two_lives() -> list[CloudEvent]:
    """Two closed cases: 14 events."""
    return [*builders.a_life("A-1", f"{DAY}T09:00"), *builders.a_life("A-2", f"{DAY}T09:30")]


def add(client: redis.Redis, stream: str, event: CloudEvent) -> None:
    """XADD as a stranger does it."""
    client.xadd(stream, fields_of(event))  # type: ignore[arg-type] # invariant dict of what XADD takes


def test_astray_entries_are_moved_on_and_applied_once(served: System, valkey: redis.Redis) -> None:
    """A case's events on a wrong shard, on the catch-all and on both: one case, each event once, on its own shard."""
    life = builders.a_life("A-1", f"{DAY}T09:00")
    home = keys.shard_of("A-1", 16)
    for event, stream in zip(life, [keys.EVENTS_IN, keys.events((home + 5) % 16)] * 4, strict=False):
        add(valkey, stream, event)
    add(valkey, keys.EVENTS_IN, life[0])
    with served.running("project"):
        served.await_applied()
    assert served.count("log") == len(life)
    # All that strayed stand on the case's own stream now, the one that came twice twice.
    assert valkey.xlen(keys.events(home)) == len(life) + 1
    figures = served.figures(DAY, NEXT)
    assert (figures["accepted"], figures["closure"]["total"]["closed"], figures["dead_letters"]) == (1, 1, 0)
    served.good("verify")


def test_an_entry_without_a_usable_subject_is_a_letter_wherever_it_stands(served: System, valkey: redis.Redis) -> None:
    """No subject to hash: neither a shard nor the catch-all can move it on, and it does not go in circles."""
    good = builders.accepted("A-1", f"{DAY}T09:00")
    nameless = {name: value for name, value in good.items() if name != "subject"}
    for stream in (keys.events(3), keys.EVENTS_IN):
        add(valkey, stream, nameless)
        valkey.xadd(stream, {**fields_of(good), b"subject": b"\xff\xfe"})  # type: ignore[dict-item]
    with served.running("project"):
        served.await_applied()
    reasons = sorted(letter["reason"] for letter in served.dead())
    assert reasons == ["bad_attribute", "bad_attribute", "missing_attribute", "missing_attribute"]


def test_a_letter_fed_again_dies_again_while_it_is_bad(system: System) -> None:
    """What is still bad dies anew, whole, under a new number; and a dead letter does not occupy its id."""
    late = {**builders.accepted("A-1", f"{DAY}T09:00"), "id": "one"}
    bad = {**late, "data": {"source": "wechat"}}
    assert system.good("ingest", "-", text=lines(bad, late)).splitlines()[-1] == "read 2, applied 1, repeated 0, dead 1"
    (letter,) = system.dead()
    assert json.loads(letter["fields"]["data"]) == bad["data"]
    assert (letter["reason"], letter["fields"]["id"]) == ("bad_field", "one")
    with system.running("project"):
        assert "1 fed again" in system.good("dead", "--refeed", str(letter["no"]))
        system.await_applied()
    first, second = system.dead()
    assert first["fields"] | {"gridfeed": ""} == second["fields"] | {"gridfeed": ""}
    assert [each["no"] for each in system.json_lines("dead", "--after", str(first["no"]))] == [second["no"]]
    refused = system.command("dead", "--refeed", "999")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)


def test_a_letter_whose_hour_has_come_is_applied(served: System, valkey: redis.Redis) -> None:
    """A letter that is good by now (a clock that was wrong then, a program that knew less) is applied."""
    event = builders.accepted("A-1", f"{DAY}T09:00")
    with served.running("project"):
        valkey.xadd(keys.EVENTS_IN, {b"data": b"x"})
        served.await_applied()
        # What an older program may have refused; only the store knows that it was.
        with served.store() as connection:
            connection.execute(sa.text("UPDATE dead_letters SET fields = :new"), {"new": packed(fields_of(event))})
        served.good("dead", "--refeed", "1")
        served.await_applied()
    assert served.figures(DAY, NEXT)["accepted"] == 1


def packed(fields: dict[bytes, bytes]) -> str:
    """Fields in the form in which the store keeps them."""
    return deadletters._pack(fields)


JUNK = [
    "nonsense",
    "[1, 2]",
    '"text"',
    "{}",
    '{"id": 5}',
    "{",
    "\ud83d".encode("utf-8", "surrogatepass").decode("latin-1"),
]


def test_ingest_counts_everything_it_read(system: System, tmp_path: Path) -> None:
    """Good lines, the same again, junk: the last line tells each, the exit is 0, and feeding twice is harmless."""
    events = two_lives()
    file = tmp_path / "events.jsonl"
    file.write_text(lines(*events[:7], *JUNK, "", "   ", *events[7:], *events[:3]), encoding="utf-8")
    told = system.good("ingest", str(file)).splitlines()[-1]
    assert told == f"read {14 + len(JUNK) + 3}, applied 14, repeated 3, dead {len(JUNK)}"
    told = system.good("ingest", str(file)).splitlines()[-1]
    assert told == f"read {14 + len(JUNK) + 3}, applied 0, repeated 17, dead {len(JUNK)}"
    assert len(system.dead()) == 2 * len(JUNK)
    figures = system.figures(DAY, NEXT)
    assert (figures["accepted"], figures["filed"]["total"], figures["closure"]["total"]["closed"]) == (2, 2, 2)
    assert figures["dead_letters"] == 2 * len(JUNK)
    assert system.good("verify").startswith("Everything shown agrees")


def test_ingest_from_stdin_while_the_system_runs(system: System) -> None:
    """All commands use the running parts, and leave them running."""
    with system.running() as process:
        projectors = system.pids("project")
        told = system.good("ingest", "-", text=lines(*two_lives()))
        assert told.splitlines()[-1] == "read 14, applied 14, repeated 0, dead 0"
        assert system.figures(DAY, NEXT)["accepted"] == 2
        assert system.good("verify")
        assert system.pids("project") == projectors
        assert process.poll() is None
    assert process.returncode == 0


def test_ingest_of_nothing(system: System) -> None:
    """An empty file is no mistake, and no reason to wait."""
    assert system.good("ingest", "-", text="").splitlines()[-1] == "read 0, applied 0, repeated 0, dead 0"


def test_ingest_right_after_everything_was_killed(system: System) -> None:
    """A projector that was killed a moment ago is not taken for one that lives."""
    process = system.start("run")
    try:
        awaited(lambda: system.projector_age_ms() < 5_000, "the system runs")
    finally:
        process.kill()
        process.wait()
    awaited(lambda: not system.pids("project") and not system.pids("valkey-server"), "nothing of it is left")
    told = system.good("ingest", "-", text=lines(*two_lives()))
    assert told.splitlines()[-1] == "read 14, applied 14, repeated 0, dead 0"


def test_the_documented_csv(system: System, tmp_path: Path) -> None:
    """The file and the mapping of docs/ingest.md, as they stand there; fed twice, all of it is repeated."""
    page = (ROOT / "docs" / "ingest.md").read_text(encoding="utf-8")
    table = page.split("```csv\n")[1].split("```")[0]
    mapping = page.split("```toml\n")[1].split("```")[0]
    (tmp_path / "cases.csv").write_text(table, encoding="utf-8")
    (tmp_path / "cases.toml").write_text(mapping, encoding="utf-8")
    words = ("ingest", str(tmp_path / "cases.csv"), "--mapping", str(tmp_path / "cases.toml"))
    assert system.good(*words).splitlines()[-1] == "read 6, applied 6, repeated 0, dead 0"
    assert system.good(*words).splitlines()[-1] == "read 6, applied 0, repeated 6, dead 0"
    figures = system.figures("2026-03-02", "2026-03-03")
    assert figures["filed"]["by_source"] == {"city_supervisor": 1, "hotline_12345": 1}
    assert figures["dispatch"]["total"]["on_time"] == 1


@pytest.mark.parametrize(
    "words",
    [
        ["ingest", "/tmp"],
        ["ingest", "cases.csv"],
        ["ingest", "-", "--mapping", "/no/such/mapping.toml"],
        ["figures", "--from", "2024-11-01", "--to", "2024-12-01", "--as-of", "2024-11-15T10:00:00"],
        ["figures", "--from", "2024-11-01", "--to", "2024-12-01", "--group-by", "moon"],
        ["figures", "--from", "2024-12-01", "--to", "2024-11-01"],
        ["figures", "--from", "2024-11-01"],
        ["nonsense"],
        ["replay", "--from", "soon"],
    ],
)
def test_wrong_usage_is_one_line(system: System, words: list[str]) -> None:
    """The exit says whose fault it was, and one line on stderr says what to do; nothing is on stdout."""
    done = system.command(*words, text="")
    assert (done.returncode, done.stdout) == (2, ""), done
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("setting", ["GRID_SHARDS", "GRID_DATABASE_URL"])
def test_wrong_settings_are_one_line(system: System, setting: str) -> None:
    """A setting that cannot be used names itself."""
    system.environment[setting] = "nonsense"
    done = system.command("figures", "--from", "2024-11-01", "--to", "2024-12-01")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert setting in done.stderr


def test_a_server_that_is_not_there_is_one_line(system: System) -> None:
    """Nothing answers at the URL: exit 1, and what to do."""
    system.environment["GRID_REDIS_URL"] = "unix:///no/such/valkey.sock"
    done = system.command("ingest", "-", text="")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
