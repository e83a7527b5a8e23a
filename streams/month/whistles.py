"""The whistles (吹哨): who blew for what, and how it was answered. Eight in November, as published; some before, in October.

Their subjects, departments and scores are made up; levels and areas follow the report. A whistle covers cases of its area that had been
filed when it was blown. Knows whistles only; cases are handed in.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import orjson

from streams.month.cases import Case
from streams.month.render import Entry, Stamps, entry
from streams.month.rhythm import DAY, HOUR, MINUTE, START

_LEVEL_NAMES = {"city": "市", "district": "区", "street": "街道"}


class Whistle(NamedTuple):
    """`day` and `hour` in the city's time (day 0 = 1 November); `pace` stretches its life; `stage` is how far it comes (of STAGES)."""

    number: int
    level: str
    area: str
    title: str
    departments: tuple[str, ...]
    about: tuple[str, ...]
    day: int
    hour: float
    pace: float = 1.0
    stage: str = "closed"


STAGES = ("blown", "signed", "checked_in", "handled", "verified", "rated", "closed")

# Published (section 4): eight in November, two of district and six of street level, three each in 盘龙 and 呈贡.
_NOVEMBER = (
    Whistle(8, "district", "530103", "北辰片区地下管线施工致多处路面沉陷", ("住房和城乡建设局", "水务局", "交通警察大队", "茨坝街道办事处"), ("E0505", "E0503"), 3, 9.6),
    Whistle(20, "street", "530114", "大学城夜间烧烤油烟与噪音反复", ("城市管理局", "市场监督管理局", "生态环境分局"), ("E0129", "E0128"), 5, 16.2),
    Whistle(21, "street", "530103", "老旧小区化粪池外溢无人认领", ("住房和城乡建设局", "水务局"), ("E0503", "C0118"), 8, 10.4),
    Whistle(22, "street", "530111", "商业综合体周边占道经营与乱停放", ("城市管理局", "交通警察大队", "市场监督管理局"), ("E0406", "E0409"), 11, 14.8),
    Whistle(9, "district", "530114", "在建工地扬尘与车辆带泥上路", ("住房和城乡建设局", "生态环境分局", "交通警察大队"), ("E0304", "E0312"), 14, 9.2),
    Whistle(23, "street", "530103", "背街小巷弱电线缆垂落", ("通信行业协调办", "供电局", "城市管理局"), ("E0508", "E0108"), 18, 15.1),
    Whistle(24, "street", "530102", "城中村巷道排水不畅积水", ("水务局", "住房和城乡建设局"), ("E0506", "E0503"), 21, 11.0, 1.6, "handled"),
    Whistle(25, "street", "530114", "医院门口占道经营与非机动车堵塞通道", ("城市管理局", "交通警察大队"), ("E0406", "E0410"), 26, 9.9, 1.4, "checked_in"),
)  # fmt: skip
# Still being worked on when November begins; its number is the one that the report's case study shows (5.01).
_OCTOBER_CARRIED = (
    Whistle(21, "city", "530112", "滇池沿岸违规排污口溯源整治", ("昆明市水务局", "昆明市生态环境局", "西山区水务局", "碧鸡街道办事处"), ("E0130", "E0126"), -6, 10.0, 3.0),
)  # fmt: skip
# Assumed: October's own, over before November.
_OCTOBER = (
    Whistle(7, "district", "530103", "主干道井盖病害集中整治", ("住房和城乡建设局", "通信行业协调办"), ("C0123", "C0102"), -23, 9.5),
    Whistle(16, "street", "530111", "农贸市场外溢经营", ("城市管理局", "市场监督管理局"), ("E0405", "E0406"), -21, 15.0),
    Whistle(17, "street", "530114", "共享单车淤积", ("城市管理局", "交通运输局"), ("E0410",), -17, 10.7),
    Whistle(18, "street", "530103", "占绿毁绿种菜", ("园林绿化局", "城市管理局"), ("E0117",), -16, 14.3),
    Whistle(19, "street", "530102", "夜间施工扰民", ("住房和城乡建设局", "生态环境分局"), ("E0301",), -13, 9.1),
)  # fmt: skip


def november() -> tuple[Whistle, ...]:
    """The whistles that November's figures know, and the one carried into it."""
    return _OCTOBER_CARRIED + _NOVEMBER


def october() -> tuple[Whistle, ...]:
    """The whistles blown and closed in October."""
    return _OCTOBER


def covered(whistle: Whistle, cases: Sequence[Case]) -> list[str]:
    """The ids of up to four cases of the whistle's area and problem among these, the newest first."""
    blown = _blown_at(whistle)
    known = [c for c in cases if c.area == whistle.area and c.category in whistle.about and c.filed < blown - HOUR and c.subject]
    known.sort(key=lambda case: -case.filed)
    return [case.subject.decode() for case in known[:4]]


def days_before(whistle: Whistle) -> range:
    """The days of filing among which `covered` should look."""
    return range(whistle.day - 6, whistle.day + 1)


def entries(whistle: Whistle, cases: Sequence[str], stamp: Stamps) -> Iterator[Entry]:
    """All entries of a whistle's life in order of time; `cases` are the ids that it covers."""
    subject = f"SH2024-{whistle.level}-{whistle.area}-{whistle.number:03d}".encode()
    last = STAGES.index(whistle.stage)
    for mark, (at, type_name, data) in enumerate(_life(whistle, cases)):
        if _STAGE_OF[type_name] <= last:
            yield entry(at, stamp(at), subject, f"whistle.{type_name}".encode(), b"%02d" % mark, orjson.dumps(data))


_STAGE_OF = {"blown": 0, "numbered": 0, "signed": 1, "contacted": 1, "noted": 1, "reminded": 1, "checked_in": 2}
_STAGE_OF |= {"handled": 3, "verified": 4, "rated": 5, "closed": 6}


def _blown_at(whistle: Whistle) -> int:
    return START + whistle.day * DAY + int(whistle.hour * HOUR)


def _life(whistle: Whistle, cases: Sequence[str]) -> list[tuple[int, str, dict[str, object]]]:
    blown = _blown_at(whistle)
    after: Callable[[float], int] = lambda hours: blown + int(hours * whistle.pace * HOUR)  # noqa: E731 - a unit of this life
    number = f"2024（{_LEVEL_NAMES[whistle.level]}）重点哨{whistle.number}号"
    data: dict[str, object] = {"level": whistle.level, "area": whistle.area, "title": whistle.title}
    data |= {"departments": list(whistle.departments), "kind": "重点哨", "cases": list(cases)}
    life: list[tuple[int, str, dict[str, object]]] = [(blown, "blown", data), (blown + 6 * MINUTE, "numbered", {"number": number})]
    for place, department in enumerate(whistle.departments):
        name: dict[str, object] = {"department": department}
        life.append((after(0.3 + place * 0.17), "signed", name))
        life.append((after(3 + place * 2.1), "contacted", name))
        life.append((after(23.5 + place * 1.3), "checked_in", name))
        life.append((after(100 + place * 0.2), "rated", {**name, "score": 96 - (whistle.number * 7 + place * 5) % 22}))
    life.append((after(20), "reminded", {"level": 1}))
    life.append((after(26), "noted", {"note": "现场会商，明确牵头单位和完成时限"}))
    life.append((after(72), "handled", {"by": whistle.departments[0]}))
    life.append((after(76), "verified", {"result": "pass"}))
    life.append((after(104), "closed", {"by": "吹哨单位"}))
    return sorted(life, key=lambda item: item[0])
