"""GET /healthz, /readyz and /metrics: does this process live, do all parts work, and by how much is each behind.

All is read from what the parts themselves write (their heartbeats), so any web worker gives the same answer for the
whole system. Readiness means that the parts live and reach Redis and the store; how far the projector is behind is
reported, and shown by every panel itself, but a system catching up is still the one to look at.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import redis
from flask import Blueprint, Response
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from dashboard.api.metrics import BeatCollector, ScreenCollector, StateCollector
from dashboard.api.ports import Beat, Beats
from dashboard.api.problems import answer
from dashboard.auth import current
from dashboard.errors import GridError
from dashboard.offload import offload

T = TypeVar("T")

PARTS = ("project", "schedule", "web")
TOO_OLD_MS = 10_000
"""A part that has not beaten for so long is missing; it beats every second."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What readiness asks. `store` raises if the store cannot be read; it blocks. `expected` parts must live.

    `walls` counts wall devices by state, `screens` is what each last told of itself, by its name; they are told, but
    decide nothing: a wall that is off is no broken server.
    """

    beats: Beats
    store: Callable[[], None]
    expected: tuple[str, ...] = PARTS
    walls: Callable[[], Mapping[str, int]] = dict
    screens: Callable[[], Mapping[str, Mapping[str, Any]]] = dict


def blueprint(checks: Checks) -> Blueprint:
    """The doors. Load balancers have no keys: /healthz is open to all, and so is the yes or no of /readyz."""
    doors = Blueprint("api_health", __name__)

    @doors.get("/healthz")
    def healthz() -> Response:
        return answer({"status": "ok"})

    @doors.get("/readyz")
    def readyz() -> Response:
        report = readiness(checks)
        shown = report if _told_all() else {"ready": report["ready"]}
        return answer(shown, 200 if report["ready"] else 503)

    @doors.get("/metrics")
    def metrics() -> Response:
        registry = CollectorRegistry()
        registry.register(BeatCollector(_beats(checks)[0], TOO_OLD_MS))
        registry.register(StateCollector("grid_wall_devices", "Wall devices by state.", _asked(checks.walls)))
        registry.register(ScreenCollector(_asked(checks.screens)))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return doors


def _told_all() -> bool:
    who = current.principal()
    return who is not None and who.may("ops")


def readiness(checks: Checks) -> dict[str, Any]:
    """{"ready", "parts": {name: {"ok", …}}, "walls": {state: n}, "screens": {name: {…}}}: Redis, the store, and of each
    part its age and own words, or "error"; of each wall what it last told.
    """
    beats, trouble = _beats(checks)
    parts = {"redis": {"ok": trouble is None, **({"error": trouble} if trouble else {})}, "store": _store(checks)}
    # Beats of parts that are not expected (a replay) are shown, but do not decide.
    for name in dict.fromkeys((*checks.expected, *(beat.partition(":")[0] for beat in beats))):
        parts[name] = _part(name, beats)
    needed = ("redis", "store", *checks.expected)
    ready = all(parts[name]["ok"] for name in needed)
    return {"ready": ready, "parts": parts, "walls": _asked(checks.walls), "screens": _asked(checks.screens)}


def _asked(question: Callable[[], Mapping[str, T]]) -> Mapping[str, T]:
    try:
        return question()
    except (redis.exceptions.RedisError, SQLAlchemyError, GridError):
        return {}


def _beats(checks: Checks) -> tuple[Mapping[str, Beat], str | None]:
    try:
        return checks.beats(), None
    except (redis.exceptions.RedisError, GridError) as error:
        return {}, str(error) or type(error).__name__


def _store(checks: Checks) -> dict[str, Any]:
    try:
        offload(checks.store)
    except (SQLAlchemyError, GridError) as error:
        return {"ok": False, "error": type(error).__name__}
    return {"ok": True}


def _part(name: str, beats: Mapping[str, Beat]) -> dict[str, Any]:
    """The newest beat among the part's processes."""
    own = [beat for part, beat in beats.items() if part.partition(":")[0] == name]
    if not own:
        return {"ok": False, "error": "has not been seen"}
    beat = min(own, key=lambda beat: beat.age_ms)
    alive = sum(1 for each in own if each.age_ms <= TOO_OLD_MS)
    told = {**beat.details, "ok": alive > 0, "age_ms": beat.age_ms, "pid": beat.pid, "processes": alive}
    if not alive:
        told["error"] = f"last seen {beat.age_ms // 1000} s ago"
    return told
