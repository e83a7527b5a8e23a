"""The desk's questions on SQLite and PostgreSQL: the queue whole and by changes, in a scope; what the past teaches."""

from collections.abc import Iterator

import pytest

from dashboard.auth.who import CITY, Scope
from dashboard.store.duty import LOOK_BACK, DutyStore
from dashboard.store.duty_history import DutyHistory
from dashboard.store.duty_wits import Wits
from tests.builders import CloudEvent, a_life, accepted, blown, closed, dispatched, event, filed, ms
from tests.store_kit import REFERENCE, Store

NOON = ms("2024-11-14T12:00")
MINUTE = 60_000
WUHUA = Scope(areas=frozenset({"530102"}))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty store."""
    opened = Store(database_url)
    yield opened
    opened.close()


def open_case(name: str, dispatch: int, close: int, area: str = "530102") -> list[CloudEvent]:
    """Accepted an hour before noon and filed; its deadlines in minutes from noon."""
    return [
        accepted(name, NOON - 60 * MINUTE, area=area, street="华山街道"),
        filed(name, NOON - 59 * MINUTE, dispatch_due=NOON + dispatch * MINUTE, close_due=NOON + close * MINUTE),
    ]


def test_the_queue_holds_what_has_a_deadline_and_counts_what_is_late(store: Store) -> None:
    """Late by dispatch or closing, to come, suspended (no closing due), dispatched, over."""
    desk = DutyStore(store.engine)
    store.feed([
        *open_case("late", -5, 60), *open_case("soon", 10, 60), *open_case("sent", 10, 30),
        dispatched("sent", NOON - 30 * MINUTE), *open_case("paused", -30, 30), dispatched("paused", NOON - 40 * MINUTE),
        event("case.suspended", "paused", NOON - 20 * MINUTE), *a_life("over", NOON - 120 * MINUTE),
        accepted("unfiled", NOON - MINUTE),
    ])  # fmt: skip
    queue = desk.queue(CITY, NOON)
    assert {case.subject for case in queue.cases} == {"late", "soon", "sent"}
    assert (queue.late, queue.coming, queue.whole) == (1, 2, True)
    assert {case.subject for case in desk.due_within(CITY, NOON)} == {"late", "soon", "sent"}
    assert {case.subject for case in desk.due_within(CITY, NOON, 15 * MINUTE)} == {"soon"}
    assert desk.late(CITY, NOON) == (1, 0)


def test_what_changed_is_what_was_not_there_before(store: Store) -> None:
    """Asked after every step, the changes add up to the queue as a whole."""
    desk = DutyStore(store.engine)
    store.feed([one for n in range(LOOK_BACK) for one in open_case(f"old{n}", 10, 60)])
    held = {case.subject: case for case in desk.queue(CITY, NOON).cases}
    seq = desk.queue(CITY, NOON).seq
    store.feed([*open_case("new", 10, 60), closed("old0", NOON), dispatched("old1", NOON, to="水务局")])
    changed = desk.queue(CITY, NOON, seq)
    assert not changed.whole
    assert len(changed.cases) < LOOK_BACK
    assert "old0" in changed.gone
    held.update((case.subject, case) for case in changed.cases)
    for name in changed.gone:
        held.pop(name, None)
    assert held == {case.subject: case for case in desk.queue(CITY, NOON).cases}


def test_a_scope_sees_its_own_only(store: Store) -> None:
    """In the queue, in changes, in what is asked by name, in counts; what leaves the scope is gone."""
    desk = DutyStore(store.engine)
    store.feed([*open_case("mine", -5, 60), *open_case("theirs", -5, 60, area="530103")])
    queue = desk.queue(WUHUA, NOON)
    assert ([case.subject for case in queue.cases], queue.late) == (["mine"], 1)
    assert [case.subject for case in desk.some(["mine", "theirs"], WUHUA)] == ["mine"]
    assert desk.late(WUHUA, NOON) == (1, 0)
    store.feed([event("case.amended", "mine", NOON, {"area": "530103"})])
    assert desk.queue(WUHUA, NOON, queue.seq).gone == ["mine", "theirs"]
    by_unit = Scope(units=frozenset({"水务局"}))
    assert desk.queue(by_unit, NOON).cases == []


def test_announcements_and_whistles_are_counted(store: Store) -> None:
    """Raised and escalated alerts since a moment; whistles that are not over."""
    desk = DutyStore(store.engine)
    data = {"rule": "close_overdue", "unit": "530102"}
    store.feed([
        event("alert.raised", "a", NOON, data), event("alert.escalated", "a", NOON + MINUTE, data),
        event("alert.acknowledged", "a", NOON + 2 * MINUTE, {"by": "王芳"}), blown("w", NOON),
    ])  # fmt: skip
    assert sorted(desk.announced(NOON - 1)) == [NOON, NOON + MINUTE]
    assert desk.announced(NOON + MINUTE) == []
    assert (desk.whistles_open(CITY), desk.whistles_open(Scope(areas=frozenset({"530103"})))) == (1, 0)
    steps = [step.type for step in desk.life("a")]
    assert steps == ["alert.raised", "alert.escalated", "alert.acknowledged"]


def test_the_past_teaches_units_and_chances(store: Store) -> None:
    """Forty finished cases, every second one late: learnt once a quarter of an hour, and only then."""
    wits = Wits(DutyHistory(store.engine), lambda: REFERENCE)
    store.feed([one for n in range(40) for one in _finished(n)])
    assert wits.unit("E0110", "530102", "华山街道") is None
    wits.refresh(NOON)
    found = wits.unit("E0110", "530102", "华山街道")
    assert found is not None
    assert (found.unit, found.basis, found.n, found.total) == ("华山街道办事处", "street", 40, 40)
    store.feed([*open_case("now", 60 * 24, 20), dispatched("now", NOON - 50 * MINUTE)])
    (case,) = DutyStore(store.engine).some(["now"], CITY)
    (_, chance) = wits.ahead(case, NOON)[0]
    assert chance.chance == pytest.approx(20 / 40)
    assert wits.measured_units is not None
    wits.refresh(NOON + MINUTE)
    assert DutyStore(store.engine).some([], CITY) == []


def _finished(n: int) -> list[CloudEvent]:
    """Filed the day before, sent to its street's office, and closed an hour before or after it was due."""
    at = NOON - 24 * 60 * MINUTE + n * MINUTE
    name = f"past{n}"
    return [
        accepted(name, at, street="华山街道"),
        filed(name, at + 1, dispatch_due=at + 15 * MINUTE, close_due=at + 120 * MINUTE),
        dispatched(name, at + MINUTE, to="华山街道办事处"),
        closed(name, at + (119 if n % 2 else 125) * MINUTE),
    ]
