"""Every door of the running system × everybody who may stand before it. The table is written by hand, and whole.

A door that is registered and not in it fails the test, so that nobody adds one without saying who may pass. Who may not
is told so, by 401, 403, or the way to sign in, never by an error, and never with a word of what is behind the door.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, NamedTuple

import pytest

from tests.integration.access.town import SECRET, Answer, Town
from tests.integration.pipeline.system import awaited

PEOPLE: Final = "viewer officer analyst admin department wuhua guandu fresh"
ALL: Final = f"stranger {PEOPLE} gateway board wall wall-wuhua"
CITY_PEOPLE: Final = "viewer officer analyst admin wuhua guandu"
"""Who sees walls, alerts, reports; a department sees its own cases and whistles only."""
WATCHERS: Final = f"{CITY_PEOPLE} wall wall-wuhua"
READERS: Final = f"{CITY_PEOPLE} department board"
KNOWN: Final = f"{PEOPLE} gateway board wall wall-wuhua"
"""What these pass shows nothing of itself: shells, clocks, and doors at which each act has its own right."""


class Door(NamedTuple):
    """A door: who may pass, and the answers that this may give. Others who are known get 403.

    A stranger gets 401, or the way to the page for signing in (302) where people come with a browser.
    """

    method: str
    path: str
    passes: str
    good: tuple[int, ...] = (200,)
    stranger: int = 401
    body: Any = None


def page(name: str, passes: str) -> dict[str, list[Door]]:
    """A desk's page and what lies below it."""
    return {
        f"/{name}": [Door("GET", f"/{name}", passes, stranger=302)],
        f"/{name}/<path:_below>": [Door("GET", f"/{name}/x", passes, stranger=302)],
    }


def dash(prefix: str, passes: str, *, page_is: Door) -> dict[str, list[Door]]:
    """What Dash brings along: its code is open, what an app shows is not. Callbacks have a table of their own."""
    return {
        prefix: [page_is],
        f"{prefix}_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": [
            Door("GET", f"{prefix}_dash-component-suites/dash/nothing.js", ALL, (404,))
        ],
        f"{prefix}_favicon.ico": [Door("GET", f"{prefix}_favicon.ico", ALL)],
        f"{prefix}assets/<path:filename>": [Door("GET", f"{prefix}assets/shared/base.css", ALL)],
        f"{prefix}_dash-layout": [Door("GET", f"{prefix}_dash-layout", passes)],
        f"{prefix}_dash-dependencies": [Door("GET", f"{prefix}_dash-dependencies", passes)],
        f"{prefix}_reload-hash": [Door("GET", f"{prefix}_reload-hash", passes, (200, 404))],
        f"{prefix}<path:path>": [Door("GET", f"{prefix}some/where", passes)],
        f"{prefix}_dash-update-component": [
            Door("POST", f"{prefix}_dash-update-component", KNOWN, (400, 404), body={"output": "nothing.here"})
        ],
    }


EVENT: Final = {
    "specversion": "1.0",
    "id": "walk-1",
    "source": "tests/builders",
    "type": "case.reminded",
    "subject": "W-1",
    "time": "2024-11-14T10:00:00+08:00",
    "data": {"level": 1},
}
ACT: Final = {"act": "case.close", "token": "walking-1", "subject": "no-such-case", "fields": {}}

DOORS: Final[dict[str, list[Door]]] = {
    "/": [Door("GET", "/", ALL, (302,))],
    # People
    "/sign-in": [Door("GET", "/sign-in", ALL), Door("POST", "/sign-in", ALL, (400,))],
    "/sign-in/assets/<path:filename>": [Door("GET", "/sign-in/assets/sign_in/sign_in.css", ALL)],
    "/sign-out": [Door("GET", "/sign-out", PEOPLE, stranger=302)],
    "/account": [
        Door("GET", "/account", PEOPLE, stranger=302),
        Door("POST", "/account", PEOPLE, (400,), stranger=302),  # without the form's token
    ],
    # Machines
    "/api/v1/events": [
        Door("POST", "/api/v1/events", "gateway", (202,), body=EVENT),
        Door("POST", "/api/v1/events", "gateway", (202, 207, 422), body=[EVENT, {**EVENT, "source": "elsewhere"}]),
    ],
    "/api/v1/figures": [Door("GET", "/api/v1/figures?from=2024-11-01&to=2024-12-01", READERS)],
    "/api/v1/cases": [Door("GET", "/api/v1/cases", READERS)],
    "/api/v1/cases/<path:case_id>": [
        Door("GET", "/api/v1/cases/W-1", READERS, (200, 404)),
        Door("GET", "/api/v1/cases/none", READERS, (404,)),
    ],
    "/api/v1/cases.csv": [Door("GET", "/api/v1/cases.csv", f"{CITY_PEOPLE} department")],
    "/api/v1/cases.xlsx": [Door("GET", "/api/v1/cases.xlsx?q=W-1", f"{CITY_PEOPLE} department")],
    "/api/v1/whistles": [Door("GET", "/api/v1/whistles?level=city", f"{CITY_PEOPLE} department")],
    "/api/v1/whistles/statistics": [Door("GET", "/api/v1/whistles/statistics", f"{CITY_PEOPLE} department")],
    **{
        f"/api/v1/whistles{path}.{form}": [Door("GET", f"/api/v1/whistles{path}.{form}", f"{CITY_PEOPLE} department")]
        for path in ("", "/statistics")
        for form in ("csv", "xlsx")
    },
    "/api/v1/whistles/<path:whistle_id>/files": [
        Door("GET", "/api/v1/whistles/none/files", f"{CITY_PEOPLE} department", (404,)),
        Door("POST", "/api/v1/whistles/none/files", KNOWN, (403, 404, 422), body={}),
    ],
    "/api/v1/whistles/<path:whistle_id>/files/<n>": [
        Door("GET", "/api/v1/whistles/none/files/1", "officer admin wuhua department", (404,))
    ],
    "/api/v1/acts": [
        Door("POST", "/api/v1/acts", KNOWN, (403, 404, 409, 422), body=ACT),
        Door("GET", "/api/v1/acts?about=case&subject=W-1", READERS, (200, 404)),
        Door("GET", "/api/v1/acts?about=whistle&subject=none", f"{CITY_PEOPLE} department", (404,)),
        Door("GET", "/api/v1/acts?about=alert&subject=none", CITY_PEOPLE, (404,)),
    ],
    "/healthz": [Door("GET", "/healthz", ALL)],
    "/readyz": [Door("GET", "/readyz", ALL)],
    "/metrics": [Door("GET", "/metrics", "admin")],
    "/api/v1/openapi.json": [Door("GET", "/api/v1/openapi.json", ALL)],
    # Numbers, asked
    "/api/v1/asked": [
        Door("GET", "/api/v1/asked?figure=filed.total&from=2024-11-01&to=2024-12-01", f"{READERS} wall wall-wuhua"),
        Door("GET", "/api/v1/asked?figure=nothing", f"{READERS} wall wall-wuhua", (400,)),
    ],
    **{
        f"/api/v1/asked.{ending}": [
            Door("GET", f"/api/v1/asked.{ending}?figure=filed.total&from=2024-11-01", f"{CITY_PEOPLE} department")
        ]
        for ending in ("csv", "xlsx")
    },
    # The audit
    "/api/v1/audit": [Door("GET", "/api/v1/audit", "admin")],
    "/api/v1/audit.csv": [Door("GET", "/api/v1/audit.csv", "admin")],
    "/api/v1/audit.xlsx": [Door("GET", "/api/v1/audit.xlsx", "admin")],
    # Reports
    **{
        f"/api/v1/reports.{ending}": [
            Door("GET", f"/api/v1/reports.{ending}?from=2024-11-01&to=2024-12-01", CITY_PEOPLE),
            Door("GET", f"/api/v1/reports.{ending}?from=2030-01-01&to=2030-02-01", CITY_PEOPLE, (404,)),
        ]
        for ending in ("docx", "xlsx", "pdf")
    },
    # Rankings
    **{
        f"/api/v1/rankings.{form}": [
            Door("GET", f"/api/v1/rankings.{form}", f"{CITY_PEOPLE} department"),
            Door("GET", f"/api/v1/rankings.{form}?by=unit&figure=score&period=year", f"{CITY_PEOPLE} department"),
        ]
        for form in ("csv", "xlsx")
    },
    # The wall
    **dash("/wall/", WATCHERS, page_is=Door("GET", "/wall/", WATCHERS, stranger=302)),
    "/wall": [Door("GET", "/wall", ALL, (302,))],
    "/wall/pair": [Door("GET", "/wall/pair", ALL, (200, 302))],
    "/wall/pair/status": [Door("GET", "/wall/pair/status", ALL)],
    "/wall/pair/code": [Door("POST", "/wall/pair/code", ALL)],
    "/wall/scripts-*.js": [],
    "/wall/assets/own/styles-*.css": [],
    "/wall/geo/<name>.geojson": [Door("GET", "/wall/geo/districts.geojson", KNOWN)],
    "/wall/time": [Door("GET", "/wall/time", KNOWN)],
    "/wall/past": [
        Door("GET", "/wall/past?at=2024-11-14T10:30:00%2B08:00", WATCHERS),
        Door("GET", "/wall/past?at=2199-01-01", WATCHERS, (400,)),
    ],
    # The desks
    **dash("/desk/", KNOWN, page_is=Door("GET", "/desk/", KNOWN, stranger=302)),
    "/desk/scripts-*.js": [],
    **page("duty", CITY_PEOPLE),
    **page("cases", READERS),
    **page("hotspots", READERS),
    **page("whistles", f"{CITY_PEOPLE} department"),
    **page("rankings", READERS),
    **page("bulletin", CITY_PEOPLE),
    **page("admin", "admin"),
}
"""By address as it is registered, hashes of content as `*`."""

SOCKET_EVENTS: Final = {"connect", "disconnect", "join", "report"}
"""What browsers may send; who may what with them: `TestSockets`."""

CALLBACKS: Final = (
    (r"/desk/desk-content\.children|/desk/\.\.desk-content", KNOWN),
    (r"/desk/(\.\.)?duty-", CITY_PEOPLE),
    (r"/desk/(\.\.)?cases?-", READERS),
    (r"/desk/(\.\.)?hotspots-", READERS),
    (r"/desk/rankings-notes", "analyst admin"),
    (r"/desk/(\.\.)?(rankings|district)-", READERS),
    (r"/desk/bulletin-done", "analyst admin"),
    (r"/desk/(\.\.)?bulletin-", CITY_PEOPLE),
    (r"/desk/(\.\.)?whistles-(form|blown|field)", "officer admin wuhua"),
    (r"/desk/(\.\.)?whistles-", f"{CITY_PEOPLE} department"),
    (r"/desk/(\.\.)?\{?\"?admin", "admin"),
)
"""Callbacks that a browser calls, by the beginning of app and output."""


@pytest.fixture(scope="module")
def found(town: Town) -> dict[str, Any]:
    """What is registered on it."""
    return town.doors()


def named(rule: str) -> str:
    """An address without the hash of its content."""
    return re.sub(r"(scripts|styles)-[0-9a-f]{12}\.", r"\1-*.", rule)


class TestTheTable:
    """It is whole."""

    def test_every_address_stands_in_it(self, found: dict[str, Any]) -> None:
        """And none that is not there."""
        there = {named(rule) for rule in found["rules"]}
        assert (there - set(DOORS), set(DOORS) - there) == (set(), set())

    def test_every_socket_event_stands_in_it(self, found: dict[str, Any]) -> None:
        assert set(found["events"]) == SOCKET_EVENTS

    def test_every_callback_stands_in_it(self, found: dict[str, Any]) -> None:
        lost = [call["prefix"] + call["output"] for call in found["callbacks"] if not may_call(call)]
        assert lost == []


def may_call(call: dict[str, Any]) -> str:
    """Who may call a callback; empty for one that no row speaks of."""
    name = call["prefix"] + call["output"]
    return next((passes for pattern, passes in CALLBACKS if re.match(pattern, name)), "")


@pytest.mark.parametrize("door", [door for doors in DOORS.values() for door in doors], ids=lambda d: f"{d[0]} {d[1]}")
def test_who_may_pass(town: Town, door: Door) -> None:
    """Everybody tries."""
    wrong = {}
    for name, client in town.who.items():
        options = {"json": door.body} if door.body is not None else {}
        answer = client.ask(door.method, door.path, **options)
        if name in door.passes.split():
            fine = answer.status in door.good
        elif name == "stranger":
            fine = answer.status == door.stranger and SECRET not in answer.text
            fine = fine and (door.stranger != 302 or answer.location.startswith(("/sign-in", "/wall/pair")))
        else:
            led = answer.status == 302 and answer.location.startswith(("/sign-in", "/account"))
            fine = (answer.status == 403 or (led and door.stranger == 302)) and SECRET not in answer.text
        if not fine:
            wrong[name] = (answer.status, answer.location, answer.text[:200])
    assert wrong == {}


def test_who_may_call_callbacks(town: Town, found: dict[str, Any]) -> None:
    """With nothing in the fields: answered, or told what is missing; others are refused before anything is read."""
    wrong = []
    for call in found["callbacks"]:
        body = {**{key: call[key] for key in ("output", "outputs", "inputs", "state")}, "changedPropIds": []}
        for name, client in town.who.items():
            status = client.ask("POST", f"{call['prefix']}_dash-update-component", json=body).status
            wanted = (200, 204, 400) if name in may_call(call).split() else (401,) if name == "stranger" else (403,)
            if status not in wanted:
                wrong.append((call["output"], name, status))
    assert wrong == []


class TestScopes:
    """What is in the city and not in somebody's part of it is not there for him."""

    def test_cases(self, town: Town) -> None:
        """In lists, one by one, and by asking for it by name."""
        both = {"W-1", "G-1"}  # other tests bring cases of their own
        seen = {
            name: both & {case["id"] for case in _json(town.who[name].ask("GET", "/api/v1/cases"))["cases"]}
            for name in ("viewer", "wuhua", "guandu", "board", "department")
        }
        assert seen == {"viewer": both, "wuhua": {"W-1"}, "guandu": {"G-1"}, "board": {"G-1"}, "department": {"W-1"}}
        for name, case, status in (
            ("wuhua", "W-1", 200), ("wuhua", "G-1", 404), ("guandu", "W-1", 404), ("board", "W-1", 404),
            ("board", "G-1", 200), ("department", "W-1", 200), ("department", "G-1", 404),
        ):  # fmt: skip
            answer = town.who[name].ask("GET", f"/api/v1/cases/{case}")
            assert answer.status == status, (name, case)
        # Not there and not mine are the same answer.
        absent = town.who["wuhua"].ask("GET", "/api/v1/cases/G-9").text.replace("G-9", "?")
        assert town.who["wuhua"].ask("GET", "/api/v1/cases/G-1").text.replace("G-1", "?") == absent

    def test_searches(self, town: Town) -> None:
        """The index and its files keep to the same part of the city."""
        both = {"W-1", "G-1"}

        def found(name: str) -> set[str]:
            return both & {case["id"] for case in _json(town.who[name].ask("GET", "/api/v1/cases?q=机密"))["cases"]}

        awaited(lambda: found("viewer") == both, "the index is up with the log")
        seen = {name: found(name) for name in ("wuhua", "guandu", "board", "department")}
        assert seen == {"wuhua": {"W-1"}, "guandu": {"G-1"}, "board": {"G-1"}, "department": {"W-1"}}
        files = {name: town.who[name].ask("GET", "/api/v1/cases.csv?q=机密").text for name in ("wuhua", "department")}
        assert {name: ("W-1" in text, "G-1" in text) for name, text in files.items()} == dict.fromkeys(
            files, (True, False)
        )
        assert town.who["wuhua"].ask("GET", "/api/v1/cases?q=机密&area=530111").status == 403

    def test_figures(self, town: Town) -> None:
        period = "/api/v1/figures?from=2024-11-01&to=2024-12-01"
        filed = {
            name: _json(town.who[name].ask("GET", period))["filed"]["total"]
            for name in ("viewer", "wuhua", "board", "department")
        }
        assert filed == {"viewer": 2, "wuhua": 1, "board": 1, "department": 1}
        for name, query in (("wuhua", "area=530111"), ("board", "area=530102"), ("department", "unit=别的单位")):
            assert town.who[name].ask("GET", f"{period}&{query}").status == 403, name

    def test_acts(self, town: Town) -> None:
        """An officer of one area acts on no case of another."""
        act = {"act": "case.remind", "token": "walking-2", "subject": "G-1", "fields": {"level": 1}}
        assert town.who["wuhua"].ask("POST", "/api/v1/acts", json=act).status in (403, 404)


def _json(answer: Answer) -> Any:
    assert answer.status == 200, answer
    return json.loads(answer.text)
