"""A made-up city for tests of the wall: a `WallReader` whose numbers look like Kunming's, and case rows that happen.

Deterministic for a given moment. Its numbers are taken from nowhere; no test relies on one being a real figure.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from dashboard.domain.whistle import Summoned, Whistle
from dashboard.domain.whistle_limits import Course
from dashboard.reference import load
from dashboard.views.wall import periods
from dashboard.views.wall.closure import CLASSES
from dashboard.views.wall.reading import WallSettings
from dashboard.views.wall.sources import SOURCES

ZONE = ZoneInfo("Asia/Shanghai")
MINUTE_MS = 60_000
NOON = 1_731_638_520_000
"""2024-11-15 10:42 in Kunming."""

CATEGORIES = (
    ("E0406", 86),
    ("E0110", 131),
    ("E0410", 74),
    ("E0108", 58),
    ("E0201", 52),
    ("E0112", 47),
    ("E0280", 39),
    ("E0114", 31),
    ("E0203", 26),
    ("E0117", 22),
    ("C0104", 33),
    ("C0123", 21),
)
STREETS = (
    ("小板桥街道", "530111", 102.755, 24.981),
    ("金马街道", "530111", 102.774, 25.024),
    ("大观街道", "530102", 102.698, 25.041),
    ("前卫街道", "530112", 102.700, 25.005),
    ("斗南街道", "530114", 102.790, 24.900),
    ("龙泉街道", "530103", 102.735, 25.110),
    ("普吉街道", "530102", 102.668, 25.105),
    ("海口街道", "530112", 102.560, 24.790),
    ("吴家营街道", "530114", 102.850, 24.860),
    ("阿拉街道", "KM-JK", 102.800, 25.020),
    ("关上街道", "530111", 102.739, 25.003),
    ("联盟街道", "530103", 102.725, 25.069),
)
OPEN = {
    "530102": 148, "530103": 521, "530111": 1012, "530112": 462, "530114": 566, "KM-GX": 96, "KM-JK": 486,
    "KM-DJ": 1104, "530125": 57, "530113": 31, "530124": 9, "530127": 12, "530129": 26, "KM-YZH": 7,
}  # fmt: skip
DISPATCH_LATE = {
    "530111": (11822, 2231), "530103": (7290, 941), "KM-JK": (4310, 232), "KM-DJ": (812, 41), "530102": (15202, 686),
    "530112": (14002, 420), "530114": (9811, 402), "KM-GX": (1802, 61), "530125": (244, 13), "530129": (302, 6),
    "KM-CITY": (5102, 84),
}  # fmt: skip
RATES = {
    "creation": (0.9862, 0.9818), "appeal": (0.9128, 0.9493), "routine": (0.9776, 0.9775),
    "environment": (0.9265, 0.9674), "hazard": (0.8844, 0.8691), "total": (0.9776, 0.9770),
}  # fmt: skip
PERFECT = frozenset({"530115", "530126", "530181", "530128", "KM-DZ"})


@cache
def settings() -> WallSettings:
    """Kunming's areas and time zone."""
    return WallSettings(ZONE, load().areas)


def _rfc3339(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, ZONE).isoformat()


def _closure(cumulative: float, closed_rate: float | None, on_time_rate: float | None) -> dict[str, Any]:
    due = round(cumulative * 0.97)
    closed = round(cumulative * (closed_rate or 0))
    on_time = round(due * (on_time_rate or 0))
    return {
        "due": due,
        "on_time": on_time,
        "cumulative_due": round(cumulative),
        "closed": closed,
        "open": round(cumulative) - closed,
        "overdue": due - on_time,
        "on_time_rate": on_time / due if due else None,
        "closure_rate": closed / round(cumulative) if cumulative else None,
    }


def _dispatch(due: int, late: int) -> dict[str, Any]:
    return {
        "due": due,
        "on_time": due - late,
        "late": late,
        "rate": (due - late) / due if due else None,
        "late_by_category": {code: round(late * n / 1200) for code, n in CATEGORIES},
    }


@dataclass
class MadeUpCity:
    """`kind`: `busy` (usual), `empty` (nothing happened), `worst` (0 %), `best` (100 %), `big` (seven digits)."""

    kind: str = "busy"
    alerts: list[dict[str, Any]] = field(default_factory=list)
    whistles: list[Whistle] = field(default_factory=list)

    def figures(self, start_ms: int, end_ms: int, as_of_ms: int, group_by: str | None = None) -> dict[str, Any]:
        """Figures that grow with the length of the span."""
        hours = (min(end_ms, as_of_ms) - start_ms) / periods.HOUR_MS
        if group_by == "street":
            return {"period": self._period(start_ms, end_ms), "group_by": "street", "groups": self._streets()}
        factor = 1.0 if as_of_ms - end_ms < periods.HOUR_MS else 0.93 + (start_ms // periods.DAY_MS % 5) / 40
        return {"period": self._period(start_ms, end_ms)} | self._figures(hours, factor)

    def filed_by_category(self, start_ms: int, end_ms: int, as_of_ms: int) -> dict[str, int]:
        """Those of the figures."""
        found: dict[str, int] = self.figures(start_ms, end_ms, as_of_ms)["filed"]["by_category"]
        return found

    def filed_by_hour(self, start_ms: int, end_ms: int, as_of_ms: int) -> dict[int, int]:
        """A working day's hours, until the moment asked."""
        gone = -(-(min(end_ms, as_of_ms) - start_ms) // periods.HOUR_MS)
        return {hour: self._size(260 if 8 <= hour < 18 else 12) for hour in range(min(24, gone))}

    def _period(self, start_ms: int, end_ms: int) -> dict[str, str]:
        return {"from": _rfc3339(start_ms), "to": _rfc3339(end_ms), "as_of": _rfc3339(end_ms)}

    def _size(self, count: float) -> int:
        return {"empty": 0, "big": min(9_999_999, round(count * 1500))}.get(self.kind, round(count))

    def _rate(self, rate: float) -> float | None:
        return {"empty": None, "worst": 0.0, "best": 1.0}.get(self.kind, rate)

    def _figures(self, hours: float, factor: float) -> dict[str, Any]:
        filed = self._size(136 * hours * factor)
        shares = dict(zip(SOURCES, (0.58, 0.386, 0.02, 0.0125, 0.0015), strict=True))
        codes = [area.code for area in settings().areas]
        classes = {name: _closure(self._size(900), *self._pair(name)) for name in CLASSES}
        closure_by_area = {code: classes | {"total": self._area_closure(code)} for code in codes if code != "KM-CITY"}
        month = min(1.0, hours / 300)
        dispatch = {code: self._dispatch(due * month, late * month) for code, (due, late) in DISPATCH_LATE.items()}
        closed = self._size(110 * hours * factor)
        return {
            "accepted": self._size(139 * hours * factor),
            "filed": {
                "total": filed,
                "by_source": {source: round(filed * share) for source, share in shares.items()},
                "by_area": dict.fromkeys(codes, filed // 19),
                "by_class": {},
                "by_category": {code: self._size(n * hours * factor / 3) for code, n in CATEGORIES},
            },
            "self_handled": {"total": 0, "by_area": {}},
            "caseload": {"by_area": {code: {"count": filed // 19, "share": 1 / 19} for code in codes}},
            "dispatch": {"total": self._dispatch(63_561 * month, 4_946 * month)} | dispatch,
            "closure": {name: _closure(self._size(210_924 if name == "total" else 42_000), *self._pair(name))
                        for name in ("total", *CLASSES)},
            "closure_by_area": closure_by_area,
            "missed": {"total": 0, "by_area": {}},
            "quality": {"total": {"substandard": 3, "closed": closed, "quality": self._rate(0.998)}}
            | {code: {"substandard": 0, "closed": 9, "quality": self._rate(1.0)} for code in codes},
            "hotline": {"total": {"due": 0, "response_rate": None, "handled_rate": None, "satisfaction": None}},
            "whistles": {"total": 6, "by_level": {}, "by_area": {}},
            "voided": 0,
            "anomalies": 0,
            "dead_letters": 0,
        }  # fmt: skip

    def _pair(self, name: str) -> tuple[float | None, float | None]:
        closed, on_time = RATES[name]
        return self._rate(closed), self._rate(on_time)

    def _dispatch(self, due: float, late: float) -> dict[str, Any]:
        rate = self._rate(1 - late / due)
        return _dispatch(self._size(due), round(self._size(due) * (1 - (rate or 0))) if self.kind != "empty" else 0)

    def _area_closure(self, code: str) -> dict[str, Any]:
        weight = self._size(24_000 if code.startswith(("53010", "53011")) else 4_900)
        if self.kind in ("empty", "worst", "best"):
            return _closure(weight, self._rate(1), self._rate(1))
        rate = 1.0 if code in PERFECT else 1 - OPEN.get(code, 20) / 24_000
        return _closure(weight, rate, rate - 0.004 if code not in PERFECT else 1.0)

    def _streets(self) -> dict[str, Any]:
        filed = {}
        for i, (name, area, _, _) in enumerate(STREETS):
            top = dict(CATEGORIES[i % 8 :][:3])
            filed[name] = {"filed": {"total": self._size(91 - 6 * i), "by_area": {area: 1}, "by_category": top}}
        return filed

    def open_overdue(self, now_ms: int) -> dict[str, Any]:
        """Some late tasks in four areas."""
        by_area = {"530111": self._size(23), "530103": self._size(11), "KM-DJ": self._size(6), "530102": self._size(2)}
        total = sum(by_area.values())
        return {name: {"total": total, "by_area": by_area} for name in ("dispatch", "close")}

    def urgent_cases(self, now_ms: int, limit: int) -> list[dict[str, Any]]:
        """Six late ones, eight that fall due within the hour."""
        if self.kind == "empty":
            return []
        chance = random.Random(7)
        minutes = [*range(-60, 0, 10), *range(6, 54, 6)]
        return [
            case_row(f"urgent-{i}", now_ms - 40 * 60_000, chance)
            | {"close_due": now_ms + m * 60_000, "dispatch_due": None}
            for i, m in enumerate(minutes)
        ]

    def alerts_open(self, now_ms: int) -> list[dict[str, Any]]:
        """What the test put there."""
        return [alert | {"due": alert["due"] and now_ms + alert["due"] * 60_000} for alert in self.alerts]

    def whistles_standing(self, now_ms: int) -> list[Whistle]:
        """What the test put there, blown an hour ago."""
        return [msgspec.structs.replace(one, blown_at=now_ms - periods.HOUR_MS) for one in self.whistles]

    def whistle_courses(self, one: Whistle) -> list[Course]:
        """The test's own limit for turning up, where it named one."""
        due, blown = DUE_MINUTES[one.subject], one.blown_at or 0
        if due is None:
            return []
        length = periods.HOUR_MS + due * MINUTE_MS
        return [Course("check_in", blown + length // 2, blown + length * 4 // 5, blown + length)]

    def hotspots(self, now_ms: int) -> dict[str, Any]:
        """None, or three places."""
        places = (
            ("530111", "海乐世界购物中心", 102.7365, 24.964, 51, 1),
            ("530111", "世纪城茗春苑", 102.756, 24.957, 33, 2),
            ("530114", "呈贡区人民医院门口", 102.801, 24.886, 10, 1),
        )
        rows = [_hotspot(*place, now_ms) for place in places] if self.kind != "empty" else []
        return {"at": now_ms, "days": 30, "rows": rows}


def _hotspot(area: str, place: str, lon: float, lat: float, count: int, rank: int, now_ms: int) -> dict[str, Any]:
    """So many complaints about street trading, evenly over thirty days."""
    came = [now_ms - 86_400_000 * 30 * (n + 1) // (count + 1) for n in reversed(range(count))]
    trend = [sum(29 - (now_ms - at) // 86_400_000 == day for at in came) for day in range(30)]
    return {"id": f"{area}_E0406_{place}", "category": "E0406", "area": area, "street": "关上街道", "place": place,
            "lon": lon, "lat": lat, "radius_m": 120, "count": count, "repeat_rate": 0.4, "trend": trend,
            "first": came[0], "last": came[-1], "rank_in_area": rank, "cases": [f"{place}-{n}" for n in range(count)],
            "came": came, "whistles": []}  # fmt: skip


def alert(n: int, title: str, unit: str, cases: int, due: int | None, state: str = "raised") -> dict[str, Any]:
    """An open alert, due in `due` minutes."""
    return {"id": f"a{n}", "rule": title, "title": None, "level": 2, "unit": unit, "cases": cases, "state": state,
            "raised": 0, "due": due}  # fmt: skip


ALERTS = (
    alert(1, "燃气管道破裂处置", "530112", 1, -1),
    alert(2, "派遣超时", "530111", 23, -72),
    alert(3, "隐患类处置超期", "KM-JK", 6, -47),
    alert(4, "派遣将超时", "530103", 14, 6),
    alert(5, "隐患类将超期", "KM-DJ", 9, 18),
    alert(6, "非法小广告核查", "530102", 11, 31, "acknowledged"),
    alert(7, "占道经营处置", "530114", 5, 42, "assigned"),
    alert(8, "热线接入中断", "", 0, None, "snoozed"),
    alert(9, "暴露生活垃圾处置将超期", "530111", 17, 65),
    alert(10, "违规户外广告处置将超期", "530103", 4, 80),
)


DUE_MINUTES: dict[str, int | None] = {}
"""By whistle: in how many minutes somebody should have turned up."""


def whistle(n: int, level: str, area: str, stage: str, due: int | None, missing: tuple[str, ...] = ()) -> Whistle:
    """An open whistle; `missing` departments have not signed."""
    DUE_MINUTES[f"w{n}"] = due
    came = {f"部门{i}": Summoned(1, 1, 1) for i in range(3 - len(missing))}
    level_zh = {"city": "市", "district": "区", "street": "街"}[level]
    return Whistle(
        f"w{n}",
        blown_at=0,
        level=level,
        area=area,
        title="老旧小区消防通道被占用与充电桩飞线",
        cases=["c1", "c2"],
        departments=came | {name: Summoned() for name in missing},
        number=f"2024（{level_zh}）重点哨{n:02}号",
        stage=stage,
    )


WHISTLES = (
    whistle(21, "city", "530112", "signed", 300, ("市住房和城乡建设局",)),
    whistle(7, "district", "530114", "checked_in", 1500),
    whistle(33, "street", "530103", "blown", -22, ("区水务局", "区城市管理局")),
    whistle(31, "street", "530111", "handled", 240),
    whistle(30, "street", "530103", "verified", None),
    whistle(6, "district", "530103", "checked_in", 2 * 1440 + 5),
)

STAGES = ("case.accepted", "case.filed", "case.dispatched", "case.handled", "case.verified", "case.closed")


def case_row(case: str, at: int, chance: random.Random, seen: int = 0) -> dict[str, Any]:
    """One row as frames carry it."""
    street, area, lon, lat = chance.choice(STREETS)
    kind = chance.choice(STAGES)
    return {
        "case": case,
        "at": at,
        "type": kind,
        "stage": kind.partition(".")[2],
        "area": area,
        "street": street,
        "category": chance.choice(CATEGORIES)[0],
        "class": "routine",
        "source": "district_supervisor",
        "severity": None,
        "lon": round(lon + chance.gauss(0, 0.02), 4),
        "lat": round(lat + chance.gauss(0, 0.018), 4),
        "open": kind != "case.closed",
        "dispatch_due": None,
        "close_due": at + 2 * periods.HOUR_MS,
        "seen": seen,
    }


def grave_row(case: str, at: int, seen: int) -> dict[str, Any]:
    """A burst gas pipe."""
    row = case_row(case, at, random.Random(1), seen)
    return row | {
        "category": "E0502",
        "class": "hazard",
        "severity": "major",
        "street": "前卫街道",
        "area": "530112",
        "type": "case.filed",
        "lon": 102.7005,
        "lat": 25.0055,
        "open": True,
        "close_due": at + periods.HOUR_MS,
    }
