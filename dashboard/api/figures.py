"""GET /api/v1/figures: the contract's figures of any period, as of any moment, filtered and grouped."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from dashboard.api import params
from dashboard.api.ports import Reader
from dashboard.api.problems import Problem, answer
from dashboard.api.scoped import within
from dashboard.auth import current
from dashboard.domain import instants
from dashboard.domain.figures import FILTERS, GROUPS, FigureQuery
from dashboard.domain.privacy import mask_groups
from dashboard.offload import offload

PART_MS = {"day": instants.DAY_MS, "hour": instants.HOUR_MS}
MOST_PARTS = 1_500
"""Each day or hour is a question to the store: four years of days, two months of hours."""


def blueprint(reader: Reader, zone: ZoneInfo, city_now: Callable[[], int]) -> Blueprint:
    """The door. `city_now` is the city's clock, ms UTC."""
    door = Blueprint("api_figures", __name__)

    @door.get("/api/v1/figures")
    def get_figures() -> Response:
        who = current.require("figures:read")
        query = question(request.args, zone, city_now(), "group_by")
        found = offload(reader.figures, query._replace(filters=within(who, dict(query.filters))))
        if query.group_by == "reporter" and not who.may("cases:personal"):
            found = {**found, "groups": mask_groups(found["groups"])}
        return answer(found)

    return door


def question(args: params.Args, zone: ZoneInfo, now: int, *more: str) -> FigureQuery:
    """The question in a query that may hold `more` parameters. Without bounds: the city's today, so far."""
    params.only(args, ("from", "to", "as_of", *more, *FILTERS))
    as_of = params.moment(args, "as_of", zone)
    start, end = params.moment(args, "from", zone), params.moment(args, "to", zone)
    today = instants.local(now if as_of is None else as_of, zone).date()
    if start is None:
        start = instants.midnight(today, zone)
    if end is None:
        end = instants.midnight(today + timedelta(days=1), zone)
    if end < start:
        raise Problem(400, "bad_period", "'to' is before 'from'", "a period is [from, to)")
    group_by = params.choice(args, "group_by", GROUPS)
    if group_by in PART_MS and (end - start) > MOST_PARTS * PART_MS[group_by]:
        raise Problem(
            400, "too_many_groups", f"more than {MOST_PARTS} groups", f"ask for a shorter period by {group_by}"
        )
    return FigureQuery(start, end, now if as_of is None else as_of, params.filters(args), group_by)
