"""What the commands tell of a small city whose figures can be counted by hand, and what they refuse."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.domain.rules import ReferenceRules
from dashboard.store.engine import open_engine
from dashboard.store.verify import differences
from tests import builders
from tests.builders import CloudEvent
from tests.integration.pipeline.system import System
from tests.store_kit import REFERENCE

DAY, NEXT = "2024-11-14", "2024-11-15"


def city() -> list[CloudEvent]:
    """Two closed cases in 五华区 (one by hotline), one waiting in 官渡区, a missed problem, a whistle, an anomaly."""
    return [
        *builders.a_life("A-1", f"{DAY}T09:00", street="华山街道", reporter="JD-1"),
        *builders.a_life("A-2", f"{DAY}T10:15", source="hotline_12345", category="C0104", weight=2.5),
        builders.accepted("A-3", f"{DAY}T10:30", area="530111"),
        builders.filed("A-3", f"{DAY}T10:40", dispatch_due=f"{DAY}T11:00", close_due=f"{DAY}T18:00"),
        builders.closed("A-1", f"{DAY}T20:00"),
        builders.missed("M-1", f"{DAY}T12:00", severity="major"),
        builders.blown("W-1", f"{DAY}T12:00"),
    ]


@pytest.fixture(scope="module")
def fed() -> Iterator[System]:
    """A store that holds the city; for tests that only ask."""
    with tempfile.TemporaryDirectory(prefix="grid-") as name:
        system = System(Path(name) / "data")
        text = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in city())
        assert system.good("ingest", "-", text=text).splitlines()[-1] == "read 19, applied 19, repeated 0, dead 0"
        yield system


def test_figures_with_filters(fed: System) -> None:
    """No filter, one, several of one key, several keys, and a past moment: counted by hand."""
    day = fed.figures(DAY, NEXT)
    assert (day["accepted"], day["filed"]["total"], day["anomalies"], day["whistles"]["total"]) == (3, 3, 1, 1)
    assert day["closure"]["total"]["cumulative_due"] == 4.5
    late = day["dispatch"]["530111"]
    assert (late["due"], late["on_time"], late["late"], late["late_by_category"]) == (1, 0, 1, {"E0110": 1})
    assert fed.figures(DAY, NEXT, "--area", "530111", "--area", "530102")["filed"]["total"] == 3
    assert fed.figures(DAY, NEXT, "--area", "530102", "--source", "hotline_12345")["filed"]["total"] == 1
    assert fed.figures(DAY, NEXT, "--unit", "五华区城管局", "--category", "C0104")["filed"]["total"] == 1
    assert fed.figures(DAY, NEXT, "--street", "华山街道", "--reporter", "nobody")["filed"]["total"] == 0
    early = fed.figures(DAY, NEXT, "--as-of", f"{DAY}T10:20:00+08:00")
    assert (early["accepted"], early["filed"]["total"], early["period"]["as_of"]) == (2, 1, f"{DAY}T10:20:00+08:00")


@pytest.mark.parametrize(("key", "counts"), [("area", [1, 2]), ("category", [1, 2]), ("hour", [1, 2])])
def test_groups(fed: System, key: str, counts: list[int]) -> None:
    """Each group is the same object of figures, and together they are the whole."""
    found = fed.figures(DAY, NEXT, "--group-by", key)
    assert (found["group_by"], set(found)) == (key, {"period", "group_by", "groups"})
    assert sorted(each["filed"]["total"] for each in found["groups"].values() if each["filed"]["total"]) == counts


TAMPERINGS = {
    "a case's row": "UPDATE cases SET area = '530111' WHERE subject = 'A-1'",
    "a case's moment": "UPDATE cases SET closed_at = closed_at + 1 WHERE subject = 'A-1'",
    "a lost case": "DELETE FROM cases WHERE subject = 'A-2'",
    "a case that no event knows": "INSERT INTO cases SELECT * FROM spare",
    "a tally": "UPDATE tallies SET value = value + 1 WHERE level = 0",
    "a lost tally": "DELETE FROM tallies WHERE level = 10",
    "a mark": "UPDATE marks SET at = at + 1",
    "a mark that no event knows": "INSERT INTO marks SELECT 'Z', kind, n, at, flag, area, category, code "
    "FROM marks LIMIT 1",
    "a whistle": "UPDATE whistles SET state = replace(state, '530102', '530111')",
    "a whistle's row": "UPDATE whistles SET area = '530111'",
    "a lost whistle": "DELETE FROM whistles",
    "a whistle that no event knows": "INSERT INTO whistles (subject, area, level, stage, state) "
    "SELECT 'Z', area, level, stage, state FROM whistles",
    "a lost event": "DELETE FROM log WHERE type = 'case.closed'",
}


@pytest.fixture
def tampered(fed: System, tmp_path: Path) -> System:
    """A copy of the city's store, for tests that spoil it."""
    copy = System(tmp_path / "data")
    copy.folder.mkdir()
    with fed.store() as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{copy.folder / 'grid.sqlite3'}'")
    return copy


@pytest.mark.parametrize("sql", TAMPERINGS.values(), ids=TAMPERINGS)
def test_verify_finds_what_was_tampered_with(tampered: System, sql: str) -> None:
    """Whatever is changed behind the program's back is a difference."""
    engine = open_engine(tampered.settings.database_url)
    try:
        assert list(differences(engine, ReferenceRules(REFERENCE))) == []
        tamper(tampered, sql)
        assert list(differences(engine, ReferenceRules(REFERENCE)))
    finally:
        engine.dispose()


def test_verify_tells_the_differences(tampered: System) -> None:
    """On the command line: nothing wrong, exit 0; else exit 1, each difference on stdout and one line on stderr."""
    assert tampered.good("verify").startswith("Everything shown agrees")
    tamper(tampered, TAMPERINGS["a case's row"])
    tamper(tampered, TAMPERINGS["a tally"])
    done = tampered.command("verify")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done
    assert any(line.startswith("case A-1: its row") for line in done.stdout.splitlines())
    assert any(line.startswith("tally ") and " should be " in line for line in done.stdout.splitlines())


def tamper(system: System, sql: str) -> None:
    """Changes the store behind the program's back."""
    with system.store() as connection:
        connection.exec_driver_sql("CREATE TEMP TABLE spare AS SELECT * FROM cases WHERE subject = 'A-3'")
        connection.exec_driver_sql("UPDATE spare SET subject = 'Z'")
        assert connection.execute(sa.text(sql)).rowcount > 0


def test_replay_refuses_real_events(fed: System) -> None:
    """Invented events never mix with real ones: exit 1, one line, nothing added, the clock untouched."""
    before = fed.count("log")
    done = fed.command("replay", "--speed", "0")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1), done
    assert "GRID_DATA_DIR" in done.stderr
    assert fed.count("log") == before
    period: dict[str, Any] = fed.figures(DAY, NEXT)["period"]
    assert not period["as_of"].startswith("2024-12"), "the city's clock stands at the replay's end"
