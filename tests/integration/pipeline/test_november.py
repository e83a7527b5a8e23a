"""The built-in month goes through all that real events go through, and counts to what the report of it printed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests import bulletin_rows, month_figures
from tests.integration.pipeline.system import System

# One run of 1.25 million events serves all tests here; it takes a minute or several, whatever the machine.
pytestmark = pytest.mark.timeout(900)
MONTH = ("2024-11-01", "2024-12-01")


class Replayed(NamedTuple):
    """The store after the replay, and the command's last line."""

    system: System
    told: str


@pytest.fixture(scope="module")
def november() -> Iterator[Replayed]:
    """`app.py replay --speed 0` on a fresh data directory."""
    with tempfile.TemporaryDirectory(prefix="grid-") as name:
        system = System(Path(name) / "data")
        yield Replayed(system, system.good("replay", "--speed", "0").splitlines()[-1])


@pytest.fixture(scope="module")
def figures(november: Replayed) -> dict[str, Any]:
    """The month's figures by the command line."""
    return november.system.figures(*MONTH)


def test_every_event_is_applied(november: Replayed) -> None:
    """At least 1.2 million events, none repeated, none dead."""
    words = november.told.replace(",", "").split()
    counts = dict(zip(words[::2], map(int, words[1::2]), strict=True))
    assert counts["applied"] == counts["read"] >= 1_200_000
    assert (counts["repeated"], counts["dead"]) == (0, 0)
    assert november.system.count("log") == counts["applied"]


def test_figures_are_the_published_ones(figures: dict[str, Any]) -> None:
    """Every number that sections 1 to 4 of the report print and the contract defines."""
    assert month_figures.check(figures) == []


def test_nothing_in_it_is_out_of_order(figures: dict[str, Any]) -> None:
    """A believable month has no anomalies and no dead letters."""
    assert (figures["anomalies"], figures["dead_letters"]) == (0, 0)


def test_groups_sum_up_to_the_month(november: Replayed, figures: dict[str, Any]) -> None:
    """The same month by area and by day gives the same counts."""
    by = {key: november.system.figures(*MONTH, "--group-by", key)["groups"] for key in ("area", "day")}
    for groups in by.values():
        for path in ("accepted", "voided"):
            assert sum(group[path] for group in groups.values()) == figures[path]
        assert sum(group["filed"]["total"] for group in groups.values()) == figures["filed"]["total"]
    assert len(by["day"]) == 30


def test_the_report_writes_what_was_published(november: Replayed, tmp_path: Path) -> None:
    """Every number of sections 1 to 4 stands in the Word file, in its own sentence or cell, read back from the file."""
    file = tmp_path / "report.docx"
    first, last = MONTH
    november.system.good("bulletin", "--from", first, "--to", last, "--word", str(file))
    assert bulletin_rows.check(file) == []


def test_shown_is_what_the_log_says(november: Replayed) -> None:
    """`verify` recomputes 187,000 cases and all tallies, and finds no difference."""
    assert november.system.good("verify").startswith("Everything shown agrees with the log")
