"""What a screen's page loads: a wall must not carry the desks' libraries, whoever imported them in this process."""

import gzip
import re

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient

from callbacks.desk_app import create_desk_app
from callbacks.desk_pages import Page
from callbacks.wall_app import WallOptions, create_wall_app
from dashboard.auth.gate import Gate
from dashboard.auth.who import RIGHTS, Kind, Principal
from dashboard.build import with_names
from dashboard.domain.revisions import Revision
from dashboard.reference import build, files, load
from layouts.desk.shell import notice

WALL_MOST = 900_000
"""Bytes of script, compressed, that a wall may load."""


class Somebody:
    """Lets everybody in as a leader."""

    kind: Kind = "user"

    def find(self, asked: Request) -> Principal:
        return Principal("user", "u", "张敏", RIGHTS["viewer"], role="viewer")

    def still(self, principal: Principal) -> Principal:
        return principal


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Wall and desks on one server."""
    server = Flask("screens")
    Gate([Somebody()], lambda *_: None).install(server)
    create_wall_app(server, load)
    page = Page("cases", "/cases", "页", "cases:read", lambda _: notice("", ""), lambda: notice("", ""), lambda _: None)
    create_desk_app(server, (page,))
    return server.test_client()


def scripts(client: FlaskClient, path: str) -> list[str]:
    """The addresses of a page's scripts."""
    return re.findall(r'<script[^>]* src="([^"]+)"', client.get(path).text)


def test_a_wall_loads_no_library_of_the_desks(client: FlaskClient) -> None:
    loaded = " ".join(scripts(client, "/wall/"))
    assert "dash_leaflet" in loaded
    assert not re.findall("mantine|ag_grid", loaded)


def test_a_wall_stays_light(client: FlaskClient) -> None:
    """All its scripts together, as they go over the line."""
    sizes = {}
    for path in scripts(client, "/wall/"):
        with client.get(path) as answer:
            sizes[path] = len(gzip.compress(answer.data, 6))
    assert sum(sizes.values()) < WALL_MOST, sizes


def test_a_desk_loads_its_own(client: FlaskClient) -> None:
    loaded = " ".join(scripts(client, "/cases"))
    assert "mantine" in loaded
    assert "ag_grid" in loaded
    assert "plotly" not in loaded


def test_a_choice_in_the_address_is_kept(client: FlaskClient) -> None:
    """Language and theme are asked for once, and hold on the next pages."""
    chosen = client.get("/cases/below?lang=en&theme=light").text
    assert 'lang="en" data-theme="light" data-mantine-color-scheme="light"' in chosen
    assert 'lang="en" data-theme="light"' in client.get("/cases").text
    assert 'lang="zh-CN" data-theme="dark"' in client.get("/cases?lang=zh&theme=dark").text
    assert 'lang="zh-CN" data-theme="dark"' in client.get("/cases?lang=%22%3E&theme=no").text


def test_a_walls_page_has_the_names_of_now() -> None:
    """A category that somebody renamed is called so on the next page, which is then another version."""
    server = Flask("wall")
    Gate([Somebody()], lambda *_: None).install(server)
    held = [load()]
    create_wall_app(server, lambda: held[0], WallOptions(build="b"))
    before = server.test_client().get("/wall/").text
    limits, rows = files()["limits"], files()["catalogue"][0].rows
    renamed = Revision("catalogue", 1, 1, ({**rows[0], "minor": "自来水井盖"}, *rows[1:]))
    held[0] = build({**files(), "catalogue": [*files()["catalogue"], renamed], "limits": limits}, "Asia/Shanghai")
    after = server.test_client().get("/wall/").text
    assert ("自来水井盖" in before, "自来水井盖" in after) == (False, True)
    assert with_names("b", load()) in before
    assert with_names("b", held[0]) in after
