"""A second, simple counting of figures, written from contract §2 alone: no tallies, no shared code with what counts in
the product.

Only what the month needs: it assumes events in order of time and an allowed transition each, and says so (`anomalies`)
where it is not so.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from dashboard import reference
from streams.month import Entry


@dataclass(slots=True)
class Tale:
    """What became of one case."""

    accepted: int | None = None
    self_handled: int | None = None
    data: dict[str, Any] = field(default_factory=dict)
    filed: int | None = None
    due: int = 0
    closed: int | None = None
    suspended: int | None = None
    voided: int | None = None
    handled_since: bool = False
    handled: int | None = None
    responded: int | None = None
    rated: tuple[int, bool] | None = None
    tasks: list[list[int | None]] = field(default_factory=list)
    fails: list[int] = field(default_factory=list)


class City:
    """The fold of events dated before `as_of`, fed in order of time."""

    def __init__(self) -> None:
        self.tales: dict[str, Tale] = defaultdict(Tale)
        self.misses: list[tuple[int, dict[str, Any]]] = []
        self.whistles: list[tuple[int, dict[str, Any]]] = []
        self.anomalies: list[str] = []

    def feed(self, entries: Iterable[Entry]) -> None:
        """Takes events."""
        for entry in entries:
            kind = entry.fields[b"type"].decode()
            data = orjson.loads(entry.fields[b"data"])
            if kind.startswith("whistle."):
                if kind == "whistle.blown":
                    self.whistles.append((entry.at, data))
            elif kind == "case.missed":
                self.misses.append((entry.at, data))
            elif not self._take(self.tales[entry.subject], kind[5:], entry.at, data):
                self.anomalies.append(f"{entry.subject} {kind} {entry.at}")

    def _take(self, tale: Tale, kind: str, at: int, data: dict[str, Any]) -> bool:
        """Whether the event was allowed; applies it then."""
        if kind in ("reminded", "supervised", "deadline_passed"):
            return True
        if kind in ("accepted", "self_handled"):
            if tale.accepted or tale.self_handled:
                return False
            setattr(tale, kind, at)
            tale.data = data
            return True
        if (
            not tale.accepted
            or tale.voided
            or (tale.closed and kind not in ("reopened", "amended", "voided", "responded", "rated"))
        ):
            return False
        return _ACTS[kind](tale, at, data)


def _filed(tale: Tale, at: int, data: dict[str, Any]) -> bool:
    if tale.filed:
        return False
    tale.filed, tale.due = at, _ms(data["close_due"])
    tale.tasks.append([_ms(data["dispatch_due"]), None])
    return True


def _dispatched(tale: Tale, at: int, _data: dict[str, Any]) -> bool:
    if not tale.tasks or tale.tasks[-1][1] is not None:
        return False
    tale.tasks[-1][1] = at
    return True


def _returned(tale: Tale, _at: int, data: dict[str, Any]) -> bool:
    if not tale.tasks or tale.tasks[-1][1] is None:
        return False
    tale.tasks.append([_ms(data["dispatch_due"]), None])
    tale.handled_since = False
    return True


def _handled(tale: Tale, at: int, _data: dict[str, Any]) -> bool:
    tale.handled_since = True
    tale.handled = tale.handled or at
    return bool(tale.filed)


def _verified(tale: Tale, at: int, data: dict[str, Any]) -> bool:
    allowed = tale.handled_since
    if data["result"] == "fail":
        tale.fails.append(at)
        tale.handled_since = False
    return allowed


def _closed(tale: Tale, at: int, _data: dict[str, Any]) -> bool:
    tale.closed, tale.suspended = at, None
    return bool(tale.filed)


def _extended(tale: Tale, _at: int, data: dict[str, Any]) -> bool:
    tale.due = _ms(data["close_due"])
    return bool(tale.filed)


def _suspended(tale: Tale, at: int, _data: dict[str, Any]) -> bool:
    allowed = bool(tale.filed) and not tale.suspended
    tale.suspended = at
    return allowed


def _resumed(tale: Tale, at: int, _data: dict[str, Any]) -> bool:
    if not tale.suspended:
        return False
    tale.due += at - tale.suspended
    tale.suspended = None
    return True


def _reopened(tale: Tale, _at: int, data: dict[str, Any]) -> bool:
    allowed = bool(tale.closed)
    tale.closed, tale.handled_since = None, False
    if "close_due" in data:
        tale.due = _ms(data["close_due"])
    return allowed


def _voided(tale: Tale, at: int, _data: dict[str, Any]) -> bool:
    tale.voided = at
    return True


def _amended(tale: Tale, _at: int, data: dict[str, Any]) -> bool:
    tale.data |= data
    return True


def _responded(tale: Tale, at: int, _data: dict[str, Any]) -> bool:
    tale.responded = tale.responded or at
    return True


def _rated(tale: Tale, at: int, data: dict[str, Any]) -> bool:
    tale.rated = at, data["satisfied"]
    return True


_ACTS = {
    "filed": _filed, "dispatched": _dispatched, "returned": _returned, "handled": _handled, "reported_back": lambda t,
    *_: bool(t.filed), "verified": _verified, "closed": _closed, "extended": _extended, "suspended": _suspended,
    "resumed": _resumed, "reopened": _reopened, "voided": _voided, "amended": _amended, "responded": _responded,
    "rated": _rated, "first_response_assigned": lambda *_: True,
}  # fmt: skip


def _ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


class Count:
    """The figures of [start, end) over a fed city."""

    def __init__(self, city: City, start: int, end: int) -> None:
        self._city, self._start, self._end = city, start, end
        self._tales = [t for t in city.tales.values() if (t.accepted or t.self_handled) and not t.voided]
        self._filed = [t for t in self._tales if t.filed and self._in(t.filed)]

    def _in(self, at: int | None) -> bool:
        return at is not None and self._start <= at < self._end

    def figures(self) -> dict[str, Any]:
        """The contract's JSON, without its period."""
        by_area = Counter(t.data["area"] for t in self._filed)
        by_source = Counter(t.data["source"] for t in self._filed)
        self_handled = Counter(t.data["area"] for t in self._tales if self._in(t.self_handled))
        whistles = [data for at, data in self._city.whistles if self._in(at)]
        return {
            "accepted": sum(1 for t in self._tales if self._in(t.accepted)),
            "filed": {
                "total": len(self._filed),
                "by_source": by_source,
                "by_area": by_area,
                "by_class": Counter(t.data["class"] for t in self._filed),
                "by_category": Counter(t.data["category"] for t in self._filed),
            },
            "self_handled": {"total": sum(self_handled.values()), "by_area": self_handled},
            "caseload": {"by_area": _caseload(by_area + self_handled)},
            "dispatch": self._dispatch(),
            **self._closure(),
            "missed": self._missed(by_area),
            "quality": self._quality(),
            "hotline": self._hotline(),
            "whistles": {
                "total": len(whistles),
                "by_level": Counter(w["level"] for w in whistles),
                "by_area": Counter(w["area"] for w in whistles),
            },
            "voided": sum(1 for t in self._city.tales.values() if self._in(t.voided)),
            "anomalies": len(self._city.anomalies),
            "dead_letters": 0,
        }

    def _dispatch(self) -> dict[str, Any]:
        found: dict[str, Counter[str]] = defaultdict(Counter)
        late: dict[str, Counter[str]] = defaultdict(Counter)
        for tale in self._tales:
            for due, done in tale.tasks:
                if self._in(due):
                    on_time = done is not None and due is not None and done <= due
                    for key in ("total", tale.data["area"]):
                        found[key]["due"] += 1
                        found[key]["on_time"] += on_time
                        late[key][tale.data["category"]] += not on_time
        return {
            key: {**n, "late": n["due"] - n["on_time"], "rate": n["on_time"] / n["due"], "late_by_category": +late[key]}
            for key, n in found.items()
        }

    def _cumulative(self, tale: Tale) -> bool:
        if not tale.filed or tale.suspended:
            return False
        carried = tale.due < self._start and not (tale.closed and tale.closed < self._start)
        return self._in(tale.due) or carried

    def _closure(self) -> dict[str, Any]:
        sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for tale in self._tales:
            if not self._cumulative(tale):
                continue
            weight, due = tale.data.get("weight", 1), self._in(tale.due)
            on_time = due and tale.closed is not None and tale.closed <= tale.due
            closed = tale.closed is not None and tale.closed < self._end
            area, kls = tale.data["area"], tale.data["class"]
            for key in (("city", "total"), ("city", kls), (area, "total"), (area, kls)):
                n = sums[key]
                n["cumulative_due"] += weight
                n["due"] += weight * due
                n["on_time"] += weight * on_time
                n["closed"] += weight * closed
        by_area: dict[str, dict[str, Any]] = defaultdict(dict)
        for (area, kls), n in sums.items():
            by_area[area][kls] = {
                **n,
                "open": n["cumulative_due"] - n["closed"],
                "overdue": n["due"] - n["on_time"],
                "on_time_rate": n["on_time"] / n["due"] if n["due"] else None,
                "closure_rate": n["closed"] / n["cumulative_due"],
            }
        return {"closure": by_area.pop("city"), "closure_by_area": by_area}

    def _missed(self, filed: Counter[str]) -> dict[str, Any]:
        misses = [data for at, data in self._city.misses if self._in(at)]
        total = Counter(data["area"] for data in misses)
        major = Counter(data["area"] for data in misses if data["severity"] == "major")
        areas = {area: {"total": n, "major": major[area], "rate": n / filed[area]} for area, n in total.items()}
        return {"total": len(misses), "by_area": areas}

    def _quality(self) -> dict[str, Any]:
        substandard: Counter[str] = Counter()
        closed: Counter[str] = Counter()
        for tale in self._tales:
            for key in ("total", tale.data["area"]):
                substandard[key] += any(self._in(at) for at in tale.fails)
                closed[key] += self._in(tale.closed)
        return {
            key: {"substandard": substandard[key], "closed": n, "quality": 1 - substandard[key] / n if n else None}
            for key, n in closed.items()
        }

    def _hotline(self) -> dict[str, Any]:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for tale in self._tales:
            if tale.data.get("source") != "hotline_12345":
                continue
            for key in ("total", tale.data["area"]):
                if self._cumulative(tale):
                    done = min((at for at in (tale.handled, tale.closed) if at), default=self._end)
                    counts[key].update(
                        due=1, responded=bool(tale.responded and tale.responded < self._end), handled=done < self._end
                    )
                if tale.rated and self._in(tale.rated[0]):
                    counts[key].update(rated=1, satisfied=tale.rated[1])
        return {
            key: {
                "due": n["due"],
                "response_rate": n["responded"] / n["due"],
                "handled_rate": n["handled"] / n["due"],
                "satisfaction": n["satisfied"] / n["rated"] if n["rated"] else None,
            }
            for key, n in counts.items()
        }


def _caseload(counts: Counter[str]) -> dict[str, Any]:
    areas = reference.load().areas
    groups: Counter[str | None] = Counter()
    for area, n in counts.items():
        groups[areas.group_of(area)] += n
    return {
        area: {"count": n, "share": n / groups[areas.group_of(area)] if areas.group_of(area) else None}
        for area, n in counts.items()
    }
