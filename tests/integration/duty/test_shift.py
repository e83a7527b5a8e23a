"""What the desk's people write down: kept where it is sound, refused by name where not, whatever a browser sends."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from callbacks.duty_answers import Answers, DutyDeps
from callbacks.duty_shift import Shift
from dashboard.auth.who import RIGHTS, Principal
from dashboard.store.alerts import AlertReader
from dashboard.store.duty import DutyStore
from dashboard.store.duty_history import DutyHistory
from dashboard.store.duty_wits import Wits
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.filters import FilterStore
from dashboard.store.web.handovers import HandoverStore
from dashboard.store.web.rosters import RosterStore
from dashboard.views.duty.words import FAULTS
from tests.builders import accepted, event, filed, ms
from tests.store_kit import REFERENCE, Store

NOON = ms("2024-11-14T12:00")
LI, WANG = (Principal("user", who, name, RIGHTS["officer"]) for who, name in (("1", "李雷"), ("2", "王芳")))
WATCH = {"post": "lead", "person": "李雷", "start": "2024-11-14T08:00:00+08:00", "end": "2024-11-14T16:00:00+08:00"}


class Room:
    """A desk's people with their stores; `noted` is what the audit would hold."""

    def __init__(self, store: Store, folder: Path) -> None:
        web = open_web_engine(f"sqlite:///{folder / 'web.sqlite3'}")
        self.noted: list[tuple[str, str]] = []
        deps = DutyDeps(
            reader=store.reader, store=DutyStore(store.engine), alerts=AlertReader(store.engine),
            wits=Wits(DutyHistory(store.engine), lambda: REFERENCE), acting=None,  # type: ignore[arg-type] # nobody acts
            rosters=RosterStore(web), handovers=HandoverStore(web), filters=FilterStore(web), city_now=lambda: NOON,
            zone=ZoneInfo("Asia/Shanghai"), titles={"close_overdue": "结案超时"}, synthetic=lambda: True,
            note=lambda action, target: self.noted.append((action, target)),
        )  # fmt: skip
        self.answers, self.web = Answers(deps), web
        self.shift = Shift(self.answers)

    def keep(self, what: str, form: dict[str, Any], who: Principal = LI) -> str | None:
        """The fault, or None."""
        found = self.shift.keep({"what": what, "form": form, "n": 1}, who)["fault"]
        return None if found is None else str(found)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A room at noon, with one case late for dispatch and one alert."""
    store = Store(f"sqlite:///{tmp_path / 'grid.sqlite3'}")
    store.feed([
        accepted("c", NOON - 3_600_000),
        filed("c", NOON - 3_500_000, dispatch_due=NOON - 60_000, close_due=NOON + 60_000),
        event("alert.raised", "a", NOON - 1_000, {"rule": "close_overdue", "unit": "530102", "cases": ["c"]}),
    ])  # fmt: skip
    made = Room(store, tmp_path)
    yield made
    made.web.dispose()
    store.close()


def test_a_watch_is_kept_shown_and_struck(room: Room) -> None:
    assert room.keep("watch.add", WATCH) is None
    (watch,) = room.shift.watches()
    assert room.answers.queue({"since": None, "alerts_at": None, "open": [], "risks": False, "n": 1}, LI, str)["strip"][
        "watch"
    ]["duty"] == [{"name": "李雷", "post": "值班长", "phone": "", "until": ms("2024-11-14T16:00")}]
    assert room.keep("watch.remove", {"no": watch.no}) is None
    assert room.shift.watches() == []
    assert room.noted == [("duty.watch.add", "李雷"), ("duty.watch.remove", "李雷")]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"person": "\x00 "}, "no_person"),
        ({"post": "cook"}, "no_such_post"),
        ({"end": "2024-11-14T08:00:00+08:00"}, "ends_before_it_begins"),
        ({"start": "soon"}, "bad_moment"),
        ({"start": None}, "bad_moment"),
    ],
)
def test_a_slip_in_a_watch_is_told_and_nothing_kept(room: Room, change: dict[str, Any], fault: str) -> None:
    assert room.keep("watch.add", WATCH | change) == FAULTS[fault]
    assert room.shift.watches() == []
    assert room.noted == []


def test_a_hand_over_holds_what_is_open_and_is_taken_once_by_somebody_else(room: Room) -> None:
    assert room.keep("handover.write", {"taking": " ", "notes": ""}) == FAULTS["nobody_takes_over"]
    assert room.keep("handover.write", {"taking": "王芳", "notes": "夜间\x00注意\ud800内涝"}) is None
    (sheet,) = room.shift.sheets()
    assert (sheet.work.dispatch_late, sheet.work.close_late, sheet.work.due_soon) == (1, 0, 1)
    assert [(alert.title, alert.unit, alert.cases) for alert in sheet.work.alerts] == [("结案超时", "五华区", 1)]
    assert sheet.notes == "夜间注意?内涝"
    assert room.keep("handover.take", {"no": sheet.no}) == FAULTS["your_own"]
    assert room.keep("handover.take", {"no": sheet.no}, WANG) is None
    assert room.keep("handover.take", {"no": sheet.no}, WANG) == FAULTS["already_taken"]
    assert room.keep("handover.take", {"no": 1 << 70}, WANG) == FAULTS["no_such_sheet"]


def test_a_filter_keeps_what_it_knows_and_nothing_else(room: Room) -> None:
    spec = {"base": "late", "text": "官渡", "more": {"a": [1]}}
    kept = room.shift.keep_filter({"what": "filter.save", "form": {"name": "官渡", "spec": spec}, "n": 1}, LI)
    assert kept["filters"] == [{"name": "官渡", "spec": {"base": "late", "text": "官渡"}}]
    nameless = room.shift.keep_filter({"what": "filter.save", "form": {"name": " "}, "n": 2}, LI)
    assert nameless["fault"] == FAULTS["no_name"]
    assert room.shift.keep_filter({"what": "filter.remove", "form": {"name": "官渡"}, "n": 3}, LI)["filters"] == []


def test_a_number_that_no_database_holds_asks_for_the_whole_queue(room: Room) -> None:
    found = room.answers.queue({"since": 1 << 80, "alerts_at": None, "open": ["a"], "risks": True, "n": 1}, LI, str)
    assert found["whole"] is True
    assert [row["id"] for row in found["members"]] == ["c"]
    assert found["open"] == ["a"]
