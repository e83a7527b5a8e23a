"""The whistles (吹哨): who blew for what, and how it was answered. Eight in November, as published; some before, in
October.

Their subjects, departments and scores are made up; levels and areas follow the report. A whistle covers cases of its
area that had been filed when it was blown. Knows whistles only; cases are handed in.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import orjson

from streams.month.cases import Case
from streams.month.render import Entry, Stamps, entry
from streams.month.rhythm import DAY, HOUR, START
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


class _Course(NamedTuple):
    """Hours after blowing, of the first department, and how much later each further one is."""

    signed: tuple[float, float] = (0.3, 0.17)
    contacted: tuple[float, float] = (1.0, 0.8)
    checked_in: tuple[float, float] = (23.5, 1.3)
    met: float = 26.0
    handled: float = 72.0


_AT_ONCE: Final = _Course((0.05, 0.06), (0.15, 0.1), (0.35, 0.1), 1.0, 9.0)
"""An emergency's: half an hour is all that there is."""


def _life(whistle: Whistle, cases: Sequence[str]) -> list[tuple[int, str, dict[str, object]]]:
    blown, course = _blown_at(whistle), _AT_ONCE if whistle.kind == "应急哨" else _Course()

    def after(hours: float) -> int:
        at = blown + round(hours * whistle.pace * HOUR)
        time = (at - START) % DAY
        if time > _EVENING:
            return at - time + DAY + _MORNING
        return max(at, at - time + _MORNING)

    number = f"2024（{_LEVEL_NAMES[whistle.level]}）{whistle.kind}{whistle.number}号"
    data: dict[str, object] = {"level": whistle.level, "area": whistle.area, "title": whistle.title}
    data |= {"departments": list(whistle.departments), "kind": whistle.kind, "cases": list(cases)}
    # The number first: who takes the stream as it comes never sees the whistle without it.
    life: list[tuple[int, str, dict[str, object]]] = [(blown, "numbered", {"number": number}), (blown, "blown", data)]
    for place, department in enumerate(whistle.departments):
        name: dict[str, object] = {"department": department}
        for step in ("signed", "contacted", "checked_in"):
            first, each = getattr(course, step)
            life.append((after(first + place * each), step, name))
        score = 96 - (whistle.number * 7 + place * 5) % 22
        life.append((after(course.handled + 26 + place * 0.2), "rated", {**name, "score": score}))
    life += [(after(hours), "noted", {"note": text, "by": "吹哨单位"}) for hours, text in whistle.notes]
    life.append((after(course.met), "noted", {"note": "现场会商，明确牵头单位和完成时限", "by": "吹哨单位"}))
    life.append((after(course.handled), "handled", {"by": whistle.departments[0]}))
    life.append((after(course.handled + 2), "verified", {"result": "pass"}))
    life.append((after(course.handled + 48), "closed", {"by": "吹哨单位"}))
    return sorted(life, key=lambda item: item[0])
