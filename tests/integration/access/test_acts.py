"""Acts on a real stream, projector and store: done when answered, once for one form, the loser is told why."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from dashboard.acting import Desk
from dashboard.acts.decide import Asked
from dashboard.acts.port import Outcome
from dashboard.auth.who import RIGHTS, Principal, Scope
from dashboard.domain.case import Case
from dashboard.domain.rules import ReferenceRules
from dashboard.store.ledger import Ledger
from dashboard.store.states import States
from streams import keys
from streams.acting import ActStream
from streams.intake import Intake
from streams.projector import Projector
from tests import builders as b
from tests.integration.push.conftest import until
from tests.store_kit import REFERENCE, Store

NOW = b.ms("2024-11-14T12:00")
SHARDS = 2
FORM = "form-0001"
WANG = Principal("user", "u-1", "王芳", RIGHTS["officer"], role="officer")
LI = Principal("user", "u-2", "李强", RIGHTS["officer"], role="officer")
UNIT = Principal("user", "u-3", "周平", RIGHTS["department"], Scope(units=frozenset({"城管局"})), "department")


class City:
    """One case, filed at ten, and a projector that works while it is told to."""

    def __init__(self, client: redis.Redis, folder: Path) -> None:
        self.client = client
        self.store = Store(f"sqlite:///{folder / 'grid.sqlite3'}")
        self.rules = ReferenceRules(REFERENCE)
        self.noted: list[tuple[Any, ...]] = []
        self.store.feed([b.accepted("c-1", "2024-11-14T09:50"), b.filed("c-1", "2024-11-14T10:00")])
        self._end = threading.Event()
        self._works: threading.Thread | None = None

    def desk(self, client: redis.Redis | None = None, **options: Any) -> Desk:
        """A desk of this city."""
        at = client or self.client
        streams = ActStream(at, Intake(at, SHARDS))
        return Desk(States(self.store.engine, self.rules), streams, lambda: NOW, self._note, **options)

    def _note(self, who: Principal, action: str, target: str, outcome: Any, detail: Any, address: str) -> None:
        self.noted.append((who.name, action, target, outcome, address))

    def project(self) -> None:
        """From now on what is appended is applied."""
        projector = Projector(self.client, self.store.engine, Ledger(self.store.engine, self.rules), SHARDS)

        def work() -> None:
            while not self._end.is_set():
                projector.step(20)

        self._works = threading.Thread(target=work)
        self._works.start()

    def stop(self) -> None:
        """Ends it."""
        self._end.set()
        if self._works:
            self._works.join()
        self.store.close()

    @property
    def case(self) -> Case:
        """The case as it stands."""
        found = States(self.store.engine, self.rules).state("case", "c-1")
        assert isinstance(found, Case)
        return found

    def waiting(self) -> int:
        """Entries on the streams."""
        return sum(self.client.xlen(stream) for stream in keys.event_streams(SHARDS))


@pytest.fixture
def city(valkey: redis.Redis, tmp_path: Path) -> Iterator[City]:
    """A city whose projector does not work yet."""
    made = City(valkey, tmp_path)
    yield made
    made.stop()


def asked(act: str, token: str = FORM, **fields: Any) -> list[Asked]:
    """One act on the case."""
    return [Asked(act, "c-1", fields, token)]


def told(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    """Status and reason of each."""
    return [(outcome.status, outcome.reason) for outcome in outcomes]


def test_what_is_done_stands_in_the_case(city: City) -> None:
    """When the answer comes, whoever looks sees it; the audit says who did it."""
    city.project()
    desk = city.desk()
    assert told(desk.act(asked("case.dispatch", to="城管局"), WANG, "10.0.0.7")) == [("done", "done")]
    assert (city.case.unit, city.case.stage) == ("城管局", "dispatched")
    assert told(desk.act(asked("case.handle"), UNIT)) == [("done", "done")]
    assert told(desk.act(asked("case.close"), UNIT)) == [("refused", "no_right")]
    assert city.case.stage == "handled"
    assert city.noted == [
        ("王芳", "act.case.dispatch", "c-1", "done", "10.0.0.7"),
        ("周平", "act.case.handle", "c-1", "done", ""),
        ("周平", "act.case.close", "c-1", "refused", ""),
    ]


def test_a_double_click_acts_once(city: City) -> None:
    """Both clicks are told that it is done, also when they are decided at the same moment."""
    desk = city.desk()
    with ThreadPoolExecutor(2) as pool:
        clicks = [pool.submit(desk.act, asked("case.dispatch", to="城管局"), WANG) for _ in range(2)]
        until(lambda: city.waiting() == 2, "both clicks are on the streams")
        city.project()
        assert [told(click.result()) for click in clicks] == [[("done", "done")]] * 2
    life = city.store.reader.case("c-1")
    assert life is not None
    assert [event["type"] for event in life["events"]].count("case.dispatched") == 1


def test_of_two_officers_one_is_told_that_he_was_too_late(city: City) -> None:
    """Both saw the case waiting; the fold took one dispatch, and the other hears its reason."""
    desk = city.desk()
    with ThreadPoolExecutor(2) as pool:
        tries = [
            pool.submit(desk.act, asked("case.dispatch", f"form-{who.id}", to="城管局"), who) for who in (WANG, LI)
        ]
        until(lambda: city.waiting() == 2, "both are on the streams")
        city.project()
        found = sorted(outcome for each in tries for outcome in told(each.result()))
    assert found == [("done", "done"), ("refused", "nothing_to_dispatch")]
    assert [anomaly.reason for anomaly in city.case.anomalies] == ["nothing_to_dispatch"]


def test_a_bulk_is_decided_act_by_act(city: City) -> None:
    """One wait for all of them."""
    city.store.feed([b.accepted("c-2", "2024-11-14T09:50")])
    city.project()
    bulk = [
        Asked("case.remind", "c-1", {"level": 1}, FORM),
        Asked("case.remind", "c-9", {"level": 1}, FORM),
        Asked("case.remind", "c-2", {"level": "7"}, FORM),
        Asked("whistle.blow", "", WHISTLE, FORM),
    ]
    outcomes = city.desk().act(bulk, WANG)
    assert [outcome.reason for outcome in outcomes] == ["done", "no_such_subject", "bad_field", "done"]
    assert outcomes[2].field == "level"
    assert city.desk().offers("whistle", outcomes[3].subject, WANG)


WHISTLE = {"level": "street", "area": "530102", "title": "占道", "departments": ["城管局", "住建局"]}


def test_a_projector_that_is_away(city: City) -> None:
    """The act is on its way, and says so; asked again later, it is done, once."""
    hasty = city.desk(pause=lambda _seconds: None)
    assert told(hasty.act(asked("case.dispatch", to="城管局"), WANG)) == [("under_way", "under_way")]
    city.project()
    assert told(city.desk().act(asked("case.dispatch", to="城管局"), WANG)) == [("done", "done")]


def test_streams_that_are_away(city: City, tmp_path: Path) -> None:
    """Nothing is promised."""
    nobody = redis.Redis(unix_socket_path=str(tmp_path / "nobody.sock"), protocol=2, retry=Retry(NoBackoff(), 0))
    assert told(city.desk(nobody).act(asked("case.dispatch", to="城管局"), WANG)) == [("failed", "stream_unavailable")]


def test_an_id_that_no_database_can_hold(city: City) -> None:
    """Is nobody's case."""
    desk = city.desk()
    for subject in ("", "\x00", "\ud800", "x" * 257):
        (outcome,) = desk.act([Asked("case.close", subject, {}, FORM)], WANG)
        assert outcome.reason == "no_such_subject"
        assert desk.offers("case", subject, WANG) is None
