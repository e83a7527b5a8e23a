"""A search of cases as addresses write it: the same words for the machine door, the files and the screen."""

from __future__ import annotations

import math
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.api import params
from dashboard.api.problems import Problem
from dashboard.api.scoped import within
from dashboard.auth.who import Principal
from dashboard.domain.figures import FILTERS
from dashboard.domain.wording import MOST_TEXT
from dashboard.store.search import MOMENTS, Box, SearchQuery

STAGES: Final = (
    "incomplete",
    "accepted",
    "filed",
    "dispatched",
    "returned",
    "handled",
    "reported_back",
    "rework",
    "verified",
    "closed",
    "reopened",
    "self_handled",
    "voided",
)
ONLY_SEARCHED: Final = ("q", "bbox", "dated", "community", "grid")
"""Parameters that only the index of words can answer."""
PARAMETERS: Final = (*ONLY_SEARCHED, "from", "to", "stage", "open", *FILTERS)
_EDGES: Final = 4


def search_query(args: params.Args, who: Principal, zone: ZoneInfo) -> SearchQuery:
    """What somebody asks for, cut to his scope. Problem where it cannot be understood, or lies outside."""
    text = params.single(args, "q") or ""
    if len(text) > MOST_TEXT:
        raise Problem(400, "bad_value", f"'q' has {len(text)} characters", f"at most {MOST_TEXT}")
    filters = params.filters(args)
    for name in ("community", "grid"):
        if value := params.single(args, name):
            filters[name] = (value,)
    return SearchQuery(
        text=text,
        filters=within(who, filters),
        stages=stages(args),
        is_open=is_open(args),
        dated=params.choice(args, "dated", MOMENTS) or MOMENTS[0],
        start=params.moment(args, "from", zone),
        end=params.moment(args, "to", zone),
        box=box(args),
        scope=who.scope,
        personal=who.may("cases:personal"),
    )


def stages(args: params.Args) -> tuple[str, ...]:
    """Where cases stand: any of these."""
    found = tuple(part for value in args.getlist("stage") for part in value.split(",") if part)
    for stage in found:
        if stage not in STAGES:
            raise Problem(400, "bad_value", f"'stage' is {stage[:40]!r}", f"any of: {', '.join(STAGES)}")
    return found


def is_open(args: params.Args) -> bool | None:
    """Open ones, ended ones, or both."""
    found = params.choice(args, "open", ("true", "false"))
    return None if found is None else found == "true"


def box(args: params.Args) -> Box | None:
    """West, south, east, north in degrees; None where it is not asked for."""
    text = params.single(args, "bbox")
    if text is None:
        return None
    wrong = Problem(400, "bad_value", f"'bbox' is {text[:60]!r}", "west,south,east,north in degrees, WGS-84")
    try:
        edges = [float(edge) for edge in text.split(",")]
    except ValueError:
        raise wrong from None
    if len(edges) != _EDGES or not all(map(math.isfinite, edges)):
        raise wrong
    west, south, east, north = edges
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise wrong
    return west, south, east, north
