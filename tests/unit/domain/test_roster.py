"""Who is on duty and on call; hand-over sheets that can be taken once, and not by who wrote them."""

import pytest

from dashboard.domain import handover, roster
from dashboard.domain.handover import OpenWork, Sheet
from dashboard.domain.instants import DAY_MS
from dashboard.domain.roster import Watch

LEAD = Watch(1, "李某", "lead", 100, 200)
OFFICER = Watch(2, "王某", "officer", 50, 150)
CALL = Watch(3, "赵某", "on_call", 150, 300)
SHEET = Sheet(1, 100, "李某", "user:1", "王某", "", OpenWork(0, 0, 0, 0, ()))


def test_who_leads_stands_first_and_an_end_is_not_on_duty() -> None:
    assert roster.on_duty([OFFICER, LEAD, CALL], 149) == (LEAD, OFFICER)
    assert roster.on_duty([OFFICER, LEAD, CALL], 150) == (LEAD,)
    assert roster.on_duty([OFFICER, LEAD, CALL], 200) == ()


def test_the_lead_is_called_where_nobody_is_on_call() -> None:
    assert roster.on_call([LEAD, CALL], 120) == (LEAD,)
    assert roster.on_call([LEAD, CALL], 160) == (CALL,)


def test_what_comes_next() -> None:
    assert roster.coming([CALL, LEAD, OFFICER], 60) == (LEAD, CALL)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"person": "  "}, "no_person"),
        ({"post": roster.post("cook")}, "no_such_post"),
        ({"end": 100}, "ends_before_it_begins"),
        ({"end": 100 + roster.LONGEST_MS + 1}, "too_long"),
    ],
)
def test_a_slip_in_a_watch_is_named(change: dict[str, object], reason: str | None) -> None:
    assert roster.fault(LEAD._replace(**change)) == reason  # type: ignore[arg-type] # fields of several types
    assert roster.LONGEST_MS == 7 * DAY_MS


def test_a_sheet_is_taken_once_and_by_somebody_else() -> None:
    assert handover.may_take(SHEET, "user:2") is None
    assert handover.may_take(SHEET, "user:1") == "your_own"
    assert handover.may_take(SHEET._replace(taken_at=5), "user:2") == "already_taken"


def test_a_sheet_names_who_takes_over() -> None:
    assert handover.fault(SHEET) is None
    assert handover.fault(SHEET._replace(taking=" ")) == "nobody_takes_over"
    assert handover.fault(SHEET._replace(notes="长" * 4_001)) == "notes_too_long"
