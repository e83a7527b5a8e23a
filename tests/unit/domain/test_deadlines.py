"""Due times that an event left out, from the tables that come with the program."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dashboard.domain import deadlines
from dashboard.reference import load

ZONE = ZoneInfo("Asia/Shanghai")
REFERENCE = load()
FRIDAY_EVENING = round(datetime(2024, 11, 15, 17, 30, tzinfo=ZONE).timestamp() * 1000)


def local(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, ZONE).strftime("%m-%d %H:%M")


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("C0104", "11-16 17:30"),  # a blocked grate: 1 day
        ("E0112", "11-18 09:30"),  # a dirty road: 2 working hours, over the weekend
        ("E0110", "11-18 11:30"),  # exposed rubbish: 4 working hours
        ("E0201", "11-16 17:30"),  # illegal small ads: 1 day
        ("E0401", "11-15 19:30"),  # street trading: 2 紧急工作时
        ("E0101", "11-30 17:30"),  # an illegal building: 15 days
        ("E0999", "11-16 17:30"),  # unknown: what is usual for its class
    ],
)
def test_closing_is_due_by_the_category_s_limit(category: str, expected: str) -> None:
    assert local(deadlines.close_due(REFERENCE, category, "creation", FRIDAY_EVENING)) == expected


@pytest.mark.parametrize("category", ["E0110", "E0999"])
def test_dispatch_is_due_in_a_quarter_of_an_hour_day_and_night(category: str) -> None:
    assert local(deadlines.dispatch_due(REFERENCE, category, "creation", FRIDAY_EVENING + 3_600_000)) == "11-15 18:45"
