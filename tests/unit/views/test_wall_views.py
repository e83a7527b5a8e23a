"""The wall's views: what a panel says, given figures. No store, no browser; a reader that answers from tables."""

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_limits import Course
from dashboard.reference import load
from dashboard.views.wall import (
    alerts,
    choropleth,
    closure,
    dispatch,
    growth,
    hotspots,
    labels,
    periods,
    ranking,
    sources,
    spans,
    targets,
    today,
    trend,
    urgent,
    whistles,
)
from dashboard.views.wall.plan import PANELS
from dashboard.views.wall.reading import WallSettings, cell, pick
from tests.ui.wall_city import ALERTS, NOON, WHISTLES, MadeUpCity

ZONE = ZoneInfo("Asia/Shanghai")
MINUTE = 60_000


@pytest.fixture(scope="module")
def settings() -> WallSettings:
    return WallSettings(ZONE, load().areas)


def figures(**parts: Any) -> dict[str, Any]:
    """Figures of nothing, with some parts filled."""
    empty = {
        "period": {"from": "2024-11-01T00:00:00+08:00", "to": "2024-11-15T10:42:00+08:00", "as_of": ""},
        "accepted": 0,
        "filed": {"total": 0, "by_source": {}, "by_area": {}, "by_class": {}, "by_category": {}},
        "caseload": {"by_area": {}},
        "dispatch": {"total": {"due": 0, "on_time": 0, "late": 0, "rate": None, "late_by_category": {}}},
        "closure": {},
        "closure_by_area": {},
        "quality": {"total": {"substandard": 0, "closed": 0, "quality": None}},
    }
    return empty | parts


@dataclass
class Answers:
    """A reader that gives the same figures for every period, or those that `by_span` finds."""

    given: dict[str, Any] = field(default_factory=figures)
    by_span: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    overdue: dict[str, Any] = field(
        default_factory=lambda: {name: {"total": 0, "by_area": {}} for name in ("dispatch", "close")}
    )
    cases: list[dict[str, Any]] = field(default_factory=list)
    open_alerts: list[dict[str, Any]] = field(default_factory=list)
    city: MadeUpCity = field(default_factory=MadeUpCity)
    found: dict[str, Any] = field(default_factory=lambda: {"at": None, "days": 0, "rows": []})
    asked: list[tuple[int, int, int, str | None]] = field(default_factory=list)

    def figures(self, start_ms: int, end_ms: int, as_of_ms: int, group_by: str | None = None) -> dict[str, Any]:
        self.asked.append((start_ms, end_ms, as_of_ms, group_by))
        return self.by_span.get((start_ms, end_ms), self.given)

    def filed_by_category(self, start_ms: int, end_ms: int, as_of_ms: int) -> dict[str, int]:
        found: dict[str, int] = self.figures(start_ms, end_ms, as_of_ms)["filed"]["by_category"]
        return found

    def filed_by_hour(self, start_ms: int, end_ms: int, as_of_ms: int) -> dict[int, int]:
        return dict.fromkeys(range(-(-(min(end_ms, as_of_ms) - start_ms) // periods.HOUR_MS)), 2)

    def open_overdue(self, now_ms: int) -> dict[str, Any]:
        return self.overdue

    def urgent_cases(self, now_ms: int, limit: int) -> list[dict[str, Any]]:
        return self.cases

    def alerts_open(self, now_ms: int) -> list[dict[str, Any]]:
        return self.open_alerts

    def whistles_standing(self, now_ms: int) -> list[Whistle]:
        return self.city.whistles_standing(now_ms)

    def whistle_courses(self, one: Whistle) -> list[Course]:
        return self.city.whistle_courses(one)

    def hotspots(self, now_ms: int) -> dict[str, Any]:
        return self.found


class TestPeriods:
    """Days and months are the city's, not the machine's."""

    def test_a_day_begins_at_the_citys_midnight(self) -> None:
        assert periods.today(NOON, ZONE) == (NOON - (10 * 60 + 42) * MINUTE, NOON)

    def test_midnight_itself_is_the_new_day(self) -> None:
        midnight = periods.day_start(NOON, ZONE)
        assert periods.today(midnight, ZONE) == (midnight, midnight + 1)

    def test_the_same_hour_of_yesterday_and_last_week(self) -> None:
        assert periods.same_hour(NOON, ZONE, 1).end == NOON - periods.DAY_MS
        assert periods.same_hour(NOON, ZONE, 7).end == NOON - 7 * periods.DAY_MS

    def test_a_city_with_summer_time_keeps_its_midnights(self) -> None:
        day_of_change = 1_743_336_000_000  # 2025-03-30 14:00 in Berlin, whose night lost an hour
        span = periods.whole_day(day_of_change, ZoneInfo("Europe/Berlin"), 0)
        assert span.end - span.start == 23 * periods.HOUR_MS

    def test_there_is_no_yesterday_of_the_month_on_its_first_day(self) -> None:
        first = periods.month(NOON, ZONE).start
        assert periods.month_until_today(first + periods.HOUR_MS, ZONE) is None
        assert periods.month_until_today(NOON, ZONE) == (first, periods.day_start(NOON, ZONE))


class TestPicking:
    """A figure keeps its path."""

    def test_an_absent_code_is_zero_an_absent_rate_nothing(self) -> None:
        found = figures(accepted=3)
        assert cell(found, "accepted") == ["accepted", 3]
        assert pick(found, "filed.by_area.530102") == 0
        assert pick(found, "dispatch.530102.rate", None) is None


class TestTargets:
    """Short of the aim ▲, under the floor ◆, at the aim nothing."""

    @pytest.mark.parametrize(
        ("rate", "status"), [(0.95, None), (0.9499, "soon"), (0.9, "soon"), (0.8999, "late"), (None, None)]
    )
    def test_closure(self, rate: float | None, status: str | None) -> None:
        assert targets.CLOSURE.status(rate) == status


class TestToday:
    """The day so far, and two earlier days cut at the same hour, all as of now."""

    def test_counters_carry_their_paths(self, settings: WallSettings) -> None:
        made = today.build(Answers(figures(accepted=1486)), NOON, settings)
        assert made["counters"]["accepted"] == ["accepted", 1486]
        assert made["counters"]["closed"] == ["quality.total.closed", 0]

    def test_comparisons_are_cheap_questions_as_of_now(self, settings: WallSettings) -> None:
        reader = Answers()
        made = today.build_before(reader, NOON, settings)
        assert set(made) == {"yesterday", "last_week"}
        assert [as_of for _, _, as_of, _ in reader.asked] == [NOON, NOON]

    def test_sources_share_the_total(self, settings: WallSettings) -> None:
        filed = {"total": 8, "by_source": {"wechat": 2}, "by_area": {}, "by_class": {}, "by_category": {}}
        rows = {row["source"]: row for row in sources.build(Answers(figures(filed=filed)), NOON, settings)["rows"]}
        assert rows["wechat"]["share"] == 0.25
        assert rows["other"]["count"] == ["filed.by_source.other", 0]

    def test_no_case_no_share(self, settings: WallSettings) -> None:
        assert {row["share"] for row in sources.build(Answers(), NOON, settings)["rows"]} == {None}


def filed(**by_category: int) -> dict[str, Any]:
    total = sum(by_category.values())
    return figures(filed={"total": total, "by_source": {}, "by_area": {}, "by_class": {}, "by_category": by_category})


class TestGrowth:
    """More than usual at this hour, by how many more."""

    def test_usual_is_the_mean_of_seven_days_and_the_largest_growth_comes_first(self, settings: WallSettings) -> None:
        now_span = periods.last_hours(NOON, growth.HOURS)
        reader = Answers(
            filed(E0110=100, E0406=60, E0112=50), {now_span: filed(E0110=131, E0406=86, E0112=40, E0108=9)}
        )
        rows = growth.build(reader, NOON, settings)["rows"]
        assert [row["category"] for row in rows] == ["E0110", "E0406", "E0108"]
        assert rows[0]["growth"] == pytest.approx(0.31)
        assert rows[2]["growth"] is None, "never filed at this hour before"
        assert {row["status"] for row in rows} == {"soon"}

    def test_a_handful_says_nothing(self, settings: WallSettings) -> None:
        now_span = periods.last_hours(NOON, growth.HOURS)
        assert growth.build(Answers(filed(E0110=1), {now_span: filed(E0110=4)}), NOON, settings)["rows"] == []


def closed(rate: float | None, open_: int = 0) -> dict[str, Any]:
    return {"total": {"closure_rate": rate, "on_time_rate": rate, "open": open_, "overdue": 0}}


class TestMonth:
    """Closure, ranking, dispatching and the map's steps, all of the month so far."""

    def test_classes_are_marked_against_their_aim(self, settings: WallSettings) -> None:
        given = figures(closure={"hazard": {"closure_rate": 0.8844, "on_time_rate": 0.9493}})
        rows = {row["class"]: row for row in closure.build(Answers(given), NOON, settings)["rows"]}
        assert (rows["hazard"]["closure_status"], rows["hazard"]["on_time_status"]) == ("late", "soon")
        assert rows["creation"]["closure_rate"] == ["closure.creation.closure_rate", None]

    def test_ties_share_a_rank_and_movement_is_since_midnight(self, settings: WallSettings) -> None:
        now = figures(closure_by_area={"530102": closed(0.99), "530103": closed(0.99), "530111": closed(0.95)})
        then = figures(closure_by_area={"530102": closed(0.90), "530103": closed(0.99), "530111": closed(0.95)})
        before = periods.month_until_today(NOON, ZONE)
        assert before is not None
        main = ranking.build(Answers(now, {before: then}), NOON, settings)["groups"][0]
        assert [(row["area"], row["rank"], row["moved"]) for row in main["rows"]] == [
            ("530102", 1, 2),
            ("530103", 1, 0),
            ("530111", 3, -1),
            ("530112", None, None),
            ("530114", None, None),
        ]

    def test_the_worst_dispatcher_comes_first_with_what_it_is_late_with(self, settings: WallSettings) -> None:
        late = {"E0201": 465, "E0110": 505}
        given = figures(
            dispatch={
                "total": {"due": 30, "on_time": 20, "late": 10, "rate": 2 / 3, "late_by_category": late},
                "530102": {"due": 20, "on_time": 20, "late": 0, "rate": 1.0, "late_by_category": {}},
                "530111": {"due": 10, "on_time": 0, "late": 10, "rate": 0.0, "late_by_category": late},
            }
        )
        made = dispatch.build(Answers(given), NOON, settings)
        assert [row["area"] for row in made["rows"]] == ["530111", "530102"]
        assert made["columns"] == ["E0110", "E0201"]
        assert [row["by_category"] for row in made["rows"]] == [[505, 465], [0, 0]]

    def test_an_area_that_waits_now_is_shown_though_none_of_its_tasks_fell_due(self, settings: WallSettings) -> None:
        overdue = {name: {"total": 2, "by_area": {"530125": 2}} for name in ("dispatch", "close")}
        rows = dispatch.build(Answers(overdue=overdue), NOON, settings)["rows"]
        assert [(row["area"], row["waiting"]) for row in rows] == [("530125", 2)]

    @pytest.mark.parametrize(("open_", "step"), [(0, 0), (1, 1), (49, 1), (50, 2), (999, 3), (1000, 4)])
    def test_steps_begin_where_the_legend_says(self, settings: WallSettings, open_: int, step: int) -> None:
        given = figures(closure_by_area={"530102": closed(0.9, open_)})
        shading = choropleth.build(Answers(given), NOON, settings)["choices"]["open"]
        assert shading["areas"]["530102"] == [open_, step]

    def test_three_periods_side_by_side_of_the_city_and_of_each_area(self, settings: WallSettings) -> None:
        late = {"due": 4, "on_time": 3, "late": 1, "rate": 0.75, "late_by_category": {"E0110": 1}}
        city = {"total": late | {"rate": 0.5}, "530111": late}
        month = figures(dispatch=city, closure_by_area={"530111": {"hazard": {"closure_rate": 0.9}}})
        made = spans.build(Answers(figures(), {periods.month(NOON, ZONE): month}), NOON, settings)
        rate = list(spans.LINES).index("dispatch_rate")
        assert made["areas"]["530111"]["month"][rate] == 0.75
        assert made["areas"]["total"]["month"][rate] == 0.5
        assert made["areas"]["530111"]["week"][rate] is None, "nothing due, no rate"
        assert made["areas"]["530111"]["classes"]["hazard"] == [0.9, None]
        assert made["areas"]["530111"]["late"] == [["E0110", 1]]

    def test_seven_days_end_with_today(self, settings: WallSettings) -> None:
        reader = Answers()
        made = spans.build_days(reader, NOON, settings)
        spans_asked = [(start, end) for start, end, _, _ in reader.asked]
        assert spans_asked[0] == periods.whole_day(NOON, ZONE, 6)
        assert spans_asked[-1] == periods.today(NOON, ZONE)
        assert made["areas"]["530102"] == [0] * 7

    def test_the_curve_adds_up_and_ends_with_the_present_hour(self, settings: WallSettings) -> None:
        made = trend.build(Answers({}), NOON, settings)
        assert made["today"] == [2 * hour for hour in range(1, 12)]
        assert made["yesterday"][-1] == 48
        assert made["hour"] == pytest.approx(10.7)


def case(**changes: Any) -> dict[str, Any]:
    return {"case": "c", "at": 0, "area": "530102", "dispatch_due": None, "close_due": None, "address": "x"} | changes


class TestNow:
    """What stays on the map, what people are called to."""

    def test_the_nearer_due_counts_and_only_what_a_wall_may_show_is_sent(self, settings: WallSettings) -> None:
        soon = case(dispatch_due=NOON + MINUTE, close_due=NOON + 5 * MINUTE)
        late = case(case="d", close_due=NOON)
        far = case(case="e", close_due=NOON + targets.SOON_MS)
        made = urgent.build(Answers(cases=[late, soon, far, case(case="f")]), NOON, settings)["cases"]
        assert [(row["case"], row["status"], row["limit"]) for row in made] == [
            ("c", "soon", "dispatch"),
            ("d", "late", "close"),
        ]
        assert all("address" not in row for row in made)

    def test_alerts_by_gravity(self, settings: WallSettings) -> None:
        reader = Answers(open_alerts=[one | {"due": one["due"] and NOON + one["due"] * MINUTE} for one in ALERTS])
        made = alerts.build(reader, NOON, settings)
        assert made["counts"] == {"late": 3, "soon": 4, "hand": 2, "void": 1}
        assert [row["status"] for row in made["rows"]] == ["late"] * 3 + ["soon"] * 4 + ["hand"] * 2 + ["void"]

    def test_a_whistle_says_who_is_missing(self, settings: WallSettings) -> None:
        made = whistles.build(Answers(city=MadeUpCity(whistles=list(WHISTLES))), NOON, settings)
        rows = {row["id"]: row for row in made["rows"]}
        assert made["count"] == len(WHISTLES)
        assert made["rows"][0]["id"] == "w33", "the overdue one comes first"
        assert (rows["w33"]["missing"], rows["w33"]["status"]) == (["区水务局", "区城市管理局"], "late")
        assert (rows["w7"]["present"], rows["w7"]["departments"], rows["w7"]["missing"]) == (3, 3, [])
        columns = {column["stage"]: column["ids"] for column in made["columns"]}
        assert columns == {
            "blown": ["w33"],
            "signed": ["w21"],
            "checked_in": ["w6", "w7"],
            "handled": ["w31"],
            "verified": ["w30"],
            "closed": [],
        }

    def test_a_wall_shows_of_a_hotspot_what_it_draws(self, settings: WallSettings) -> None:
        spots = hotspots.build(MadeUpCity(), NOON, settings)["spots"]
        assert [row["place"] for row in spots["rows"]] == ["海乐世界购物中心", "世纪城茗春苑", "呈贡区人民医院门口"]
        assert sum(spots["rows"][0]["trend"]) == spots["rows"][0]["count"] == 51
        assert "cases" not in spots["rows"][0]

    def test_streets_with_most_cases_first(self, settings: WallSettings) -> None:
        groups = {
            "大观街道": {"filed": {"total": 2, "by_area": {"530102": 2}, "by_category": {"E0110": 2}}},
            "前卫街道": {"filed": {"total": 5, "by_area": {"530112": 5}, "by_category": {"E0406": 3, "E0110": 2}}},
            "": {"filed": {"total": 9, "by_area": {}, "by_category": {}}},
        }
        made = hotspots.build(Answers(figures(groups=groups)), NOON, settings)
        assert [(row["street"], row["area"], row["count"]) for row in made["rows"]] == [
            ("前卫街道", "530112", 5),
            ("大观街道", "530102", 2),
        ]


class TestPlan:
    """Every panel can be made of anything, and promises no more than it keeps."""

    @pytest.mark.parametrize("kind", ["busy", "empty", "worst", "best", "big"])
    @pytest.mark.parametrize("plan", PANELS, ids=lambda plan: plan.name)
    def test_every_panel_can_be_made(self, plan: Any, kind: str, settings: WallSettings) -> None:
        assert plan.build(MadeUpCity(kind, list(ALERTS), list(WHISTLES)), NOON, settings)

    def test_a_turn_that_is_late_once_is_no_stale_panel(self) -> None:
        assert all(2 * plan.every_ms <= plan.cadence_ms for plan in PANELS)

    def test_words_for_every_code_of_the_reference_data(self) -> None:
        config = labels.config(load())
        assert next(a["name"] for a in config["areas"] if a["code"] == "KM-DZ") == "滇中新区"
        assert config["categories"]["E0406"] == "占道经营"
        assert set(config["cadences"]) == {plan.name for plan in PANELS}
