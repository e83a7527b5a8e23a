"""区域结案率: the areas of each group by closure rate of the month so far, and how they moved since yesterday."""

from collections.abc import Sequence

from dashboard.views.wall import periods
from dashboard.views.wall.reading import Data, Figures, WallReader, WallSettings, ask, cell, period, pick
from dashboard.views.wall.targets import CLOSURE, DISPATCH


def build(reader: WallReader, now: int, settings: WallSettings) -> Data:
    """`{"period", "groups": [{"group", "rows": [row]}]}`, best first; areas without a due case come last, unranked, and
    so is an area that stands alone (on a wall of its own). Groups without an area are left out.

    A row: `{"area", "rank": n|null, "moved": places up since last midnight|null, "rate": cell, "status", …}` and for
    the page of the ranking the cells `on_time`, `open`, `dispatch`, `caseload`, `quality`, with `on_time_status` and
    `dispatch_status`.
    """
    figures = ask(reader, periods.month(now, settings.zone), now)
    before = periods.month_until_today(now, settings.zone)
    earlier = ask(reader, before, now) if before else None
    groups = []
    for group, codes in settings.areas.groups.items():
        if not codes:
            continue
        ranks, was = _ranks(figures, codes), _ranks(earlier, codes) if earlier else {}
        rows = [_row(figures, code, ranks.get(code), was.get(code)) for code in codes]
        rows.sort(key=lambda row: (row["rank"] is None, row["rank"]))
        groups.append({"group": group, "rows": rows})
    return {"period": period(figures), "groups": groups}


def _rate(figures: Figures, code: str) -> float | None:
    return pick(figures, f"closure_by_area.{code}.total.closure_rate", None)


def _ranks(figures: Figures, codes: Sequence[str]) -> dict[str, int]:
    """Rank by unrounded rate; ties share one (1, 1, 3); who is alone has none."""
    if len(codes) == 1:
        return {}
    rates = {code: rate for code in codes if (rate := _rate(figures, code)) is not None}
    return {code: 1 + sum(other > rate for other in rates.values()) for code, rate in rates.items()}


def _row(figures: Figures, code: str, rank: int | None, was: int | None) -> Data:
    rate = _rate(figures, code)
    on_time = cell(figures, f"closure_by_area.{code}.total.on_time_rate", None)
    dispatch = cell(figures, f"dispatch.{code}.rate", None)
    return {
        "area": code,
        "rank": rank,
        "moved": was - rank if rank and was else None,
        "rate": [f"closure_by_area.{code}.total.closure_rate", rate],
        "status": CLOSURE.status(rate),
        "on_time": on_time,
        "on_time_status": CLOSURE.status(on_time[1]),
        "open": cell(figures, f"closure_by_area.{code}.total.open"),
        "dispatch": dispatch,
        "dispatch_status": DISPATCH.status(dispatch[1]),
        "caseload": cell(figures, f"caseload.by_area.{code}.count"),
        "quality": cell(figures, f"quality.{code}.quality", None),
    }
