"""What reaches the audit: everything that is done, and of refused tries a measure."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy.exc import OperationalError

from dashboard.auth.auditor import Auditor
from dashboard.auth.noting import REFUSALS_A_MINUTE
from dashboard.logs import configure
from tests.fakes import SettableClock
from tests.unit.push.fakes import FakeNotes


@pytest.fixture(autouse=True)
def _log_as_it_was() -> Iterator[None]:
    """A test may set up the log for itself."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_who_tries_a_thousand_times_is_noted_sixty_times_a_minute(clock: SettableClock) -> None:
    """Others are noted all the same, and so is what is done."""
    notes = FakeNotes()
    auditor = Auditor(notes, clock)
    for _ in range(1_000):
        auditor.note("zhang", "session.sign_in", outcome="refused", address="10.0.0.9")
    assert len(notes.entries) == REFUSALS_A_MINUTE
    auditor.note("li", "session.sign_in", outcome="refused", address="10.0.0.7")
    auditor.note("zhang", "session.sign_in", address="10.0.0.9")
    assert len(notes.entries) == REFUSALS_A_MINUTE + 2
    clock.advance(60_000)
    auditor.note("zhang", "session.sign_in", outcome="refused", address="10.0.0.9")
    assert len(notes.entries) == REFUSALS_A_MINUTE + 3


def test_a_store_that_is_away_stops_nobody(clock: SettableClock) -> None:
    """The entry goes to the log instead, without its secrets."""
    out = io.StringIO()
    configure("info", "json", "web", out)

    class Away:
        def note(self, *_: object) -> None:
            raise OperationalError("insert", {}, Exception("the disk is full"))

    Auditor(Away(), clock).note("li", "user.reset", "zhang", detail={"password": "hunter2"})
    assert "audit.not_written" in out.getvalue()
    assert "hunter2" not in out.getvalue()
