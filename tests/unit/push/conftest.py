"""The server with pretended parts behind its doors; no network, no store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from dashboard.api.health import Checks
from dashboard.auth.auditor import Auditor
from dashboard.domain.instants import parse
from dashboard.settings import load
from dashboard.web import WebDeps, create_server
from tests.unit.push.fakes import FakeActing, FakeIntake, FakeKeys, FakeNotes, FakeReader

NOW = parse("2024-11-14T10:00:00+08:00")


@dataclass
class FakeBeat:
    """A heartbeat."""

    age_ms: int = 500
    pid: int = 7
    details: Mapping[str, Any] = field(default_factory=dict)


class Doors:
    """The machine doors and what is behind them."""

    def __init__(self, host: str, data_dir: Path) -> None:
        self.reader, self.intake, self.keys = FakeReader(), FakeIntake(), FakeKeys()
        self.acting, self.notes = FakeActing(), FakeNotes()
        self.beats: dict[str, FakeBeat] = {name: FakeBeat() for name in ("project", "schedule", "web:7")}
        self.redis_trouble: Exception | None = None
        self.store_trouble: Exception | None = None
        self.screens: dict[str, dict[str, object]] = {}
        settings = replace(load({"GRID_DATA_DIR": str(data_dir)}), host=host, api_key="from-the-settings")
        deps = WebDeps(
            reader=self.reader,
            intake=self.intake,
            acting=self.acting,
            auditor=Auditor(self.notes, lambda: NOW),
            keys=self.keys,
            checks=Checks(self._read_beats, self._ask_store, screens=lambda: self.screens),
            city_now=lambda: NOW,
            attach=lambda _sockets, _audience: None,
        )
        self.counters = deps.counters
        self.server = create_server(settings, deps)

    @property
    def http(self) -> Any:
        """A client on the same machine, without a key (Flask's; Any, since its `.json` is whatever came)."""
        return self.server.test_client()

    def _read_beats(self) -> Mapping[str, FakeBeat]:
        if self.redis_trouble is not None:
            raise self.redis_trouble
        return self.beats

    def _ask_store(self) -> None:
        if self.store_trouble is not None:
            raise self.store_trouble


@pytest.fixture
def make_doors(tmp_path: Path) -> Callable[[str], Doors]:
    """Doors of a server that listens on a host."""
    return lambda host: Doors(host, tmp_path)


@pytest.fixture
def doors(make_doors: Callable[[str], Doors]) -> Doors:
    """Doors on loopback."""
    return make_doors("127.0.0.1")
