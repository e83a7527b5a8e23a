"""GET /api/v1/asked: what a number is, with the rows behind it, in the scope and with the rights of who asks."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from dashboard.api import asked, problems
from dashboard.auth.auditor import Auditor
from dashboard.auth.who import DEVICE_RIGHTS, RIGHTS, Principal, Role, Scope
from dashboard.store.asking import Asker
from dashboard.store.web.audit import AuditQuery, AuditStore
from dashboard.store.web.engine import open_web_engine
from tests.builders import accepted, dispatched, filed
from tests.store_kit import NOW, ZONE, Store

PERIOD = "from=2024-11-01&to=2024-12-01"
CASES = 7
DAY = "2024-11-04T"


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[Store, AuditStore]]:
    """Seven cases, the first dispatched late; one belongs to another area, and its reporter has a name."""
    with tempfile.TemporaryDirectory() as folder:
        store, web = Store(f"sqlite:///{folder}/store.sqlite3"), open_web_engine(f"sqlite:///{folder}/web.sqlite3")
        for n in range(CASES):
            area, reporter = ("530111", "王小明") if n == 0 else ("530102", "JD-1")
            due = {"dispatch_due": f"{DAY}08:20:00+08:00", "close_due": "2024-11-05T08:00:00+08:00"}
            store.feed(
                [
                    accepted(
                        f"c-{n}", f"{DAY}08:00:00+08:00", area=area, reporter=reporter, weight=0.5, source="wechat"
                    ),
                    filed(f"c-{n}", f"{DAY}08:05:00+08:00", **due),
                    dispatched(f"c-{n}", f"{DAY}08:30:00+08:00" if n == 0 else f"{DAY}08:10:00+08:00"),
                ]
            )
        yield store, AuditStore(web)
        store.close()
        web.dispose()


def client(place: tuple[Store, AuditStore], who: Principal) -> FlaskClient:
    """A server with these doors alone, asked by somebody."""
    store, audit = place
    server = Flask("asked")
    problems.install(server)

    @server.before_request
    def known() -> None:
        g.principal = who

    doors = asked.blueprint(Asker(store.reader), Auditor(audit, lambda: 9_000), ZONE, lambda: NOW)
    server.register_blueprint(doors)
    return server.test_client()


def person(role: Role, scope: Scope | None = None) -> Principal:
    """Somebody with a role."""
    return Principal("user", "u-1", "管", RIGHTS[role], role=role, scope=scope or Scope())


def ask(place: tuple[Store, AuditStore], who: Principal, query: str) -> dict[str, Any]:
    """The answer to a question that may be asked."""
    answer = client(place, who).get(f"/api/v1/asked?{PERIOD}&{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_a_rate_tells_its_formula_and_what_keeps_it_down(place: tuple[Store, AuditStore]) -> None:
    told = ask(place, person("officer"), "figure=dispatch.total.rate")
    assert told["formula"]["text"] == "6 ÷ 7 = 85.71%"
    assert [(part["figure"].rpartition(".")[2], part["value"]) for part in told["parts"]] == [
        ("late", 1), ("on_time", 6), ("due", 7),
    ]  # fmt: skip
    (row,) = told["cases"]["rows"]
    assert (row["id"], row["on_time"], row["counted_at"]) == ("c-0", False, "2024-11-04T08:20:00+08:00")
    assert told["cases"]["text"] == "1 项派遣任务"
    assert row["where"].startswith("官渡区 ")


def test_weighed_cases_add_up(place: tuple[Store, AuditStore]) -> None:
    told = ask(place, person("officer"), "figure=closure.appeal.closure_rate&part=closure.appeal.open&lang=en")
    assert (told["name"], told["formula"]["text"]) == ("Closure rate · appeal", "0 ÷ 3.5 = 0.00%")
    assert told["cases"]["text"] == "7 cases, weight 3.5"


def test_pages_follow_each_other(place: tuple[Store, AuditStore]) -> None:
    first = ask(place, person("officer"), "figure=accepted&limit=4")["cases"]
    second = ask(place, person("officer"), f"figure=accepted&limit=4&cursor={first['next']}")["cases"]
    assert [row["id"] for row in first["rows"] + second["rows"]] == [f"c-{n}" for n in range(CASES)]
    assert (first["count"], second["next"]) == (CASES, None)


def test_a_scope_cuts_the_number_and_its_rows(place: tuple[Store, AuditStore]) -> None:
    mine = person("officer", Scope(frozenset({"530102"})))
    told = ask(place, mine, "figure=filed.total")
    assert (told["value"], told["cases"]["count"]) == (6, 6)
    assert client(place, mine).get(f"/api/v1/asked?{PERIOD}&figure=dispatch.530111.late").status_code == 403


def test_names_are_masked_for_whom_they_are_not(place: tuple[Store, AuditStore]) -> None:
    rows = {
        role: ask(place, person(role), "figure=dispatch.530111.late")["cases"]["rows"] for role in ("viewer", "officer")
    }
    assert [rows[role][0]["reporter"] for role in ("viewer", "officer")] == ["某某", "王小明"]


def test_a_wall_is_told_without_rows(place: tuple[Store, AuditStore]) -> None:
    told = ask(place, Principal("device", "d", "大屏", DEVICE_RIGHTS), "figure=dispatch.total.late")
    assert (told["formula"]["text"], told["cases"]) == ("7 − 6 = 1", None)
    stranger = Principal("key", "k", "网关", frozenset({"events:write"}))
    assert client(place, stranger).get(f"/api/v1/asked?{PERIOD}&figure=accepted").status_code == 403


@pytest.mark.parametrize(
    "query",
    ["figure=", "figure=filed", "figure=accepted&part=voided", "figure=accepted&cursor=x", "figure=accepted&lang=fr"],
)
def test_what_is_no_question_is_told(place: tuple[Store, AuditStore], query: str) -> None:
    assert client(place, person("officer")).get(f"/api/v1/asked?{PERIOD}&{query}").status_code == 400


def test_files_hold_all_rows_and_are_noted(place: tuple[Store, AuditStore]) -> None:
    """As many as the number says, with its definition beside them in Excel."""
    asking = client(place, person("analyst"))
    text = asking.get(f"/api/v1/asked.csv?{PERIOD}&figure=dispatch.total.due").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (len(rows), rows[0]["计入时间"]) == (CASES, "2024-11-04T08:20:00+08:00")
    book = openpyxl.load_workbook(io.BytesIO(asking.get(f"/api/v1/asked.xlsx?{PERIOD}&figure=dispatch.total.due").data))
    assert book["应派遣"].max_row == CASES + 1
    assert book["说明"]["A2"].value == "应派遣：7"
    noted = place[1].search(AuditQuery(action="export.asked")).entries
    assert {entry.target for entry in noted} == {"asked.csv", "asked.xlsx"}
    without = replace(person("analyst"), rights=RIGHTS["analyst"] - {"export"})
    assert client(place, without).get(f"/api/v1/asked.csv?{PERIOD}&figure=accepted").status_code == 403
