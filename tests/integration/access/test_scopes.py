"""No socket ever gets a word of another's part of the city: asserted on every byte of 10,000 events' frames."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis
import requests
from playwright.sync_api import Page
from socketio.packet import EVENT, Packet  # type: ignore[import-untyped]

from dashboard.auth.devices import COOKIE
from dashboard.auth.who import CITY, Scope
from dashboard.reference import load
from dashboard.store.web.devices import DeviceStore
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.pairings import PairingStore
from streams import keys
from streams.seats import by_state, reports, screens
from tests import builders as b
from tests.fixtures.browser import Complaints
from tests.fixtures.servers import temporary_directory
from tests.integration.pipeline.system import System, awaited
from tests.integration.push.client import Line, WallClient
from tests.store_kit import fields_of

AREAS = ("530102", "530103", "530111", "530112", "530114", "KM-GX")
CODES = [area.code for area in load().areas]
CASES = 5_000
CHUNK = 250
SCOPES = {"530102": ("530102",), "530111": ("530111",), "both": ("530103", "KM-GX"), "city": None}


class Walls:
    """A system with a web and a projector, and devices paired with it."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.url = f"http://127.0.0.1:{(system.folder / 'web.port').read_text().strip()}/"
        self.store = DeviceStore(open_web_engine(system.settings.web_database_url))

    def token(self, name: str, areas: tuple[str, ...] | None) -> str:
        """The cookie of a device that opened a link."""
        scope = CITY if areas is None else Scope(areas=frozenset(areas))
        _, secret = PairingStore(self.store).link(name, scope, "张三")
        answer = requests.post(f"{self.url}wall/pair/code", json={"link": secret}, timeout=30)
        assert answer.json() == {"state": "in"}
        return f"{COOKIE}={answer.cookies[COOKIE]}"

    def feed(self, events: list[dict[str, Any]]) -> None:
        """Appends events to their shards."""
        with self.system.client() as client, client.pipeline(transaction=False) as pipe:
            for event in events:
                stream = keys.events(keys.shard_of(event["subject"], self.system.settings.shards))
                pipe.xadd(stream, fields_of(event))  # type: ignore[arg-type] # as XADD takes it
            pipe.execute()


@pytest.fixture(scope="module")
def walls() -> Iterator[Walls]:
    """One for all tests here; nobody is let in for sitting at the machine."""
    with temporary_directory() as folder:
        system = System(folder / "data", GRID_LOOPBACK="none")
        web = system.start("web")
        try:
            with system.running("project"):
                awaited((system.folder / "web.port").exists, "the web listens")
                made = Walls(system)
                awaited(lambda: answers(made.url), system.log())
                yield made
                made.store.engine.dispose()
        finally:
            web.terminate()
            web.wait(30)


def answers(url: str) -> bool:
    """Does the web answer?"""
    try:
        return requests.get(f"{url}healthz", timeout=5).ok
    except requests.ConnectionError:
        return False


def cases_of(wall: WallClient) -> set[str]:
    """The cases in its event rows."""
    return {str(row["case"]) for row in wall.rows.values()}


def foreign(wall: WallClient, areas: tuple[str, ...]) -> list[str]:
    """What it was told of other areas: their codes stand in every case's, whistle's and alert's name here."""
    text = "".join(wall.raw)
    return [code for code in CODES if code not in areas and f'"{code}' in text]


class Forger(WallClient):
    """A device that asks for what is not its own, with everything that it could have overheard."""

    wishes: tuple[dict[str, Any], ...] = ()

    def _join(self, line: Line) -> None:
        for number, wish in enumerate(self.wishes):
            line.send("4" + Packet(EVENT, data=["join", wish], id=number).encode())


def forged(client: redis.Redis) -> tuple[dict[str, Any], ...]:
    """Names of scopes that are not 五华's: others', wider ones, ill-formed ones, with a true epoch and without."""
    kept: Any = client.hget(keys.chain("wall", "area:530111"), "epoch")
    names = (
        "city",
        "area:530111",
        "area:530102+530111",
        "area:",
        "area:530102;area:530111",
        "unit:五华区城管局",
        "",
        "*",
    )
    plain = [{"view": "wall", "scope": name, "epoch": None, "n": None} for name in names]
    return (
        *plain,
        {"view": "wall", "scope": "area:530111", "epoch": kept.decode(), "n": 1},
        {"view": "desk", "scope": None, "epoch": None, "n": None},
        {"view": "wall", "scope": ["area:530102"], "epoch": None, "n": None},
    )


def test_no_socket_gets_another_scopes_case(walls: Walls) -> None:
    """10,000 events; every wall gets all of its own areas, and neither a case nor a code of any other."""
    tokens = {name: walls.token(name, areas) for name, areas in SCOPES.items()}
    seen = {name: WallClient(walls.url, scope=None, cookie=cookie) for name, cookie in tokens.items()}
    with walls.system.client() as client:
        for wall in seen.values():
            wall.until(lambda wall=wall: wall.panels, "panels")  # type: ignore[misc] # bound at once
        Forger.wishes = forged(client)
    forger = Forger(walls.url, scope=None, cookie=tokens["530102"])
    # A minute ahead: the clocks of producers differ, and their cases must be seen at once all the same.
    now = round(time.time() * 1000) + 60_000
    subjects = {f"{AREAS[n % len(AREAS)]}-{n}": AREAS[n % len(AREAS)] for n in range(CASES)}
    city = seen["city"]
    walls.feed([b.blown(f"{area}-哨", now - 60_000, area=area) for area in AREAS])
    names = list(subjects)
    for first in range(0, CASES, CHUNK):
        chunk = names[first : first + CHUNK]
        begun = [b.accepted(name, now + first, area=subjects[name]) for name in chunk]
        walls.feed([*begun, *(b.filed(name, now + first + 1) for name in chunk)])
        city.until(lambda chunk=chunk: cases_of(city).issuperset(chunk), f"the city's {first}")  # type: ignore[misc]
        if first == CASES // 2:
            for wall in (*seen.values(), forger):
                wall.drop()
    for name, areas in SCOPES.items():
        own = {case for case, area in subjects.items() if areas is None or area in areas}
        wall = seen[name]
        wall.until(lambda wall=wall, own=own: cases_of(wall) == own, f"all of {name}")  # type: ignore[misc]
        wall.until(lambda wall=wall: wall.panels["whistles"]["data"]["count"] > 0, "whistles")  # type: ignore[misc]
        assert areas is None or foreign(wall, areas) == []
    assert set(foreign(city, ())) >= set(AREAS)
    forger.until(lambda: len(forger.acks) >= 2 * len(Forger.wishes), "an answer to each wish, twice")
    assert (forger.raw, [ack["ok"] for ack in forger.acks if ack["ok"]]) == ([], [])
    for wall in (*seen.values(), forger):
        wall.close()


def test_a_revoked_device_gets_nothing_more(walls: Walls) -> None:
    """Its open socket is told so and closed within five seconds, and it is not let in again."""
    cookie = walls.token("收回的屏", ("530112",))
    with (
        WallClient(walls.url, scope=None, cookie=cookie) as wall,
        WallClient(walls.url, scope=None, cookie=cookie) as two,
    ):
        for each in (wall, two):
            each.until(lambda each=each: bool(each.panels), "panels")  # type: ignore[misc]
        started = time.monotonic()
        assert walls.store.revoke(walls.store.named("收回的屏").id, "李四")
        for each in (wall, two):
            each.until(lambda each=each: each.ended == 1 and each.refused > 0, "shown out")  # type: ignore[misc]
        assert time.monotonic() - started < 5
        held = [len(each.raw) for each in (wall, two)]
        walls.feed([b.accepted("530112-late", round(time.time() * 1000), area="530112")])
        walls.system.await_applied()
        wall.drop()
        wall.until(lambda: wall.refused == 2, "refused again")
        assert [len(each.raw) for each in (wall, two)] == held


def test_a_hall_of_walls_comes_back_at_once(walls: Walls) -> None:
    """Two hundred devices behind one address, page and socket: none is refused, and each is seen."""
    cookies = [walls.token(f"屏{n}", ("530114",) if n % 2 else None) for n in range(10)]
    hall = [WallClient(walls.url, scope=None, cookie=cookies[n % 10]) for n in range(200)]
    try:
        for wall in hall:
            wall.until(lambda wall=wall: bool(wall.panels), "a picture")  # type: ignore[misc]
        for wall in hall:
            wall.drop()
        started = time.monotonic()
        for wall in hall:
            wall.until(lambda wall=wall: wall.connects >= 2 and len(wall.acks) >= 2, "back")  # type: ignore[misc]
        assert time.monotonic() - started < 20
        assert [wall.refused for wall in hall if wall.refused] == []
        assert {json.dumps(ack["ok"]) for wall in hall for ack in wall.acks} == {"true"}
    finally:
        for wall in hall:
            wall._closed = True
            wall.drop()
        for wall in hall:
            wall.close()


def test_what_a_wall_tells_of_itself_is_kept(walls: Walls) -> None:
    """Of devices only, and only what makes sense."""
    cookie = walls.token("会说话的屏", None)
    panels = {"live": 9, "stale": 1, "down": 0}
    told = {"page": "overview", **panels, "heap": 20_000_000, "build": "b1", "lag": 300, "painted": 40}
    with WallClient(walls.url, scope=None, cookie=cookie) as wall:
        wall.until(lambda: bool(wall.acks), "joined")
        for wrong in ({"page": "x" * 99}, {"live": "many"}, None, told, told):
            wall.say("report", wrong)
        wall.until(lambda: len(wall.acks) == 6, "answers")
    assert sorted(ack["ok"] for ack in wall.acks[1:]) == [False, False, False, False, True]
    device = walls.store.named("会说话的屏")
    with walls.system.client() as client:
        kept = reports(client)[device.id]
        counted = by_state(walls.store.engine, client)
        shown = screens(walls.store.engine, client)
    assert {**kept, "at": 0} == {**told, "at": 0}
    assert device.contact_at is not None
    assert shown["会说话的屏"] == kept
    assert counted["late"] == 1
    assert counted["silent"] + counted["revoked"] == len(walls.store.listed()) - 1


def test_a_wall_without_a_keyboard(walls: Walls, page: Page, page_complaints: Complaints) -> None:
    """In a browser: a code, its approval, the wall of that area by itself, and the word that it is over."""
    page.goto(f"{walls.url}wall")
    page.wait_for_function("() => /^\\w{3} \\w{3}$/.test(document.querySelector('#code').textContent)")
    PairingStore(walls.store).approve(page.inner_text("#code"), "浏览器屏", Scope(areas=frozenset({"530111"})), "张三")
    page.wait_for_url("**/wall/", timeout=5_000)
    page.wait_for_selector(".head .part:has-text('官渡区')")
    page.wait_for_function("() => !!gridwall.state.panels.ranking")
    assert page.evaluate("() => gridwall.state.scope") == "area:530111"
    assert page.evaluate("() => Object.keys(gridwall.state.panels.map.data.choices.open.areas)") == ["530111"]
    [[south, west], [north, east]] = page.evaluate("() => gridwall.mapView()")
    assert (24.8 < south < north < 25.3, 102.6 < west < east < 103.1) == (True, True)
    assert walls.store.revoke(walls.store.named("浏览器屏").id, "李四")
    page.wait_for_selector(".barred >> text=浏览器屏", timeout=5_000)
    assert "请联系 李四" in page.inner_text(".barred")
    # What the browser itself logs of a line that was cut and of doors that are closed now.
    page_complaints.console.clear()
