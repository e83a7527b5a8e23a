"""GET /api/v1/audit and its files: every entry, by whom it may be read, and as spreadsheets that run nothing."""

import csv
import io
import tempfile
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask, g
from flask.testing import FlaskClient

from dashboard.api import audit, problems
from dashboard.auth.auditor import Auditor
from dashboard.auth.who import RIGHTS, Principal, Role
from dashboard.store.web import tables
from dashboard.store.web.audit import AuditStore
from dashboard.store.web.engine import open_web_engine

ENTRIES = 1_203
"""More than two pages of a file."""


@pytest.fixture(scope="module")
def engine() -> Iterator[sa.Engine]:
    """A log of many entries, one of them by somebody whose name is a formula."""
    with tempfile.TemporaryDirectory() as folder:
        opened = open_web_engine(f"sqlite:///{folder}/web.sqlite3")
        common = {"kind": "user", "who_id": "u-1", "detail": "{}", "address": ""}
        odd = {"at": 500, "who": '=HYPERLINK("x")', "action": "session.sign_in", "target": "", "outcome": "refused"}
        usual = {"who": "王芳", "action": "act.case.close", "outcome": "done"}
        rows = [
            {**odd, **common},
            *({"at": 1_000 + n, "target": f"c-{n}", **usual, **common} for n in range(ENTRIES - 1)),
        ]
        with opened.begin() as connection:
            connection.execute(tables.audit.insert(), rows)
        yield opened
        opened.dispose()


@pytest.fixture
def store(engine: sa.Engine) -> AuditStore:
    """The log."""
    return AuditStore(engine)


def client(store: AuditStore, role: Role) -> FlaskClient:
    """A server with these doors alone, asked by somebody of a role."""
    server = Flask("audit")
    problems.install(server)

    @server.before_request
    def who() -> None:
        g.principal = Principal("user", "u-1", "管", RIGHTS[role], role=role)

    server.register_blueprint(audit.blueprint(store, Auditor(store, lambda: 9_000), ZoneInfo("Asia/Shanghai")))
    return server.test_client()


def test_pages_and_filters(store: AuditStore) -> None:
    asked = client(store, "admin")
    first = asked.get("/api/v1/audit?action=act.&limit=2").get_json()
    assert [entry["target"] for entry in first["entries"]] == ["c-1201", "c-1200"]
    second = asked.get(f"/api/v1/audit?action=act.&limit=2&before={first['next']}").get_json()
    assert [entry["target"] for entry in second["entries"]] == ["c-1199", "c-1198"]
    assert second["entries"][0]["at"] == "1970-01-01T08:00:02.199+08:00"
    for slip in ("before=x", "outcome=maybe", "colour=red", "from=yesterday", "limit=0"):
        assert asked.get(f"/api/v1/audit?{slip}").status_code == 400


@pytest.mark.parametrize("path", ["audit", "audit.csv", "audit.xlsx"])
def test_it_takes_an_administrator(store: AuditStore, path: str) -> None:
    """Nobody else."""
    for role in ("viewer", "officer", "department", "analyst"):
        assert client(store, role).get(f"/api/v1/{path}").status_code == 403


def test_a_csv_has_every_entry_and_no_formula(store: AuditStore) -> None:
    """In the order of the log, newest first; that it was taken is the newest of all."""
    answer = client(store, "admin").get("/api/v1/audit.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(rows) == len({row[0] for row in rows}) > ENTRIES + 1
    assert rows[1][5:7] == ["export.audit", "audit.csv"]
    assert rows[-1][4].startswith("'=HYPERLINK")


def test_an_excel_file_has_them_too(store: AuditStore) -> None:
    """Filtered as the list is."""
    answer = client(store, "admin").get("/api/v1/audit.xlsx?outcome=refused")
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    rows = list(book["审计"].values)
    assert rows[0] == tuple(column.title for column in audit.COLUMNS)
    assert [row[5] for row in rows[1:]] == ["session.sign_in"]
    assert str(rows[1][4]).startswith("=")
    assert book["审计"].cell(2, 5).data_type == "s"
