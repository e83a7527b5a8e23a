"""Figures and cases for somebody with a part of the city, and for somebody who needs no names."""

from typing import Any

import pytest

from dashboard.auth import keys
from dashboard.auth.who import Scope
from dashboard.domain.figures import FigureQuery
from dashboard.store.caselist import CaseQuery
from dashboard.store.web.keys import OWN_RIGHTS, Grant
from tests.unit.push.conftest import Doors
from tests.unit.push.fakes import FakeKeys, FakeReader

KEY = {"X-API-Key": FakeKeys.KEY}
WUHUA = Scope(areas=frozenset({"530102"}))


@pytest.fixture(autouse=True)
def _looked_up_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key's new grant holds at once."""
    monkeypatch.setattr(keys, "REMEMBER_S", 0.0)


def get(doors: Doors, path: str) -> Any:
    """The answer to the key."""
    return doors.http.get(f"/api/v1/{path}", headers=KEY)


@pytest.mark.parametrize("path", ["figures", "cases"])
def test_questions_are_cut_to_the_scope(doors: Doors, path: str) -> None:
    """What is not asked is added, what lies outside is refused by name."""
    doors.keys.grant = Grant(scope=WUHUA)
    assert get(doors, path).status_code == 200
    assert get(doors, f"{path}?area=530102&unit=x").status_code == 200
    asked: list[FigureQuery | CaseQuery] = doors.reader.asked
    assert [dict(query.filters) for query in asked] == [
        {"area": ("530102",)},
        {"area": ("530102",), "unit": ("x",)},
    ]
    outside = get(doors, f"{path}?area=530102,530103")
    assert (outside.status_code, outside.json["error"]["code"]) == (403, "out_of_scope")
    assert len(doors.reader.asked) == 2


def test_a_case_outside_is_told_like_one_that_is_not_there(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the letter, but for the id that was asked."""
    monkeypatch.setattr(
        FakeReader, "case", lambda _self, one: {"id": one, "area": "530103", "unit": "u"} if one == "c-1" else None
    )
    assert get(doors, "cases/c-1").status_code == 200
    doors.keys.grant = Grant(scope=WUHUA)
    there, not_there = get(doors, "cases/c-1"), get(doors, "cases/c-2")
    assert (there.status_code, not_there.status_code) == (404, 404)
    assert there.text.replace("c-1", "") == not_there.text.replace("c-2", "")


def test_names_and_numbers_take_a_right(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    """In lists, in lives, in groups of figures, and in questions."""
    told = {"id": "c-1", "reporter": "王建国", "events": [{"data": {"description": "13888012345"}}]}
    monkeypatch.setattr(FakeReader, "case", lambda _self, _one: told)
    monkeypatch.setattr(FakeReader, "cases", lambda _self, _query: {"cases": [told], "next": None})
    monkeypatch.setattr(FakeReader, "figures", lambda _self, _query: {"groups": {"王建国": {}}})
    paths = ("cases", "cases/c-1", "figures?group_by=reporter")
    assert all("王建国" in get(doors, path).text for path in paths)
    doors.keys.grant = Grant(OWN_RIGHTS - {"cases:personal"})
    for path in paths:
        assert "王建国" not in get(doors, path).text
        assert "88012345" not in get(doors, path).text
    assert get(doors, "figures?reporter=王建国").status_code == 403
    assert get(doors, "cases?reporter=JD-0231").status_code == 200


def test_a_right_that_the_key_lacks(doors: Doors) -> None:
    """403, and nothing is asked."""
    doors.keys.grant = Grant(frozenset({"events:write"}))
    for path in ("figures", "cases", "cases/c-1"):
        assert get(doors, path).status_code == 403
    assert doors.reader.asked == []


def test_a_key_that_asks_too_often(doors: Doors) -> None:
    """429, and when to come back."""
    doors.keys.grant = Grant(rate=2)
    found = [get(doors, "figures") for _ in range(3)]
    assert [answer.status_code for answer in found] == [200, 200, 429]
    assert 1 <= int(found[2].headers["Retry-After"]) <= 61
