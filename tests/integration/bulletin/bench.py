"""A desk of reports before a store with a month in it: a hundred cases of 五华区, all done in time, in March 2025."""

from __future__ import annotations

from pathlib import Path

from dashboard.auth.who import RIGHTS, Principal
from dashboard.domain.clock import replay
from dashboard.domain.instants import parse_bound
from dashboard.domain.report_edits import ReportKey
from dashboard.report_desk import ReportDesk, Stand, Way
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.outbox import Outbox
from dashboard.store.web.reports import ReportStore
from tests import builders as b
from tests.store_kit import ZONE, Store

ANALYST = Principal("user", "u1", "李敏", RIGHTS["analyst"], role="analyst")
NOW = parse_bound("2025-04-02", ZONE)
MARCH = ReportKey(parse_bound("2025-03-01", ZONE), parse_bound("2025-04-01", ZONE), "city")
WAYS = (Way("邮件", "mail"), Way("群", "webhook"))


class Bench:
    """The desk, its stores, and a clock that stands on the second of April."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(f"sqlite:///{folder / 'grid.sqlite3'}")
        days = [f"2025-03-{no % 20 + 3:02d}T09:00:00" for no in range(100)]
        self.store.feed([one for no, at in enumerate(days) for one in b.a_life(f"wh-{no}", at)])
        self.web = open_web_engine(f"sqlite:///{folder / 'web.sqlite3'}")
        self.reports, self.outbox = ReportStore(self.web), Outbox(self.web)
        self.desk = ReportDesk(
            Stand(
                reader=self.store.reader,
                store=self.reports,
                outbox=self.outbox,
                clock=lambda: replay(0, NOW, 0, "", synthetic=True),
                real_ms=lambda: 7_000,
                city="试验市",
                ways=WAYS,
                link="https://grid.example.org",
            )
        )

    def close(self) -> None:
        """Lets go of both stores."""
        self.store.close()
        self.web.dispose()
