"""The few figures that a message about a report says. PURE."""

from __future__ import annotations

from typing import Final

from dashboard.views.bulletin.model import Number, Report, numbers
from dashboard.views.bulletin.words import NOTHING

_SAID: Final = {
    "accepted": "受理{}件",
    "filed.total": "立案{}件",
    "dispatch.total.rate": "按时派遣率{}",
    "closure.total.closure_rate": "结案率{}",
    "closure.total.on_time_rate": "按期结案率{}",
    "missed.total": "漏报{}件",
    "hotline.total.satisfaction": "热线满意率{}",
    "whistles.total": "吹哨{}次",
}
_A_LINE: Final = 3


def headline(report: Report) -> list[str]:
    """Some lines with the report's own main figures; none where nothing was accepted."""
    found: dict[str, Number] = {}
    for one in numbers(report):
        if one.path in _SAID and not one.before:
            found.setdefault(one.path, one)
    accepted = found.get("accepted")
    if accepted is None or not accepted.value:
        return []
    said = [_SAID[path].format(found[path].text) for path in _SAID if path in found and found[path].text != NOTHING]
    return ["，".join(said[place : place + _A_LINE]) for place in range(0, len(said), _A_LINE)]
