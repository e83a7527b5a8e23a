"""The built-in month is not mixed with real events, whatever came with either."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from dashboard.acts.decide import SOURCE as DESK
from dashboard.errors import RefusedError
from streams.deadline_watch import SOURCE as CLOCK
from streams.replay import refuse_real
from streams.whistle_numbers import SOURCE as NUMBERS
from tests import builders as b
from tests.store_kit import Store

MONTH = "built-in/month"


@pytest.mark.parametrize(
    ("sources", "refused"),
    [
        ((), False),
        ((MONTH,), False),
        ((MONTH, CLOCK), False),
        ((MONTH, CLOCK, DESK), False),  # somebody tried the desk in the demonstration
        ((MONTH, CLOCK, DESK, NUMBERS), False),  # and blew a whistle there
        ((MONTH, "my-city/cases"), True),
        (("my-city/cases",), True),
        ((DESK,), True),  # somebody has begun to work here
    ],
)
def test_what_counts_as_real(tmp_path: Path, sources: tuple[str, ...], refused: bool) -> None:
    """By the sources that the log holds."""
    store = Store(f"sqlite:///{tmp_path / 'grid.sqlite3'}")
    store.feed(
        b.event("case.reminded", "c-1", "2024-11-14T09:00", {"level": 1}, event_id=f"e-{n}", producer=source)
        for n, source in enumerate(sources)
    )
    stage = cast("Any", SimpleNamespace(engine=store.engine, source=MONTH))
    if refused:
        with pytest.raises(RefusedError, match="real events"):
            refuse_real(stage)
    else:
        refuse_real(stage)
    store.close()
