"""A busy day of the built-in month, its clock stepped: alerts and figures tell the same story."""

import json

from dashboard.store import verify
from tests.alert_month import late_dispatches, step_through
from tests.builders import ms
from tests.stepped_city import City

DAY = ("2024-11-14", "2024-11-15")


def test_alerts_of_a_day_agree_with_its_figures(city: City) -> None:
    """Late dispatches by district and category are those that alerts named; no overdue case stood in no alert."""
    found = step_through(city, ms("2024-11-14T07:00"), ms("2024-11-15T00:00"), step_min=15, one_in=8)
    assert found.without == []
    figures = city.figures(*DAY)
    by_area, by_category = late_dispatches(city)
    total = figures["dispatch"].pop("total")
    assert total["late"] == by_area.total() > 20
    assert by_category == total["late_by_category"]
    assert by_area == {area: one["late"] for area, one in figures["dispatch"].items() if one["late"]}
    facts = city.rows(
        "SELECT count(*) FROM log JOIN cases ON cases.subject = log.subject AND cases.voided_at IS NULL "
        "WHERE log.type = 'case.deadline_passed' AND json_extract(data, '$.limit') = 'dispatch' "
        "AND json_extract(data, '$.level') = 100"
    )
    assert facts == [(total["late"],)]
    assert list(verify.differences(city.engine, city.reader.rules)) == []


def test_groups_are_raised_once_follow_their_cases_and_end_by_themselves(city: City) -> None:
    """After everything was closed nothing stays open but what people must look at."""
    step_through(city, ms("2024-11-14T09:00"), ms("2024-11-14T12:00"), step_min=15, one_in=16)
    groups = city.rows("SELECT subject, rule, unit, state FROM alerts WHERE rule LIKE '%_overdue'")
    assert len(groups) > 3
    for _, rule, unit, state in groups:
        alert = json.loads(state)
        assert alert["total"] >= len(alert["members"])
        assert sum((r, u) == (rule, unit) and json.loads(s)["state"] != "resolved" for _, r, u, s in groups) <= 1
    late = city.rows("SELECT subject FROM cases WHERE waiting_due IS NOT NULL OR settled_at IS NULL")
    city.feed(
        {
            "specversion": "1.0",
            "id": f"end:{subject}",
            "source": "tests/end",
            "type": "case.closed",
            "subject": subject,
            "time": "2024-11-14T12:00:01+08:00",
            "data": {},
        }
        for (subject,) in late
    )
    city.to("2024-11-14T12:01")
    city.to("2024-11-14T12:12")
    still = [alert.rule for alert in city.open().values() if alert.rule.endswith("_overdue")]
    assert still == []
