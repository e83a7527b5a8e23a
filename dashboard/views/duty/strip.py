"""The strip on top: today's misses as the figures count them, alarm load, people and their load, the watch. PURE."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from dashboard.domain import roster
from dashboard.domain.alarm_load import AIM, Load
from dashboard.domain.alert import Alert
from dashboard.domain.figures import Figures
from dashboard.domain.handover import Sheet
from dashboard.domain.roster import Watch
from dashboard.views.duty import words


def figures(found: Figures) -> dict[str, Any]:
    """The contract's figures that the strip shows, each [path, value], and their period."""
    paths = {"dispatch": "dispatch.total.late", "close": "closure.total.overdue"}
    shown = {name: [path, _at(found, path)] for name, path in paths.items()}
    return {"period": {"from": found["period"]["from"], "to": found["period"]["to"]}, **shown}


def _at(found: Figures, path: str) -> Any:
    here: Any = found
    for key in path.split("."):
        here = here.get(key, {}) if isinstance(here, dict) else {}
    return here if here != {} else 0


def load(found: Load) -> dict[str, Any]:
    """Alarm load: per officer in the last ten minutes, the hour's mean against the aim, and whether it is a flood."""
    return {
        "last": found.last,
        "officers": found.officers,
        "each": round(found.per_officer, 1),
        "mean": round(found.mean, 2),
        "aim": AIM,
        "flood": found.flood,
    }


def people(alerts: Iterable[Alert]) -> list[dict[str, Any]]:
    """Who has how many open alerts, and cases in them; most first, nobody's at the end."""
    count, cases = Counter[str](), Counter[str]()
    for alert in alerts:
        name = alert.holder or ""
        count[name] += 1
        cases[name] += len(alert.members)
    order = sorted(count, key=lambda name: (not name, -count[name], name))
    return [
        {"name": name or "无人认领", "held": bool(name), "alerts": count[name], "cases": cases[name]} for name in order
    ]


def watch(watches: Sequence[Watch], now: int) -> dict[str, Any]:
    """Who is on duty, and whom to call in an emergency."""

    def told(found: Iterable[Watch]) -> list[dict[str, Any]]:
        return [
            {"name": one.person, "post": words.POSTS.get(one.post, one.post), "phone": one.phone, "until": one.end}
            for one in found
        ]

    return {"duty": told(roster.on_duty(watches, now)), "call": told(roster.on_call(watches, now))}


def waiting(sheet: Sheet | None) -> dict[str, Any] | None:
    """A hand-over that nobody has taken yet."""
    if sheet is None or sheet.state == "taken":
        return None
    return {"no": sheet.no, "leaving": sheet.leaving, "taking": sheet.taking, "at": sheet.at}
