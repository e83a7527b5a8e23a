"""The sheet of a district: its figures are those of `figures`, its tables add up, and who sees less is told less."""

from __future__ import annotations

from typing import Any

from dashboard.auth.who import RIGHTS, Principal, Scope
from dashboard.district import Districts
from dashboard.domain.figures import FigureQuery
from dashboard.domain.instants import parse
from dashboard.rankings import Rankings
from dashboard.store.district import DistrictReader
from dashboard.views.rankings.asked import asked
from tests.integration.store.test_rankings import filters_of
from tests.store_kit import Store, at_path

NOW = parse("2025-03-12T17:30:00+08:00")
AREA = "530102"
ALL = Principal("user", "a", "a", RIGHTS["admin"])


def event(number: int, subject: str, kind: str, time: str, **data: Any) -> dict[str, Any]:
    """One CloudEvent."""
    return {
        "specversion": "1.0", "id": f"{number}", "source": "t", "type": f"case.{kind}", "subject": subject,
        "time": f"2025-03-{time}:00+08:00", "datacontenttype": "application/json", "data": data,
    }  # fmt: skip


def lives() -> list[dict[str, Any]]:
    """Three cases of the district on two grids, one elsewhere."""
    grids = {"c1": ("G1", "12T09:30"), "c2": ("G2", "11T10:30"), "c3": ("G2", "12T08:30"), "x": ("G9", "12T10:00")}
    found = []
    for number, (subject, (grid, at)) in enumerate(grids.items()):
        data = {
            "source": "district_supervisor", "category": "E0110", "area": "530111" if subject == "x" else AREA,
            "grid": grid, "street": f"街道{number % 2}", "lon": 102.7, "lat": 25.0,
        }  # fmt: skip
        due = {"close_due": "2025-03-12T12:00:00+08:00", "dispatch_due": "2025-03-12T11:00:00+08:00"}
        found += [
            event(10 * number, subject, "accepted", at, **data),
            event(10 * number + 1, subject, "filed", at, **due),
            event(10 * number + 2, subject, "dispatched", "12T10:30", to=f"单位{number % 2}"),
        ]
    return [*found, event(90, "c1", "handled", "12T11:00", by="单位0"), event(91, "c1", "closed", "12T11:30")]


def districts(store: Store) -> Districts:
    """Sheets without whistles."""
    return Districts(
        Rankings(store.reader, list), DistrictReader(store.engine, store.reader.zone), lambda _at: [], "昆明市"
    )


def test_the_sheet_of_a_district(store: Store) -> None:
    """Every figure on it is the one at its path; hours, points and tables hold its cases and nobody else's."""
    store.feed(lives())
    sheet = districts(store).sheet(asked({"period": "week"})._replace(area=AREA), ALL, NOW)
    bounds = asked({"period": "week"}).periods(NOW, store.reader.zone).now
    cells = [(one["cell"], one["filters"]) for one in sheet["head"]]
    cells += [(cell, row["filters"]) for name in ("classes", "cross") for row in sheet[name] for cell in row["cells"]]
    for by in ("street", "unit", "category"):
        cells += [(row["cells"][name], row["filters"][name]) for row in sheet[by] for name in row["cells"]]
    for (path, value, _status), text in cells:
        figures = store.reader.figures(FigureQuery(*bounds, NOW, filters_of(text)))
        assert (at_path(figures, path) or 0) == (value or 0), (path, text)
    assert [one["cell"][1] for one in sheet["head"] if one["label"] == "立案"] == [3]
    assert {row["name"]: row["cells"]["filed"][1] for row in sheet["street"]} == {"街道0": 2, "街道1": 1}
    assert sum(count for day in sheet["hours"] for count, _step in day) == 3
    assert sheet["hours"][2][9] == [1, 3]
    assert sorted(point["subject"] for point in sheet["points"]) == ["c2", "c3"]


def test_grids_without_a_report_in_patrol_hours(store: Store) -> None:
    """Known by a report of the last days; silent without one from 9:00 on, before which nothing is said."""
    store.feed(lives())
    here = asked({})._replace(area=AREA)
    # c3 came before nine o'clock.
    assert districts(store).more(here, ALL, NOW, [])["patrol"] == {"known": 2, "silent": ["G2"]}
    early = districts(store).more(here, ALL, parse("2025-03-12T08:40:00+08:00"), [])
    assert early["patrol"]["silent"] is None


def test_a_unit_sees_its_own_of_a_district(store: Store) -> None:
    """And who sees other districts sees none of this one."""
    store.feed(lives())
    unit = Principal("user", "u", "u", RIGHTS["department"], Scope(units=frozenset({"单位0"})))
    sheet = districts(store).sheet(asked({"period": "week"})._replace(area=AREA), unit, NOW)
    assert [one["cell"][1] for one in sheet["head"] if one["label"] == "立案"] == [2]
    assert [point["subject"] for point in sheet["points"]] == ["c3"]
    assert sum(count for day in sheet["hours"] for count, _step in day) == 2
    elsewhere = Principal("user", "v", "v", RIGHTS["viewer"], Scope(areas=frozenset({"530111"})))
    assert not districts(store).sees(AREA, elsewhere)
    assert districts(store).sees("530111", elsewhere)
