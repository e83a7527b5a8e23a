"""GET /wall/past?at=…: the wall as it was at a past moment, as a snapshot that stands still (docs/frames.md)."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from dashboard.api import params
from dashboard.api.problems import Problem, answer
from dashboard.api.scoped import within
from dashboard.auth import current
from dashboard.past_walls import PastWalls


def blueprint(walls: PastWalls, zone: ZoneInfo, city_now: Callable[[], int]) -> Blueprint:
    """The door. `zone` and `city_now` (ms UTC) are the city's."""
    door = Blueprint("past", __name__)

    @door.get("/wall/past")
    def get_past() -> Response:
        who = current.require("wall:see")
        params.only(request.args, ("at", "area"))
        at, now = params.moment(request.args, "at", zone), city_now()
        if at is None or at > now:
            raise Problem(400, "bad_moment", "'at' is no past moment", "write one, like 2024-11-12T09:30:00+08:00")
        wanted = within(who, {key: values for key, values in params.filters(request.args).items() if key == "area"})
        if who.scope.units is not None:
            raise Problem(403, "out_of_scope", "walls show areas, not units", "an administrator can change your scope")
        areas = wanted.get("area")
        snapshot = walls.snapshot(at, None if areas is None else frozenset(areas))
        return answer({**snapshot, "now": now})

    return door
