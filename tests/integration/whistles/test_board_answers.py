"""What the whistles' page is answered, on a real store: each sees his own part, masked where he must not read names,
and a past moment as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from callbacks.whistles_answers import Answers, WhistleDeps
from dashboard.acting import Desk
from dashboard.auth.who import CITY, RIGHTS, Principal, Role, Scope
from dashboard.store.case_life import CaseLives
from dashboard.store.duty_history import DutyHistory
from dashboard.store.duty_wits import Wits
from dashboard.store.first_responses import FirstResponses
from dashboard.store.states import States
from dashboard.store.whistle_reader import WhistleReader
from tests.builders import accepted, blown, event, filed, ms
from tests.store_kit import REFERENCE, ZONE, Store

NOON = ms("2024-11-14T12:00")
MINUTE = 60_000
PHONE = "13888888888"


def somebody(role: Role, scope: Scope = CITY, name: str = "王芳") -> Principal:
    """A person of this role."""
    return Principal("user", name, name, RIGHTS[role], scope, role)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    """Two whistles in two districts, one of them signed and noted on within the last ten minutes; a first response."""
    store = Store(f"sqlite:///{_file(tmp_path_factory)}")
    note = {"note": f"@李雷 请联系投诉人 {PHONE}", "by_name": "王芳"}
    store.feed([
        accepted("c-1", NOON - 90 * MINUTE, lon=102.7, lat=25.0),
        filed("c-1", NOON - 25 * MINUTE),
        event("case.first_response_assigned", "c-1", NOON - 70 * MINUTE, {"to": "华山街道办事处"}),
        blown("w-1", NOON - 60 * MINUTE, cases=["c-1"], title=f"占道经营，投诉人 {PHONE}"),
        blown("w-2", NOON - 60 * MINUTE, area="530103", departments=["水务局"]),
        event("whistle.signed", "w-1", NOON - 10 * MINUTE, {"department": "城管局"}),
        event("whistle.noted", "w-1", NOON - 5 * MINUTE, note),
    ])  # fmt: skip
    engine, reader = store.engine, store.reader
    whistles = WhistleReader(engine, reader.rules)
    yield Answers(
        WhistleDeps(
            whistles=whistles,
            responses=FirstResponses(engine, reader.rules),
            cases=CaseLives(reader, whistles.of_case),
            wits=Wits(DutyHistory(engine), lambda: REFERENCE),
            acting=_no_acts(store),
            reference=lambda: REFERENCE,
            city_now=lambda: NOON,
            zone=ZONE,
        )
    )
    store.close()


def _file(factory: pytest.TempPathFactory) -> Path:
    return factory.mktemp("whistles") / "store.db"


def _no_acts(store: Store) -> Any:
    """Nothing is done here."""
    return Desk(States(store.engine, store.reader.rules), None, lambda: NOON, lambda *_: None)  # type: ignore[arg-type]


def cards(board: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The board's cards by id."""
    return {card["id"]: card for column in board["columns"] for card in column["cards"]}


def test_a_department_sees_the_whistles_that_call_it(answers: Answers) -> None:
    """And of others neither card nor sheet; an officer of a district sees that district's."""
    water = somebody("department", Scope(units=frozenset({"水务局"})))
    assert cards(answers.board(water, None)).keys() == {"w-2"}
    assert answers.sheet({"id": "w-1", "n": 1}, water, None, str) is None
    wuhua = somebody("officer", Scope(areas=frozenset({"530102"})))
    assert cards(answers.board(wuhua, None)).keys() == {"w-1"}
    assert answers.sheet({"id": "w-2", "n": 1}, wuhua, None, str) is None


def test_who_may_not_read_names_reads_masked_texts(answers: Answers) -> None:
    """Title on the board, title and log in the drawer, and the list of mentions; for an officer they stand."""
    told: tuple[tuple[Role, bool], ...] = (("viewer", False), ("officer", True))
    for role, reads in told:
        who = somebody(role, name="李雷")
        board, sheet = answers.board(who, None), answers.sheet({"id": "w-1", "n": 1}, who, None, str)
        assert sheet is not None
        read = [cards(board)["w-1"]["title"], board["mentions"][0]["title"], sheet.card["title"], str(sheet.notes)]
        assert [PHONE in text for text in read] == [reads] * 4


def test_a_past_moment_is_shown_as_it_was_and_offers_nothing(answers: Answers) -> None:
    officer, then = somebody("officer"), NOON - 30 * MINUTE
    card, now = cards(answers.board(officer, then))["w-1"], cards(answers.board(officer, None))["w-1"]
    assert [one["signed"] for one in card["departments"]] == [None, None]
    assert (card["can"], card["status"], now["can"] != {}) == ({}, None, True)
    sheet = answers.sheet({"id": "w-1", "n": 1}, officer, then, str)
    assert sheet is not None
    assert (sheet.notes, sheet.buttons) == ((), ())
    # The case was filed later.
    earlier = answers.sheet({"id": "w-1", "n": 1}, officer, NOON - 20 * MINUTE, str)
    assert earlier is not None
    assert (earlier.cases[0].stage, sheet.cases[0].stage) == ("待派遣", "待立案")


def test_first_responses_and_mentions_stand_beside(answers: Answers) -> None:
    """Who is named finds it; who is not, does not."""
    board = answers.board(somebody("officer", name="李雷"), None)
    assert [(one["case"], one["unit"], one["area_name"]) for one in board["first"]] == [
        ("c-1", "华山街道办事处", "五华区")
    ]
    assert [one["whistle"] for one in board["mentions"]] == ["w-1"]
    assert answers.board(somebody("officer", name="赵敏"), None)["mentions"] == []


def test_the_drawer_has_the_cases_that_one_may_see(answers: Answers) -> None:
    """With their places; a department to which the case was not sent reads its number alone."""
    sheet = answers.sheet({"id": "w-1", "n": 1}, somebody("officer"), None, str)
    assert sheet is not None
    assert (sheet.cases[0].place, sheet.points) == ("五华区", ((25.0, 102.7),))
    theirs = answers.sheet({"id": "w-1", "n": 1}, somebody("department", Scope(units=frozenset({"城管局"}))), None, str)
    assert theirs is not None
    assert (theirs.cases[0].title, theirs.points) == ("", ())
