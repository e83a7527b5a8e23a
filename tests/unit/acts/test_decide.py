"""Deciding an act: the event it makes, and every named refusal."""

from collections.abc import Mapping
from typing import Any

import pytest

from dashboard import reference
from dashboard.acts.decide import Asked, Refused, State, decide, offers
from dashboard.acts.forms import Stored
from dashboard.acts.table import ACTS, acts_about
from dashboard.acts.words import SENTENCES
from dashboard.auth.who import RIGHTS, Principal, Scope
from dashboard.domain import alert, case, whistle
from dashboard.domain.events import TYPES, Event
from dashboard.domain.rules import ReferenceRules
from streams.codec import Rejected, decode
from streams.intake import fields_of
from tests import builders as b

RULES = ReferenceRules(reference.load())
NOON = b.ms("2024-11-14T12:00")
UNIT = "五华区城管局"
OFFICER = Principal("user", "u-1", "王芳", RIGHTS["officer"], role="officer")
HANDLER = Principal("user", "u-2", "李强", RIGHTS["department"], Scope(units=frozenset({UNIT})), "department")
ELSEWHERE = Principal("user", "u-3", "赵敏", RIGHTS["officer"], Scope(areas=frozenset({"530103"})), "officer")
LEADER = Principal("user", "u-4", "局长", RIGHTS["viewer"], role="viewer")
TOKEN = "0123456789abcdef"


def events_of(told: list[dict[str, Any]]) -> list[Event]:
    """The events of CloudEvents that must be good."""
    found = [decode(fields_of(one), NOON) for one in told]
    return [one for one in found if not isinstance(one, Rejected)]


def a_case(*told: dict[str, Any]) -> case.Case:
    """A case of a supervisor in 五华区, filed at 10:00, and what came then."""
    return case.fold("c-1", events_of([b.accepted("c-1", "2024-11-14T09:50"), FILED, *told]), RULES)


FILED = b.filed("c-1", "2024-11-14T10:00", close_due="2024-11-14T18:00")
SENT = b.dispatched("c-1", "2024-11-14T10:10", UNIT)
DONE = b.handled("c-1", "2024-11-14T11:00", UNIT)


def ask(act: str, state: State | None, who: Principal = OFFICER, token: str = TOKEN, **fields: Any) -> Any:
    """The decision at noon."""
    return decide(Asked(act, "c-1", fields, token), state, who, NOON)


def reason(decided: Mapping[str, Any] | Refused) -> str:
    """Why it is refused, by a sentence that people can read."""
    assert isinstance(decided, Refused)
    assert decided.sentence
    return decided.reason


class TestEvents:
    """What an act becomes."""

    def test_an_act_is_an_event_of_its_person(self) -> None:
        """With name, id and role, dated by the city's clock, from the desk."""
        event = ask("case.dispatch", a_case(), to=f" {UNIT} ")
        assert {**event, "id": ""} == {
            "specversion": "1.0",
            "id": "",
            "source": "grid/desk",
            "type": "case.dispatched",
            "subject": "c-1",
            "time": "2024-11-14T04:00:00+00:00",
            "datacontenttype": "application/json",
            "data": {"to": UNIT, "by": "王芳", "by_id": "user:u-1", "by_name": "王芳", "by_role": "officer"},
        }

    def test_the_same_form_twice_is_the_same_event(self) -> None:
        """Another form, person or filling is another."""
        first = ask("case.dispatch", a_case(), to=UNIT)["id"]
        assert ask("case.dispatch", a_case(), to=UNIT)["id"] == first
        others = [
            ask("case.dispatch", a_case(), token="another-form", to=UNIT)["id"],
            ask("case.dispatch", a_case(), to="五华区住建局")["id"],
            ask("case.dispatch", a_case(), Principal("user", "u-9", "王芳", RIGHTS["officer"]), to=UNIT)["id"],
        ]
        assert len({first, *others}) == 4

    def test_it_comes_after_what_stands_there(self) -> None:
        """Also where the last event is dated a little ahead of the city's clock; far ahead it is refused."""
        ahead = a_case(b.dispatched("c-1", NOON + 5_000, UNIT))
        assert ask("case.suspend", ahead, reason="雨天")["time"] == "2024-11-14T04:00:05.001+00:00"
        far = a_case()
        far.last = (NOON + 3_600_001, 0, "x", "y")
        assert reason(ask("case.suspend", far, reason="雨天")) == "clock_behind"

    def test_a_whistle_gets_an_id_of_its_own(self) -> None:
        """One for one form."""
        form: dict[str, Any] = {"level": "street", "area": "530102", "title": "占道", "departments": ["城管局"]}
        first, again = (ask("whistle.blow", None, **form) for _ in range(2))
        assert first["subject"] == again["subject"]
        assert first["subject"].startswith("whistle-")

    @pytest.mark.parametrize("act", ACTS.values(), ids=list(ACTS))
    def test_every_act_of_the_table_makes_an_event_that_the_codec_takes(self, act: Any) -> None:
        """Filled in with something for each field; the fold's own refusals are another test's business."""
        event = ask(act.name, STATES[act.name], everybody_for(act.name), **filled(act.name))
        assert not isinstance(event, Refused), event
        assert not isinstance(decode(fields_of(event), NOON), Rejected)


SAMPLES = {
    "moment": "2024-11-15T10:00:00+08:00",
    "number": 1,
    "flag": True,
    "names": ["城管局"],
    "unit": "城管局",
    "area": "530102",
    "category": "E0110",
    "text": "…",
    "files": [Stored(1, "现场.jpg", "image/jpeg", 9, "ab")],
}


def filled(name: str) -> dict[str, Any]:
    """A form with every field filled in."""
    return {f.name: f.choices[0].value if f.choices else SAMPLES[f.kind] for f in ACTS[name].fields}


def everybody_for(name: str) -> Principal:
    """Somebody of the whole city who has all rights."""
    return Principal("user", "u-0", "全权", frozenset().union(*RIGHTS.values()), role="admin")


def a_whistle(*told: tuple[str, dict[str, Any]], level: str = "street") -> whistle.Whistle:
    """Blown at nine for two departments, and what came then, minute by minute."""
    blown = b.blown("c-1", "2024-11-14T09:00", departments=["城管局", "住建局"], level=level)
    later = [
        b.event(f"whistle.{kind}", "c-1", NOON - 60_000 * (60 - minute), data, event_id=f"{minute}")
        for minute, (kind, data) in enumerate(told)
    ]
    return whistle.fold("c-1", events_of([blown, *later]))


CAME = ("checked_in", {"department": "城管局"})
SOLVED = ("handled", {"by": "城管局"})
GOOD, BAD = (("verified", {"result": result}) for result in ("pass", "fail"))
RATED = [("rated", {"department": name, "score": 90}) for name in ("城管局", "住建局")]
WHISTLE = a_whistle()
RAISED = b.event("alert.raised", "c-1", "2024-11-14T09:00", {"rule": "late", "level": 1, "unit": "530102"})
ALERT = alert.fold("c-1", events_of([RAISED]))
TAKEN = alert.fold("c-1", events_of([RAISED, b.event("alert.acknowledged", "c-1", "2024-11-14T09:05", {"by": "李"})]))
UNFILED = case.fold("c-1", events_of([b.accepted("c-1", "2024-11-14T09:50")]), RULES)
CLOSED = a_case(SENT, DONE, b.closed("c-1", "2024-11-14T11:30"))
PAUSED = a_case(SENT, b.event("case.suspended", "c-1", "2024-11-14T10:30", {}))
SPECIAL: dict[str, State | None] = {
    "case.file": UNFILED,
    "case.dispatch": a_case(),
    "case.reopen": CLOSED,
    "case.resume": PAUSED,
    "whistle.blow": None,
    "whistle.handle": a_whistle(CAME),
    "whistle.verify": a_whistle(CAME, SOLVED),
    "whistle.rate": a_whistle(CAME, SOLVED, GOOD),
    "whistle.close": a_whistle(CAME, SOLVED, GOOD, *RATED),
}
USUAL: dict[str, State] = {"case": a_case(SENT, DONE), "whistle": WHISTLE, "alert": ALERT}
STATES: dict[str, State | None] = {name: SPECIAL.get(name, USUAL[act.about]) for name, act in ACTS.items()}


class TestRefusals:
    """Each by its name."""

    @pytest.mark.parametrize(
        ("act", "state", "who", "fields", "expected"),
        [
            ("case.dance", a_case(), OFFICER, {}, "no_such_act"),
            ("case.close", a_case(), LEADER, {}, "no_right"),
            ("case.close", None, OFFICER, {}, "no_such_subject"),
            ("case.close", a_case(SENT, DONE), ELSEWHERE, {}, "no_such_subject"),
            ("case.handle", a_case(b.dispatched("c-1", NOON - 1, "住建局")), HANDLER, {}, "no_such_subject"),
            ("case.dispatch", a_case(), OFFICER, {}, "missing_field"),
            ("case.dispatch", a_case(), OFFICER, {"to": " "}, "missing_field"),
            ("case.dispatch", a_case(), OFFICER, {"to": UNIT, "too": 1}, "unknown_field"),
            ("case.dispatch", a_case(), OFFICER, {"to": "长" * 201}, "bad_field"),
            ("case.dispatch", a_case(), OFFICER, {"to": "\ud800"}, "bad_field"),
            ("case.verify", a_case(SENT, DONE), OFFICER, {"result": "maybe"}, "bad_field"),
            ("case.extend", a_case(SENT), OFFICER, {"close_due": "2024-11-14T12:00:00+08:00"}, "bad_field"),
            ("case.extend", a_case(SENT), OFFICER, {"close_due": "2024-11-14T18:00:00+08:00"}, "due_not_later"),
            ("case.extend", a_case(SENT), OFFICER, {"close_due": "0001-01-01T00:00:00+14:00"}, "bad_field"),
            ("case.amend", a_case(), OFFICER, {}, "nothing_to_change"),
            ("case.amend", a_case(), OFFICER, {"category": "X1"}, "bad_field"),
            ("case.dispatch", a_case(SENT), OFFICER, {"to": UNIT}, "nothing_to_dispatch"),
            ("case.verify", a_case(SENT), OFFICER, {"result": "pass"}, "not_handled"),
            ("case.close", CLOSED, OFFICER, {}, "already_closed"),
            ("case.remind", case.Case("c-1"), OFFICER, {"level": 1}, "incomplete"),
            ("whistle.rate", WHISTLE, OFFICER, {"department": "教育局", "score": 90}, "not_summoned"),
            ("whistle.rate", WHISTLE, OFFICER, {"department": "城管局", "score": 101}, "bad_field"),
            ("whistle.attach", WHISTLE, OFFICER, {"files": [{"n": 1, "name": "x"}]}, "bad_field"),
            ("whistle.attach", WHISTLE, OFFICER, {"files": [[1, "x", "y", 2, "z"]]}, "bad_field"),
            ("alert.note", alert.Alert("c-1"), OFFICER, {"note": "…"}, "not_raised"),
            ("alert.acknowledge", TAKEN, OFFICER, {}, "already_acknowledged"),
            (
                "whistle.blow",
                None,
                ELSEWHERE,
                {"level": "street", "area": "530102", "title": "占道", "departments": ["城管局"]},
                "out_of_scope",
            ),
        ],
    )
    def test_by_name(
        self, act: str, state: State | None, who: Principal, fields: dict[str, Any], expected: str
    ) -> None:
        """The first that fits."""
        assert reason(decide(Asked(act, "c-1", fields, TOKEN), state, who, NOON)) == expected

    @pytest.mark.parametrize("token", ["", "short", "with space in it", "x" * 65])
    def test_a_form_without_its_token(self, token: str) -> None:
        """It could act twice."""
        assert reason(ask("case.dispatch", a_case(), token=token, to=UNIT)) == "bad_token"

    def test_every_reason_has_a_sentence(self) -> None:
        """Those of the folds, too."""
        folds = {"already_accepted", "before_accepted", "voided", "self_handled", "already_closed", "already_filed"}
        folds |= {"not_filed", "nothing_to_dispatch", "not_dispatched", "not_handled", "already_suspended"}
        folds |= {"not_suspended", "not_closed", "not_blown", "already_blown", "not_summoned"}
        folds |= {"already_highest", *alert._WHY_NOT.values()}
        assert folds <= set(SENTENCES)


class TestWhistles:
    """A desk's whistles go on step by step; other systems' may skip what they like."""

    @pytest.mark.parametrize(
        ("state", "act", "fields", "expected"),
        [
            (
                a_whistle(("signed", {"department": "城管局"})),
                "whistle.sign",
                {"department": "城管局"},
                "already_signed",
            ),
            (a_whistle(CAME), "whistle.check_in", {"department": "城管局"}, "already_checked_in"),
            (WHISTLE, "whistle.handle", {}, "nobody_came"),
            (a_whistle(CAME, SOLVED), "whistle.handle", {}, "already_handled"),
            (a_whistle(CAME), "whistle.verify", {"result": "pass"}, "not_handled"),
            (a_whistle(CAME, SOLVED, BAD), "whistle.verify", {"result": "pass"}, "not_handled"),
            (a_whistle(CAME, SOLVED, GOOD), "whistle.verify", {"result": "fail"}, "already_verified"),
            (a_whistle(CAME, SOLVED), "whistle.rate", {"department": "城管局", "score": 90}, "not_verified"),
            (a_whistle(CAME, SOLVED), "whistle.close", {}, "not_verified"),
            (a_whistle(CAME, SOLVED, GOOD, RATED[0]), "whistle.close", {}, "not_rated"),
            (a_whistle(CAME, SOLVED, GOOD), "whistle.withdraw", {"reason": "误吹"}, "already_verified"),
            (a_whistle(level="city"), "whistle.raise", {"to": "city"}, "already_city"),
            (a_whistle(level="district"), "whistle.raise", {"to": "district"}, "not_higher"),
            (a_whistle(("withdrawn", {})), "whistle.note", {"note": "…"}, "already_closed"),
        ],
    )
    def test_what_is_not_next_is_refused_by_name(
        self, state: whistle.Whistle, act: str, fields: dict[str, Any], expected: str
    ) -> None:
        assert reason(ask(act, state, everybody_for(act), **fields)) == expected

    def test_work_sent_back_is_done_anew(self) -> None:
        """After a verification that finds it wanting, the work can be done and verified once more."""
        again = a_whistle(CAME, SOLVED, BAD)
        assert ask("whistle.handle", again, everybody_for(""))["type"] == "whistle.handled"
        assert again.stage == "checked_in"

    def test_a_kind_may_close_without_ratings(self) -> None:
        unrated = a_whistle(CAME, SOLVED, GOOD)
        unrated.rated = False
        assert ask("whistle.close", unrated)["type"] == "whistle.closed"

    def test_who_has_two_departments_acts_for_the_one_that_has_still_to(self) -> None:
        both = Scope(units=frozenset({"城管局", "住建局"}))
        who = Principal("user", "u-8", "郑", RIGHTS["department"], both, "department")
        signed = a_whistle(("signed", {"department": "城管局"}))
        assert ask("whistle.sign", signed, who)["data"]["department"] == "住建局"


class TestSeparation:
    """监管分离: who handles neither verifies nor closes."""

    def test_a_department_has_no_right_to(self) -> None:
        assert reason(ask("case.close", a_case(SENT, DONE), HANDLER)) == "no_right"

    @pytest.mark.parametrize("name", [act.name for act in acts_about("case") if act.oversight])
    def test_nor_has_anybody_whose_scope_is_a_unit(self, name: str) -> None:
        """Whatever his role: rights may be given wrongly, the rule stands."""
        both = Principal("user", "u-5", "两可", RIGHTS["officer"] | RIGHTS["department"], HANDLER.scope, "officer")
        assert reason(ask(name, a_case(SENT, DONE), both, **filled(name))) == "handling_unit"

    def test_a_department_acts_as_its_unit(self) -> None:
        """`by` is the unit; the person's name stands beside it."""
        data = ask("case.handle", a_case(SENT), HANDLER)["data"]
        assert (data["by"], data["by_name"], data["by_id"]) == (UNIT, "李强", "user:u-2")

    def test_a_summoned_department_signs_for_itself_only(self) -> None:
        """The form need not say which it is, and cannot say another."""
        own = Principal("user", "u-6", "周", RIGHTS["department"], Scope(units=frozenset({"城管局"})), "department")
        assert ask("whistle.sign", WHISTLE, own)["data"]["department"] == "城管局"
        assert reason(ask("whistle.sign", WHISTLE, own, department="住建局")) == "not_your_unit"
        other = Principal("user", "u-7", "吴", RIGHTS["department"], Scope(units=frozenset({"教育局"})), "department")
        assert reason(ask("whistle.sign", WHISTLE, other)) == "no_such_subject"


class TestOffers:
    """What a screen shows as buttons."""

    def test_all_that_he_has_the_right_to_with_reasons_for_the_rest(self) -> None:
        """In the table's order."""
        found = {offer.act.name: offer.refused and offer.refused.reason for offer in offers(a_case(SENT), OFFICER)}
        assert found["case.dispatch"] == "nothing_to_dispatch"
        assert found["case.close"] is None
        assert "case.handle" not in found
        assert list(found) == [act.name for act in acts_about("case") if act.name in found]

    def test_a_handler_sees_his_own(self) -> None:
        """Return, handle, report back, answer."""
        names = [offer.act.name for offer in offers(a_case(SENT), HANDLER)]
        assert names == ["case.return", "case.handle", "case.report_back", "case.respond"]

    def test_a_leader_sees_none(self) -> None:
        assert offers(a_case(), LEADER) == []


class TestTable:
    """The table holds together."""

    def test_types_and_keys(self) -> None:
        """Every type is the contract's; no two acts on one thing share a key."""
        assert {act.type for act in ACTS.values()} <= set(TYPES)
        for about in ("case", "whistle", "alert"):
            keys = [act.key for act in acts_about(about) if act.key]
            assert len(keys) == len(set(keys))
