"""GET /api/v1/figures and /api/v1/cases: strict questions, and who may ask without a key."""

from collections.abc import Callable

import pytest

from dashboard.auth.loopback import is_loopback
from dashboard.domain.figures import FigureQuery
from dashboard.domain.instants import parse
from dashboard.errors import StoreError, UsageError
from dashboard.store.caselist import CaseQuery
from tests.unit.push.conftest import NOW, Doors
from tests.unit.push.fakes import FakeKeys, FakeReader


def ms(text: str) -> int:
    return parse(f"{text}+08:00")


class TestFigures:
    """The question that reaches the store."""

    def test_a_month_with_filters(self, doors: Doors) -> None:
        """Dates are the city's midnights; values of a filter may be repeated or listed."""
        found = doors.http.get(
            "/api/v1/figures?from=2024-11-01&to=2024-12-01&as_of=2024-11-14T09:00:00%2B08:00"
            "&area=530111,530112&area=530102&class=hazard&group_by=day"
        )
        assert found.status_code == 200
        assert doors.reader.asked == [
            FigureQuery(
                ms("2024-11-01T00:00:00"),
                ms("2024-12-01T00:00:00"),
                ms("2024-11-14T09:00:00"),
                {"area": ("530111", "530112", "530102"), "class": ("hazard",)},
                "day",
            )
        ]

    def test_today_by_default(self, doors: Doors) -> None:
        """As of the city's now."""
        doors.http.get("/api/v1/figures")
        assert doors.reader.asked == [FigureQuery(ms("2024-11-14T00:00:00"), ms("2024-11-15T00:00:00"), NOW)]

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("from=yesterday", "bad_moment"),
            ("from=2024-11-31", "bad_moment"),
            ("from=2024-11-01T00:00:00", "bad_moment"),
            ("from=2024-11-02&to=2024-11-01", "bad_period"),
            ("from=2024-11-02&from=2024-11-01", "repeated_parameter"),
            ("group_by=colour", "bad_value"),
            ("colour=red", "unknown_parameter"),
            ("area=53%00", "bad_value"),
            ("as_of=0001-01-01", "bad_moment"),
            ("as_of=9999-12-31", "bad_moment"),
            ("from=2024-01-01&to=2025-01-01&group_by=hour", "too_many_groups"),
            ("from=2000-01-01&to=2025-01-01&group_by=day", "too_many_groups"),
        ],
    )
    def test_a_slip_of_the_pen(self, doors: Doors, query: str, code: str) -> None:
        """Is told, never guessed at."""
        found = doors.http.get(f"/api/v1/figures?{query}")
        assert (found.status_code, found.json["error"]["code"]) == (400, code)
        assert doors.reader.asked == []

    @pytest.mark.parametrize(
        ("trouble", "status", "code"),
        [
            (UsageError("no such thing"), 400, "bad_request"),
            (StoreError("the disk is full"), 503, "unavailable"),
            (RuntimeError("secret detail"), 500, "server_error"),
        ],
    )
    def test_the_store_in_trouble(
        self, doors: Doors, monkeypatch: pytest.MonkeyPatch, trouble: Exception, status: int, code: str
    ) -> None:
        """An answer in the same form; what went wrong inside stays in the log."""

        def fail(_self: FakeReader, _query: FigureQuery) -> None:
            raise trouble

        monkeypatch.setattr(FakeReader, "figures", fail)
        found = doors.http.get("/api/v1/figures")
        assert (found.status_code, found.json["error"]["code"]) == (status, code)
        assert "secret" not in found.text


class TestCases:
    """Lists and lives."""

    def test_a_page(self, doors: Doors) -> None:
        found = doors.http.get(
            "/api/v1/cases?area=530111&stage=filed,dispatched&open=true&from=2024-11-01&limit=20&cursor=c-0"
        )
        assert found.json == {"cases": [{"case": "c-1"}], "next": "c-1"}
        assert doors.reader.asked == [
            CaseQuery(
                filters={"area": ("530111",)},
                stages=("filed", "dispatched"),
                is_open=True,
                start=ms("2024-11-01T00:00:00"),
                limit=20,
                cursor="c-0",
            )
        ]

    @pytest.mark.parametrize("query", ["stage=lost", "open=maybe", "limit=0", "limit=100000", "limit=x", "cursor=bad"])
    def test_a_slip_of_the_pen(self, doors: Doors, query: str) -> None:
        assert doors.http.get(f"/api/v1/cases?{query}").status_code == 400

    def test_one(self, doors: Doors) -> None:
        """Ids may hold a slash."""
        assert doors.http.get("/api/v1/cases/c-1").json["case"] == "c-1"
        assert doors.http.get("/api/v1/cases/2024/7").json["case"] == "2024/7"
        missing = doors.http.get("/api/v1/cases/c-2")
        assert (missing.status_code, missing.json["error"]["code"]) == (404, "no_such_case")
        assert doors.http.get("/api/v1/cases/%00").status_code == 404


class TestWithoutAKey:
    """Reading is free on the machine itself, and nowhere else."""

    @pytest.mark.parametrize(
        "headers",
        [
            {"X-Forwarded-For": "203.0.113.9"},
            {"Forwarded": "for=203.0.113.9"},
            {"Host": "evil.example"},
            {"Host": "evil.example:8050"},
        ],
    )
    def test_not_through_a_proxy_nor_a_foreign_name(self, doors: Doors, headers: dict[str, str]) -> None:
        assert doors.http.get("/api/v1/figures", headers=headers).status_code == 401

    @pytest.mark.parametrize("host", ["127.0.0.1:8050", "localhost:8050", "[::1]:8050", "localhost"])
    def test_under_each_loopback_name(self, doors: Doors, host: str) -> None:
        assert doors.http.get("/api/v1/figures", headers={"Host": host}).status_code == 200

    def test_not_from_elsewhere(self, doors: Doors) -> None:
        found = doors.http.get("/api/v1/cases", environ_base={"REMOTE_ADDR": "192.0.2.1"})
        assert found.status_code == 401

    def test_not_on_a_server_that_others_reach(self, make_doors: Callable[[str], Doors]) -> None:
        """There the machine's own address proves nothing: a proxy has it, too."""
        doors = make_doors("0.0.0.0")
        for path in ("figures", "cases", "cases/c-1"):
            assert doors.http.get(f"/api/v1/{path}").status_code == 401
            assert doors.http.get(f"/api/v1/{path}", headers={"X-API-Key": FakeKeys.KEY}).status_code == 200

    def test_a_wrong_key_is_not_overlooked(self, doors: Doors) -> None:
        """Who shows a key wants it to be checked."""
        assert doors.http.get("/api/v1/figures", headers={"X-API-Key": "wrong"}).status_code == 401

    @pytest.mark.parametrize(
        ("host", "loopback"),
        [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("[::1]", True), ("localhost", True),
         ("0.0.0.0", False), ("::", False), ("10.0.0.1", False), ("grid.example", False), ("", False)],
    )  # fmt: skip
    def test_what_loopback_is(self, host: str, loopback: bool) -> None:
        assert is_loopback(host) is loopback


def test_unknown_addresses_are_told_in_json(doors: Doors) -> None:
    """Those of the machine doors; screens have pages for that."""
    found = doors.http.get("/api/v2/figures")
    assert (found.status_code, found.json["error"]["code"]) == (404, "not_found")
    assert doors.http.get("/nowhere").mimetype == "text/html"


def test_the_root_leads_to_the_wall(doors: Doors) -> None:
    assert doors.http.get("/").headers["Location"] == "/wall"


class TestSearches:
    """Words and places."""

    def test_what_reaches_the_index(self, doors: Doors) -> None:
        """Alone among the parameters, or with all others."""
        asked = "q=%E5%9E%83%E5%9C%BE&bbox=102.6,24.9,102.8,25.1&dated=closed&from=2024-11-01&community=c&area=530102"
        assert doors.http.get(f"/api/v1/cases?{asked}&stage=filed&limit=5").status_code == 200
        assert doors.http.get("/api/v1/cases?area=530102").status_code == 200
        (query,) = doors.reader.searched
        assert (query.text, query.box, query.dated) == ("垃圾", (102.6, 24.9, 102.8, 25.1), "closed")
        assert (query.start, query.stages, query.personal) == (ms("2024-11-01T00:00:00"), ("filed",), False)
        assert query.filters == {"area": ("530102",), "community": ("c",)}
        assert len(doors.reader.asked) == 1

    @pytest.mark.parametrize(
        "asked", ["bbox=1,2,3", "bbox=a,b,c,d", "bbox=2,0,1,0", "bbox=nan,0,1,1", "dated=x", f"q={'x' * 201}"]
    )
    def test_what_cannot_be_understood(self, doors: Doors, asked: str) -> None:
        assert doors.http.get(f"/api/v1/cases?{asked}").status_code == 400
        assert doors.reader.searched == []

    def test_a_foreign_cursor(self, doors: Doors) -> None:
        assert doors.http.get("/api/v1/cases?q=x&cursor=bad").json["error"]["code"] == "bad_cursor"

    def test_files_are_masked_like_lists(self, doors: Doors) -> None:
        """And noted in the audit."""
        found = doors.http.get("/api/v1/cases.csv?q=x")
        assert (found.status_code, found.mimetype) == (200, "text/csv")
        assert "人民路*号" in found.text
        assert "export.cases" in str(doors.notes.entries)
