"""The whole built-in month through the scheduler, its clock stepped: by `make soak` alone."""

import pytest

from dashboard.domain.alarm_load import AIM
from dashboard.store import verify
from tests.alert_month import announced, late_dispatches, load_table, step_through
from tests.builders import ms
from tests.stepped_city import City

OFFICERS = 8


@pytest.mark.soak
def test_alerts_of_the_month_agree_with_its_figures(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    """Late dispatches by district and category; no overdue case without an alert; how much officers were told."""
    found = step_through(city, ms("2024-11-01T00:00"), ms("2024-12-01T00:00"))
    assert found.without == []
    figures = city.figures("2024-11-01", "2024-12-01")
    by_area, by_category = late_dispatches(city)
    total = figures["dispatch"].pop("total")
    assert total["late"] == by_area.total()
    assert by_category == total["late_by_category"]
    assert by_area == {area: one["late"] for area, one in figures["dispatch"].items() if one["late"]}
    told = announced(city)
    with capsys.disabled():
        print("\n" + "\n".join(load_table(told, OFFICERS)))  # noqa: T201 – a soak's table is printed
    month_windows = 30 * 24 * 6
    assert len(told) / month_windows / OFFICERS <= AIM
    assert list(verify.differences(city.engine, city.reader.rules)) == []
