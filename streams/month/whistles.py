"""The whistles (吹哨): who blew for what, and how it was answered. Eight in November, as published; some before, in
October.

Their subjects, departments and scores are made up; levels and areas follow the report. A whistle covers cases of its
area that had been filed when it was blown. Knows whistles only; cases are handed in.
"""

from collections.abc import Iterator, Sequence

import orjson

from streams.month.cases import Case
from streams.month.render import Entry, Stamps, entry
from streams.month.rhythm import DAY, HOUR, MINUTE, START
from streams.month.whistle_table import CARRIED, NOVEMBER, OCTOBER, STAGES, Whistle

_MORNING, _EVENING = 8 * HOUR + HOUR // 2, 21 * HOUR
_LEVEL_NAMES = {"city": "市", "district": "区", "street": "街道"}


def november() -> tuple[Whistle, ...]:
    """The whistles that November's figures know, and the one carried into it."""
    return CARRIED + NOVEMBER


def october() -> tuple[Whistle, ...]:
    """The whistles blown and closed in October."""
    return OCTOBER


def covered(whistle: Whistle, cases: Sequence[Case]) -> list[str]:
    """The ids of up to four cases of the whistle's area and problem among these, the newest first."""
    blown = _blown_at(whistle)
    known = [
        c
        for c in cases
        if c.area == whistle.area and c.category in whistle.about and c.filed < blown - HOUR and c.subject
    ]
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

    def after(hours: float) -> int:
        at = blown + round(hours * whistle.pace * HOUR)
        time = (at - START) % DAY
        if time > _EVENING:
            return at - time + DAY + _MORNING
        return max(at, at - time + _MORNING)

    number = f"2024（{_LEVEL_NAMES[whistle.level]}）重点哨{whistle.number}号"
    data: dict[str, object] = {"level": whistle.level, "area": whistle.area, "title": whistle.title}
    data |= {"departments": list(whistle.departments), "kind": "重点哨", "cases": list(cases)}
    life: list[tuple[int, str, dict[str, object]]] = [
        (blown, "blown", data),
        (blown + 6 * MINUTE, "numbered", {"number": number}),
    ]
    for place, department in enumerate(whistle.departments):
        name: dict[str, object] = {"department": department}
        life.append((after(0.3 + place * 0.17), "signed", name))
        life.append((after(1 + place * 0.8), "contacted", name))
        life.append((after(23.5 + place * 1.3), "checked_in", name))
        life.append((after(98 + place * 0.2), "rated", {**name, "score": 96 - (whistle.number * 7 + place * 5) % 22}))
    life.append((after(22), "reminded", {"level": 1}))
    life.append((after(26), "noted", {"note": "现场会商，明确牵头单位和完成时限"}))
    life.append((after(72), "handled", {"by": whistle.departments[0]}))
    life.append((after(74), "verified", {"result": "pass"}))
    life.append((after(120), "closed", {"by": "吹哨单位"}))
    return sorted(life, key=lambda item: item[0])
