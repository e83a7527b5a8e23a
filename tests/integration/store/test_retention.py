"""Personal fields go when their time has come, and nothing else does: on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dashboard.domain.rules import ReferenceRules
from dashboard.store import deadletters, verify
from dashboard.store.retention import Cutoff, Retention
from dashboard.store.whistle_reader import WhistleReader
from tests import builders as b
from tests.store_kit import REFERENCE, Store

RULES = ReferenceRules(REFERENCE)
FAR = b.ms("2024-11-20T00:00")
FILE = {"n": 7, "name": "现场.jpg", "type": "image/jpeg", "size": 1, "sha256": "0" * 64}
CITIZEN = {
    "source": "hotline_12345",
    "address": "人民中路128号",
    "description": "王先生 13888012345",
    "reporter": "王建国",
    "street": "华山街道",
    "lon": 102.712345,
    "lat": 25.041234,
    "caller_phone": 13888012345,
}


def a_life(subject: str, day: int, **data: Any) -> list[dict[str, Any]]:
    """A citizen's case that is closed on a day of November."""
    return b.a_life(subject, f"2024-11-{day:02d}T09:00", **{**CITIZEN, **data})


@pytest.fixture
def store(database_url: str) -> Any:
    """Three closed cases, one open, one voided, one self-handled, and a dead letter."""
    made = Store(database_url)
    made.feed([*a_life("c-1", 1), *a_life("c-2", 2), *a_life("c-9", 25)])
    made.feed([b.accepted("c-open", "2024-11-01T09:00", **CITIZEN), b.filed("c-open", "2024-11-01T10:00")])
    made.feed([b.accepted("c-void", "2024-11-01T09:00", **CITIZEN), b.voided("c-void", "2024-11-01T10:00")])
    made.feed([b.self_handled("c-self", "2024-11-01T09:00", reporter="李雷")])
    made.feed([{**b.accepted("c-bad", "2024-11-01T09:00", **CITIZEN), "type": "case.misspelt"}])
    yield made
    made.close()


def run(store: Store, owns: Callable[[str], bool] = lambda _: True, cutoff: int = FAR) -> set[str]:
    """Retention until nothing is left to do; the cases that it folded anew."""
    retention = Retention(store.engine, RULES, "project", owns, letters=True)
    changed: set[str] = set()
    busy = True
    while busy:
        step = retention.step(Cutoff(cutoff, b.ms("2030-01-01T00:00")))
        store.ledger.forget(step.subjects)
        changed.update(step.subjects)
        busy = step.busy
    return changed


def everything(store: Store) -> str:
    """All text that the store holds of cases and letters."""
    with store.engine.connect() as connection:
        log = [row[0] for row in connection.exec_driver_sql("SELECT data FROM log ORDER BY subject, seq")]
        rows = [str(tuple(row)) for row in connection.exec_driver_sql("SELECT * FROM cases")]
        letters = [str(letter) for letter in deadletters.listed(connection)]
    return "\n".join([*log, *rows, *letters])


def figures(store: Store) -> list[Any]:
    """Whatever could have moved."""
    month = ("2024-11-01", "2024-12-01")
    return [store.figures(*month), *(store.figures(*month, group_by=key) for key in ("area", "street", "day", "hour"))]


def test_only_what_is_over_loses_its_names(store: Store) -> None:
    """Figures are what they were, everything agrees with the log, and no word of those cases is left."""
    before = figures(store)
    assert run(store) == {"c-1", "c-2", "c-void", "c-self"}
    assert figures(store) == before
    assert list(verify.differences(store.engine, RULES)) == []
    for case in ("c-1", "c-2", "c-void"):
        told = str(store.reader.case(case))
        assert "华山街道" in told
        assert not any(word in told for word in ("人民中路", "王", "13888", "102.7123"))
    assert "人民中路128号" in str(store.reader.case("c-open"))
    assert "人民中路128号" in str(store.reader.case("c-9"))
    run(store, cutoff=b.ms("2025-01-01T00:00"))
    # Two are kept: the open case's words. The letter's, too, are gone.
    assert everything(store).count("人民中路128号") == 1


def test_a_whistle_long_over_keeps_its_course_and_loses_its_words(store: Store) -> None:
    """Who came when stays; names in its texts, files and unknown fields go; an open one keeps them."""
    note = {"note": "王先生 13888012345 在场", "files": [FILE], "by_name": "李雷", "witness": "王建国"}
    for name, at in (("w-over", "2024-11-02"), ("w-open", "2024-11-02")):
        store.feed([
            b.blown(name, f"{at}T09:00", title="王先生 13888012345 反复来电"),
            b.event("whistle.signed", name, f"{at}T09:10", {"department": "城管局"}),
            b.event("whistle.noted", name, f"{at}T09:20", note),
        ])  # fmt: skip
    store.feed([b.event("whistle.withdrawn", "w-over", "2024-11-03T09:00", {"reason": "王先生撤回"})])
    asked = WhistleReader(store.engine, RULES)
    assert "w-over" in run(store)
    over, still = asked.named("w-over"), asked.named("w-open")
    assert over is not None
    assert still is not None
    assert over.departments == still.departments
    assert (over.stage, over.title, over.files, asked.files_named("w-over")) == (
        "withdrawn", "某先生 138******** 反复来电", [], set(),
    )  # fmt: skip
    assert (still.title[:3], [one.n for one in still.files], asked.files_named("w-open")) == ("王先生", [7], {7})
    life = asked.life("w-over")
    assert life is not None
    told = "".join(event.text for event, _ in life.events)
    assert not any(word in told for word in ("王先生", "王建国", "13888012345", "现场"))
    assert list(verify.differences(store.engine, RULES)) == []
    late = b.event("whistle.noted", "w-over", "2024-11-02T10:00", {"note": "张先生补充"})
    store.feed([late])
    assert run(store) == {"w-over"}


def test_a_person_keeps_one_code(store: Store) -> None:
    """Grouped by reporter, figures still add up."""
    run(store)
    groups = store.figures("2024-11-01", "2024-11-20", group_by="reporter")["groups"]
    codes = {name: group["accepted"] for name, group in groups.items() if name.startswith("p-")}
    assert sorted(codes.values()) == [0, 2]  # 王建国's two closed ones; 李雷's is self-handled
    assert groups["王建国"]["accepted"] == 1


def test_a_repeat_is_still_known(store: Store) -> None:
    """The same event again, however spelt, is a repeat; another under its id is told apart."""
    run(store)
    again = a_life("c-1", 1)
    applied = store.feed([*again, {**again[0], "data": dict(reversed(again[0]["data"].items()))}])
    assert (applied.applied, applied.repeated, applied.dead) == (0, 8, 0)
    other = {**again[0], "data": {**again[0]["data"], "description": "别的"}}
    assert store.feed([other]).dead == 1
    assert run(store) == set()


def test_what_comes_in_late_goes_too(store: Store) -> None:
    """A correction of a case long over, and a closing that arrives late; a reopened one keeps what is said then."""
    run(store)
    late = b.amended("c-1", "2024-11-01T09:30", description="张三的电话13888012345")
    store.feed([late, b.handled("c-open", "2024-11-01T11:00"), b.closed("c-open", "2024-11-01T12:00")])
    assert run(store) == {"c-1", "c-open"}
    assert "张三" not in everything(store)
    assert "人民中路" not in str(store.reader.case("c-open"))
    store.feed([b.reopened("c-2", "2024-11-21T09:00"), b.amended("c-2", "2024-11-21T10:00", description="再次反映")])
    assert run(store) == set()
    assert "再次反映" in str(store.reader.case("c-2"))
    assert list(verify.differences(store.engine, RULES)) == []


def test_each_projector_keeps_to_its_own(store: Store) -> None:
    """Two of them, with some cases each."""
    assert run(store, lambda subject: subject == "c-1") == {"c-1"}
    other = Retention(store.engine, RULES, "project:1", lambda subject: subject != "c-1", letters=False)
    assert set(other.step(Cutoff(FAR, 0)).subjects) | set(other.step(Cutoff(FAR, 0)).subjects) >= {"c-2"}
